import { parseArgs } from 'node:util';
import { z } from 'zod';
import { freshKey, hashApiKey, newApiKey } from '#services/api/api-key.ts';
import type { Account, ApiKey } from '#shared/domain/account.ts';
import { Limits } from '#shared/domain/ceiling.ts';
import { hour, Instant, plus } from '#shared/domain/instant.ts';
import { Role } from '#shared/domain/member.ts';
import { normalisePhone } from '#shared/domain/phone.ts';
import { Scope } from '#shared/domain/scope.ts';
import { ConfigurationError } from '#shared/errors.ts';
import type { Accounts } from '#shared/ports/accounts.ts';
import type { Clock } from '#shared/ports/clock.ts';
import { invitationLink, type LinkMaker, operatorLink, signInLink } from './sign-in-link.ts';

/** The help text. */
export const usage = `npm run agency -- COMMAND, where AGENCY and KEY are an id or a name:

  list                                    agencies, their keys, and when each was last used
  create NAME --sender NUMBER [--emergency NUMBER]
                                          an agency with a key for everything
  key AGENCY --name NAME [--scopes book,read,care,admin] [--expires 2027-03-31]
                                          another key; without --scopes for all but admin
  rotate AGENCY KEY [--grace HOURS] [--expires DATE]
                                          a new key of the same scopes; the former one goes on
                                          for 24 hours, or as long as --grace says
  revoke AGENCY KEY                       ends a key at once
  sender AGENCY NUMBER                    writes from another number from now on
  suspend AGENCY --reason TEXT            refuses its keys; its messages wait
  resume AGENCY                           ends the suspension
  limits AGENCY [--trips N] [--flights N] [--storage MB]
                                          trips booked and flights newly followed in 24 hours,
                                          and megabytes of documents, up to what the platform
                                          allows; none: just that
  invite AGENCY --email ADDRESS --name NAME [--role owner|agent|duty|limited] [--groups ID,ID]
                                          somebody who works there; prints the link, good for
                                          seven days; without --role an agent
  sign-in AGENCY --email ADDRESS          a link that signs a member in, once, within an hour
  pause --reason TEXT [--until DATE]      nothing of any agency leaves, until then or until
                                          resume-all; what is critical becomes calls to make
  resume-all                              everything leaves again, as far as it is still true
  operator-link                           a link to /console/operator on this machine, once,
                                          within an hour
  operator-key                            a key for /operator, and its hash for OPERATOR_KEY_HASH`;

/** What the commands are run with. */
export interface AgencyCommandDependencies {
  readonly accounts: Accounts;
  readonly clock: Clock;
  /** Makes links for people. */
  readonly links: LinkMaker;
}

const wrong = (text: string) => new ConfigurationError(`${text}\n\n${usage}`);

const options = {
  sender: { type: 'string' },
  emergency: { type: 'string' },
  name: { type: 'string' },
  scopes: { type: 'string' },
  expires: { type: 'string' },
  grace: { type: 'string' },
  reason: { type: 'string' },
  until: { type: 'string' },
  trips: { type: 'string' },
  flights: { type: 'string' },
  storage: { type: 'string' },
  email: { type: 'string' },
  role: { type: 'string' },
  groups: { type: 'string' },
} as const;
type Values = { readonly [N in keyof typeof options]?: string | undefined };

const needed = (value: string | undefined, what: string): string => {
  if (value === undefined || value.trim() === '') throw wrong(`${what} is missing`);
  return value.trim();
};

const phoneOf = (text: string, what: string): string => {
  const phone = normalisePhone(text);
  if (!phone) throw wrong(`${what} should be a phone number with its country code`);
  return phone;
};

const expiryOf = (
  expires: string | undefined,
  now: Instant,
  option = '--expires',
): Instant | null => {
  if (expires === undefined) return null;
  const parsed = Instant.safeParse(expires.includes('T') ? expires : `${expires}T00:00:00.000Z`);
  if (!parsed.success || parsed.data <= now)
    throw wrong(`${option} should be a date to come, such as 2027-03-31`);
  return parsed.data;
};

const scopesOf = ({ scopes }: Values): readonly Scope[] =>
  (scopes ?? 'book,read,care').split(',').map((text) => {
    const scope = Scope.safeParse(text.trim());
    if (!scope.success) throw wrong(`--scopes should be some of ${Scope.options.join(',')}`);
    return scope.data;
  });

