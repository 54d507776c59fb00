import { z } from 'zod';
import { between, Instant, minute, plus, second } from '#shared/domain/instant.ts';
import { isTrustworthy, type Reading, saysDown, type Times } from './reading.ts';

/** A landing that comes this much before the arrival known so far has to be read twice (RULES §1). */
const tooEarlyMs = 90 * minute;
/** How much later the reading must be that confirms it. */
const confirmedAfterMs = 10 * minute;

/** A landing long before it could be there: believed once a later reading says so too. */
export const LandingRead = z.object({
  kind: z.literal('landing-read'),
  since: Instant.describe('The first reading of it.'),
  expected: Instant.describe('The arrival as it was known before that.'),
  confirmAt: Instant.nullable().describe('When to look again; null: none is planned.'),
});
export type LandingRead = z.infer<typeof LandingRead>;

/** When it touched down, as the reading has it; null where it says nothing of a landing. */
const touchdownOf = (reading: Reading): Instant | null =>
  isTrustworthy(reading)
    ? (reading.times.actualOn ?? reading.times.actualIn ?? (saysDown(reading) ? reading.at : null))
    : null;

/** Whether a reading takes a landing back; what a push leaves out it does not deny. */
const takesBack = (reading: Reading): boolean =>
  isTrustworthy(reading) && (reading.source === 'look' || reading.status !== null);

const withoutLanding = (reading: Reading): Reading => ({
  ...reading,
  status: saysDown(reading) ? null : reading.status,
  times: { ...reading.times, actualOn: null, actualIn: null },
});

const expectedArrival = (t: Times): Instant | null =>
  t.estimatedIn ?? t.scheduledIn ?? t.estimatedOn ?? t.scheduledOn;

/**
 * What may be believed of a reading that says it has landed; the rest of it counts. `known`: the
 * times known so far. Not to be asked of a flight that is diverted, or that is down already.
 */
export const judgeLanding = (
  reading: Reading,
  known: Times,
  doubt: LandingRead | null,
): { readonly reading: Reading; readonly doubt: LandingRead | null } => {
  const touchdown = touchdownOf(reading);
  if (touchdown === null) return { reading, doubt: takesBack(reading) ? null : doubt };
  const expected = doubt?.expected ?? expectedArrival(known) ?? expectedArrival(reading.times);
  const since = doubt?.since ?? reading.at;
  const isTooEarly = expected !== null && between(touchdown, expected) > tooEarlyMs;
  if (!isTooEarly || between(since, reading.at) >= confirmedAfterMs)
    return { reading, doubt: null };
  return {
    reading: withoutLanding(reading),
    doubt: {
      kind: 'landing-read',
      since,
      expected,
      confirmAt: plus(since, confirmedAfterMs + 30 * second),
    },
  };
};
