import { ConfigurationError } from '#shared/errors.ts';
import { dropBookings, failedBookings, keptDays, retryBookings } from './engine/failed-bookings.ts';
import { asOperator } from './operator-database.ts';

const usage = `npm run bookings -- list | retry | drop [EVENT ...]

The bookings of other systems that this machine could not book however often it tried, by the id of
their event. They are kept, sealed, for ${keptDays} days.

  list    the agency, the event, when it was last tried, and how it failed
  retry   tries them again: all, or those events
  drop    removes those events for good`;

/** `npm run bookings`: what the operator does with bookings that were given up. */
const main = async (): Promise<void> => {
  const [command, ...events] = process.argv.slice(2);
  if (!['list', 'retry', 'drop'].includes(command ?? '') || (command === 'drop' && !events[0])) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const lines = await asOperator('npm run bookings', async ({ pool }) => {
    const all = await failedBookings(pool);
    if (command === 'list')
      return all.map(
        ({ agencyId, eventId, triedAt, error }) =>
          `${agencyId}  ${eventId}  ${triedAt.toISOString()}  ${error}`,
      );
    const chosen = all.filter(({ eventId }) => events.length === 0 || events.includes(eventId));
    const ids = chosen.map(({ id }) => id);
    await (command === 'retry' ? retryBookings(pool, ids) : dropBookings(pool, ids));
    return [`${ids.length} ${command === 'retry' ? 'are tried again' : 'removed'}`];
  });
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigurationError ? error.message : error}\n`);
  process.exitCode = 1;
});