const graceOf = ({ grace }: Values): number => {
  const hours = Number(grace ?? 24);
  if (!(hours >= 0 && hours <= 720)) throw wrong('--grace should be hours, from 0 to 720');
  return hours * hour;
};

/** A limit as it is written: a number, or none; absent: it stays. */
const limitOf = (text: string | undefined, option: string): number | null | undefined => {
  if (text === undefined || text === 'none') return text === undefined ? undefined : null;
  const limit = Limits.shape.tripsPerDay.safeParse(Number(text));
  if (!limit.success) throw wrong(`${option} should be a whole number from 1 to 1000000, or none`);
  return limit.data;
};

const limitsOf = ({ trips, flights, storage }: Values) => ({
  tripsPerDay: limitOf(trips, '--trips'),
  flightsPerDay: limitOf(flights, '--flights'),
  storageMb: limitOf(storage, '--storage'),
});

const limitWords = ({ tripsPerDay, flightsPerDay, storageMb }: Limits): string =>
  [
    tripsPerDay !== null && `${tripsPerDay} trips a day`,
    flightsPerDay !== null && `${flightsPerDay} flights a day`,
    storageMb !== null && `${storageMb} MB of documents`,
  ]
    .filter((words) => words !== false)
    .join(', ');

const emailOf = ({ email }: Values): string => {
  const parsed = z.email().max(254).safeParse(needed(email, '--email'));
  if (!parsed.success) throw wrong('--email should be an address');
  return parsed.data;
};

const invitedOf = (values: Values) => {
  const role = Role.safeParse(values.role ?? 'agent');
  if (!role.success) throw wrong(`--role should be one of ${Role.options.join(', ')}`);
  const groups = (values.groups ?? '').split(',').filter((id) => id !== '');
  if (groups.some((id) => !z.uuid().safeParse(id).success))
    throw wrong('--groups should be ids of groups (GET /groups)');
  if (role.data === 'limited' && groups.length === 0)
    throw wrong('a limited member sees the groups that --groups names');
  const name = needed(values.name, '--name');
  return { name, email: emailOf(values), role: role.data, groups, invitedBy: 'npm run agency' };
};

const stateOf = (key: ApiKey, now: Instant): string => {
  if (key.revokedAt !== null) return `revoked ${key.revokedAt}`;
  if (key.expiresAt === null) return 'no end';
  return `${key.expiresAt <= now ? 'expired' : 'until'} ${key.expiresAt}`;
};

const keyLine = (key: ApiKey, now: Instant): string =>
  `  ${key.id}  ${key.name}  [${key.scopes.join(',')}]  ${stateOf(key, now)}, ` +
  (key.lastUsedAt === null ? 'never used' : `used ${key.lastUsedAt}`);

const accountLines = (account: Account, now: Instant): readonly string[] => [
  `${account.id}  ${account.name}  ${account.sender}` +
    (account.suspendedAt === null
      ? ''
      : `  SUSPENDED ${account.suspendedAt}: ${account.suspendedBecause}`),
  ...[limitWords(account.limits)].flatMap((words) => (words === '' ? [] : `  at most ${words}`)),
  ...account.keys.map((key) => keyLine(key, now)),
];

/** The one that an id or a name means. */
const only = <T extends { readonly id: string; readonly name: string }>(
  all: readonly T[],
  named: string,
  what: string,
): T => {
  const matches = all.filter(({ id, name }) => id === named || name === named);
  const [match] = matches;
  if (!match) throw wrong(`there is no ${what} ${named}`);
  if (matches.length > 1) throw wrong(`several are called ${named}: say which by its id`);
  return match;
};

/**
 * Runs one command and returns what to print. A key is in the answer of the command that makes it
 * and nowhere else.
 * @throws ConfigurationError that says what is wrong with the arguments.
 */
