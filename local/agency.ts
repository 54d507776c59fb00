import { join, resolve } from 'node:path';
import { createAccounts } from '#shared/adapters/supabase/accounts.ts';
import { createMembers } from '#shared/adapters/supabase/members.ts';
import { systemClock } from '#shared/composition/system.ts';
import { ConfigurationError } from '#shared/errors.ts';
import { addressOf } from './address.ts';
import { runAgencyCommand, usage } from './agency-commands.ts';
import { openLocalIdentity } from './local-identity.ts';
import { asOperator } from './operator-database.ts';

/** `npm run agency -- COMMAND`: agencies and their keys. */
const main = async (): Promise<void> => {
  const args = process.argv.slice(2);
  if (args.length === 0 || args.includes('--help')) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const clock = systemClock;
  const lines = await asOperator(
    'npm run agency',
    async ({ rpc, isOfThisMachine, configuration }) => {
      const links = {
        members: createMembers(rpc),
        // Elsewhere people are signed in by Supabase Auth, which sends its own links.
        identity:
          isOfThisMachine && !configuration.signIn
            ? await openLocalIdentity(join(resolve(configuration.dataDir), 'identity-key'))
            : null,
        clock,
        url: await addressOf(configuration),
      };
      return runAgencyCommand({ accounts: createAccounts(rpc), clock, links }, args);
    },
  );
  process.stdout.write(`${lines.join('\n')}\n`);
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigurationError ? error.message : error}\n`);
  process.exitCode = 1;
});
