import { parseArgs } from 'node:util';
import { createPersonalData } from '#shared/adapters/supabase/personal-data.ts';
import { systemClock } from '#shared/composition/system.ts';
import { ConfigurationError } from '#shared/errors.ts';
import type { EraseResult } from '#shared/ports/personal-data.ts';
import { asOperator } from './operator-database.ts';

const usage = `npm run erase -- CONTACT [--dry-run] [--withdraw] [--json]

Ends what is kept about a contact, named by its id, in every table. Its files go with the next run
of the retention, within the hour.

  --dry-run    says what would go, and changes nothing
  --withdraw   withdraws the journeys that are not over, without a word to the traveller
  --json       answers as JSON`;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What an erasure did, as lines to read. */
const inWords = (result: EraseResult): string => {
  switch (result.kind) {
    case 'not-found':
      return 'there is no such contact';
    case 'live': {
      const journeys = result.journeys.map(({ id, reference }) => `  ${reference ?? '–'} ${id}`);
      return ['not erased: these journeys are not over (--withdraw ends them)', ...journeys].join(
        '\n',
      );
    }
    default: {
      const counts = Object.entries(result.counts).map(([kind, n]) => `  ${kind} ${n}`);
      const shared = result.shared.map((id) => `  ${id}`);
      return [
        result.kind === 'erased' ? 'erased:' : 'would be erased:',
        ...counts,
        ...(shared.length > 0
          ? ['others travel on these; notes and plans there may name the person:', ...shared]
          : []),
      ].join('\n');
    }
  }
};

const main = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'dry-run': { type: 'boolean', default: false },
      withdraw: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [contactId, ...more] = positionals;
  if (values.help || contactId === undefined || !uuid.test(contactId) || more.length > 0) {
    process.stdout.write(`${usage}\n`);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const result = await asOperator('npm run erase', async ({ pool, rpc }): Promise<EraseResult> => {
    const { rows } = await pool.query<{ agency_id: string }>(
      'select agency_id from bauhaus.contacts where id = $1',
      [contactId],
    );
    const agencyId = rows[0]?.agency_id;
    if (agencyId === undefined) return { kind: 'not-found' };
    return createPersonalData(rpc).erase({
      agencyId,
      contactId,
      dryRun: values['dry-run'],
      withdraw: values.withdraw,
      now: systemClock.now(),
    });
  });
  process.stdout.write(`${values.json ? JSON.stringify(result) : inWords(result)}\n`);
  if (result.kind === 'not-found' || result.kind === 'live') process.exitCode = 1;
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigurationError ? error.message : error}\n`);
  process.exitCode = 1;
});