export const runAgencyCommand = async (
  { accounts, clock, links }: AgencyCommandDependencies,
  args: readonly string[],
): Promise<readonly string[]> => {
  const parsed = (() => {
    try {
      return parseArgs({ args: [...args], options, allowPositionals: true });
    } catch (error) {
      throw wrong(error instanceof Error ? error.message : 'the arguments cannot be read');
    }
  })();
  const [command, first, second] = parsed.positionals;
  const values: Values = parsed.values;
  const now = clock.now();
  const agency = async () => only(await accounts.list(), needed(first, 'AGENCY'), 'agency');
  const liveKey = (account: Account) =>
    only(
      account.keys.filter(
        ({ revokedAt, expiresAt }) => revokedAt === null && (expiresAt === null || expiresAt > now),
      ),
      needed(second, 'KEY'),
      'live key',
    );
  const fresh = () => freshKey(expiryOf(values.expires, now), now);
  const shown = (key: string, made: ApiKey | null): readonly string[] =>
    made === null ? [] : [keyLine(made, now), '', `  ${key}`, '', 'Shown this once: keep it now.'];
  const changed = (account: Account | null) => (account ? accountLines(account, now) : []);

  switch (command) {
    case 'list':
      return (await accounts.list()).flatMap((account) => accountLines(account, now));
    case 'create': {
      const account = await accounts.create({
        name: needed(first, 'NAME'),
        sender: phoneOf(needed(values.sender, '--sender'), '--sender'),
        emergencyPhone:
          values.emergency === undefined ? null : phoneOf(values.emergency, '--emergency'),
        now,
      });
      const { key, stored } = fresh();
      const made = await accounts.addKey(account.id, {
        ...stored,
        name: 'first key',
        scopes: Scope.options,
      });
      return [...accountLines(account, now), ...shown(key, made)];
    }
    case 'key': {
      const { key, stored } = fresh();
      const { id } = await agency();
      const name = needed(values.name, '--name');
      return shown(key, await accounts.addKey(id, { ...stored, name, scopes: scopesOf(values) }));
    }
    case 'rotate': {
      const account = await agency();
      const former = liveKey(account);
      const formerUntil = plus(now, graceOf(values));
      const { key, stored } = fresh();
      const made = await accounts.rotateKey(account.id, former.id, { ...stored, formerUntil });
      return [`${former.name} (${former.id}) goes on until ${formerUntil}`, ...shown(key, made)];
    }
    case 'revoke': {
      const account = await agency();
      const revoked = await accounts.revokeKey(account.id, liveKey(account).id, now);
      return revoked ? [keyLine(revoked, now)] : [];
    }
    case 'sender': {
      const sender = phoneOf(needed(second, 'NUMBER'), 'NUMBER');
      return changed(await accounts.change((await agency()).id, { sender, now }));
    }
    case 'suspend': {
      const suspendedBecause = needed(values.reason, '--reason');
      return changed(await accounts.change((await agency()).id, { suspendedBecause, now }));
    }
    case 'resume':
      return changed(await accounts.change((await agency()).id, { suspendedBecause: null, now }));
    case 'limits':
      return changed(await accounts.change((await agency()).id, { limits: limitsOf(values), now }));
    case 'invite': {
      const { id, name } = await agency();
      return [
        `An invitation to ${name}, good for seven days:`,
        '',
        `  ${await invitationLink(links, id, invitedOf(values))}`,
        '',
        'Shown this once: send it to them alone.',
      ];
    }
    case 'sign-in': {
      const { id } = await agency();
      const found = await signInLink(links, id, emailOf(values));
      if (found === null)
        throw new ConfigurationError(
          'no member there has this address, or another provider signs them in',
        );
      return [`  ${found}`, '', 'It signs in once, within an hour.'];
    }
    case 'pause': {
      const reason = needed(values.reason, '--reason');
      const until = expiryOf(values.until, now, '--until');
      await accounts.brake({ state: 'paused', reason, until, by: 'operator', now });
      return [`nothing leaves any more${until === null ? '' : `, until ${until}`}`];
    }
    case 'resume-all':
      await accounts.brake({ state: 'live', reason: null, until: null, by: 'operator', now });
      return ['messages leave again, as far as they are still true'];
    case 'operator-link': {
      const link = await operatorLink(links);
      if (link === null)
        throw new ConfigurationError(
          'another provider signs operators in: name them in OPERATOR_USERS',
        );
      return [`  ${link}`, '', 'It signs in once, within an hour.'];
    }
    case 'operator-key': {
      const key = newApiKey();
      return [`  ${key}`, '', `OPERATOR_KEY_HASH=${hashApiKey(key)}`];
    }
    default:
      throw wrong(command === undefined ? 'which command?' : `there is no command ${command}`);
  }
};
