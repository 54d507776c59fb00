import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { hour } from '#shared/domain/instant.ts';
import { InvariantBroken } from '#shared/errors.ts';
import type { System } from './compose.ts';
import type { DemoAgency } from './demo.ts';

const owner = { name: 'Lucía Demo', email: 'lucia@demo.example', role: 'owner' } as const;
const linkLifeMs = 12 * hour;
const Members = z.object({
  items: z.array(z.object({ email: z.string(), leftAt: z.string().nullable() })),
});
const Invitation = z.object({ token: z.string(), signIn: z.string() });

type Ask = (method: string, path: string, body?: unknown) => Promise<unknown>;

const askWith =
  ({ handle }: Pick<System, 'handle'>, apiKey: string): Ask =>
  async (method, path, body) => {
    const response = await handle(
      new Request(`http://localhost${path}`, {
        method,
        headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    if (!response.ok)
      throw new InvariantBroken(`${method} ${path} of the demo agency answered ${response.status}`);
    return response.json();
  };

/** The demo agency has an owner from the first start, made as agencies make their members. */
const provideOwner = async (ask: Ask): Promise<void> => {
  const { items } = Members.parse(await ask('GET', '/members'));
  if (items.some(({ email, leftAt }) => email === owner.email && leftAt === null)) return;
  const { token, signIn } = Invitation.parse(await ask('POST', '/invitations', owner));
  await ask('POST', '/invitations/accept', { invitation: token, token: signIn });
};

/**
 * A link that signs the owner of the demo agency in at the console. It works once and for twelve
 * hours; each start makes another. What is after the `#` goes to no server, and into no log of one.
 * @returns the link, and the file where it is kept for those who see no terminal.
 */
export const provideConsoleLink = async (
  system: Pick<System, 'handle' | 'signInToken'>,
  options: { readonly agency: DemoAgency; readonly url: string; readonly dataDir: string },
): Promise<{ readonly link: string; readonly file: string }> => {
  const { agency, url, dataDir } = options;
  await provideOwner(askWith(system, agency.apiKey));
  const token = await system.signInToken(agency.id, owner.email, linkLifeMs);
  const link = `${url}/console/sign-in#token=${token}`;
  const file = join(dataDir, 'console-link');
  await writeFile(file, `${link}\n`, { mode: 0o600 });
  return { link, file };
};
