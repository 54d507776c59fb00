import { createAccounts } from '#shared/adapters/supabase/accounts.ts';
import { systemClock } from '#shared/composition/system.ts';
import { ConfigurationError } from '#shared/errors.ts';
import { runAgencyCommand, usage } from './agency-commands.ts';
import { asOperator } from './operator-database.ts';

/** `npm run agency -- COMMAND`: agencies and their keys. */
const main = async (): Promise<void> => {
  const args = process.argv.slice(2);
  if (args.length === 0 || args.includes('--help')) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const lines = await asOperator('npm run agency', ({ rpc }) =>
    runAgencyCommand({ accounts: createAccounts(rpc), clock: systemClock }, args),
  );
  process.stdout.write(`${lines.join('\n')}\n`);
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigurationError ? error.message : error}\n`);
  process.exitCode = 1;
});
