import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { createAccounts } from '#shared/adapters/supabase/accounts.ts';
import { createAgencyDesk } from '#shared/adapters/supabase/agency-desk.ts';
import { createReports } from '#shared/adapters/supabase/reports.ts';
import type { Rpc } from '#shared/adapters/supabase/rpc.ts';
import { systemClock } from '#shared/composition/system.ts';
import { ConfigurationError } from '#shared/errors.ts';
import { lastMonth } from '#shared/monthly-report/month.ts';
import { reportOf } from '#shared/monthly-report/send.ts';
import { addressOf } from './address.ts';
import { asOperator } from './operator-database.ts';

const usage = `npm run report -- AGENCY [--month YYYY-MM] [--json | --html FILE]

Shows the report of a month that owners get by mail; AGENCY is an id or a name. It mails nothing.

  --month      another month than the last one that is over
  --json       what it says, as JSON
  --html FILE  the page of the mail, into a file`;

const monthForm = /^\d{4}-(0[1-9]|1[0-2])$/;

const show = async (
  rpc: Rpc,
  address: string,
  named: string,
  options: {
    readonly month?: string | undefined;
    readonly json: boolean;
    readonly html?: string | undefined;
  },
): Promise<string> => {
  const found = (await createAccounts(rpc).list()).filter(
    ({ id, name }) => id === named || name === named,
  );
  const [agency] = found;
  if (!agency) throw new ConfigurationError(`there is no agency ${named}`);
  if (found.length > 1) throw new ConfigurationError(`several are called ${named}: say its id`);
  const desk = createAgencyDesk(rpc);
  const { zone } = await desk.agencyProfile(agency.id);
  const month = options.month ?? lastMonth(systemClock.now(), zone ?? 'UTC');
  const { facts, text, html } = await reportOf(
    {
      ...desk,
      settings: (agencyId) => rpc('get_settings', {}, agencyId, z.record(z.string(), z.unknown())),
      reports: createReports(rpc),
    },
    { agencyId: agency.id, month },
    `${address}/console`,
  );
  if (options.html !== undefined) {
    await writeFile(options.html, html);
    return `written to ${options.html}`;
  }
  return options.json ? JSON.stringify(facts, null, 2) : text;
};

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      month: { type: 'string' },
      json: { type: 'boolean', default: false },
      html: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const [agency, ...more] = positionals;
  const isMonth = values.month === undefined || monthForm.test(values.month);
  if (values.help || agency === undefined || more.length > 0 || !isMonth) {
    process.stdout.write(`${usage}\n`);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const shown = await asOperator('npm run report', async ({ rpc, configuration }) =>
    show(rpc, await addressOf(configuration), agency, values),
  );
  process.stdout.write(`${shown}\n`);
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigurationError ? error.message : error}\n`);
  process.exitCode = 1;
});
