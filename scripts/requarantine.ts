import { parseArgs } from 'node:util';
import { requarantine } from '#shared/adapters/postgres/requarantine.ts';

/**
 * `SUPABASE_DB_URL=… npm run requarantine -- [--agent NAME] [--since INSTANT] [--dry-run]`: puts
 * back what was set aside because of a defect, once that is mended (docs/runbooks/quarantine.md).
 */
const url = process.env['SUPABASE_DB_URL'];
if (url === undefined || url === '') {
  process.stderr.write('SUPABASE_DB_URL is missing: it should be the string that migrations use\n');
  process.exit(1);
}
const { values } = parseArgs({
  options: {
    agent: { type: 'string' },
    since: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
  },
});
const events = await requarantine({
  url,
  ...(values.agent !== undefined && { agent: values.agent }),
  ...(values.since !== undefined && { since: values.since }),
  dryRun: values['dry-run'],
});
for (const { agent, type, eventId, error } of events)
  process.stdout.write(`${agent}  ${type}  ${eventId}  ${error}\n`);
process.stdout.write(`${events.length} events${values['dry-run'] ? ', nothing put back' : ''}\n`);
