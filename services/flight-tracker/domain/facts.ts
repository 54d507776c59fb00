import type { Airport, FlightFacts, FlightPhase } from '#shared/domain/flight.ts';
import { between, epoch, type Instant, minute, plus } from '#shared/domain/instant.ts';
import { isTrustworthy, type Reading, saysDown, Times } from './reading.ts';

/** What a record that was never read before leaves known: nothing. */
export const noTimes: Times = Times.parse(
  Object.fromEntries(Object.keys(Times.shape).map((key) => [key, null])),
);

const returned = (reading: Reading): boolean => /returned to gate/i.test(reading.status ?? '');

/**
 * The times after a reading: a null never erases a schedule or an estimate (RULES §1). A look that
 * no longer has an actual departure withdraws it; a push that leaves it out says nothing. What has
 * touched down stays down.
 */
export const mergeTimes = (known: Times, reading: Reading): Times => {
  if (!isTrustworthy(reading)) return known;
  const r = reading.times;
  const left = (was: Instant | null, is: Instant | null) =>
    returned(reading) ? null : reading.source === 'look' ? is : (is ?? was);
  return {
    scheduledOut: r.scheduledOut ?? known.scheduledOut,
    estimatedOut: r.estimatedOut ?? known.estimatedOut,
    actualOut: left(known.actualOut, r.actualOut),
    scheduledOff: r.scheduledOff ?? known.scheduledOff,
    estimatedOff: r.estimatedOff ?? known.estimatedOff,
    actualOff: left(known.actualOff, r.actualOff),
    scheduledOn: r.scheduledOn ?? known.scheduledOn,
    estimatedOn: r.estimatedOn ?? known.estimatedOn,
    actualOn: r.actualOn ?? known.actualOn,
    scheduledIn: r.scheduledIn ?? known.scheduledIn,
    estimatedIn: r.estimatedIn ?? known.estimatedIn,
    actualIn: r.actualIn ?? known.actualIn,
  };
};

/** How much later than scheduled the wheels come up. */
const runwayDelayMs = ({ scheduledOff, estimatedOff, actualOff }: Times): number => {
  const off = actualOff ?? estimatedOff;
  return scheduledOff === null || off === null ? 0 : between(scheduledOff, off);
};

/**
 * Best departure, at the gate: actual, else estimated, else scheduled (RULES §1). Where nothing is
 * known of the gate it is the time on the ticket, plus the delay on the runway: wheels up later
 * than a gate time is taxi time, and no delay.
 */
export const bestDeparture = (t: Times, ticket: Instant): Instant =>
  t.actualOut ?? t.estimatedOut ?? t.scheduledOut ?? plus(ticket, runwayDelayMs(t));

/**
 * Best arrival: actual, else estimated, else scheduled, at the gate; on the runway only where
 * nothing is known of the gate.
 */
export const bestArrival = (t: Times): Instant | null =>
  t.actualIn ?? t.estimatedIn ?? t.scheduledIn ?? t.actualOn ?? t.estimatedOn ?? t.scheduledOn;

/** When it is expected to touch down, which is when a look for the landing is worth its price. */
export const expectedTouchdown = (t: Times): Instant | null =>
  t.actualOn ?? t.estimatedOn ?? t.scheduledOn ?? t.estimatedIn ?? t.scheduledIn;

/**
 * Where the flight is, from times first and from the text only where it is plain; cancelled and
 * diverted are judged elsewhere.
 */
export const movement = (
  times: Times,
  reading: Reading,
  before: FlightPhase | null,
): 'scheduled' | 'departed' | 'landed' => {
  if (before === 'landed' || times.actualOn !== null || times.actualIn !== null) return 'landed';
  if (!isTrustworthy(reading)) return before === 'departed' ? 'departed' : 'scheduled';
  if (saysDown(reading)) return 'landed';
  if (
    times.actualOut !== null ||
    times.actualOff !== null ||
    /^\s*en route/i.test(reading.status ?? '')
  )
    return 'departed';
  return 'scheduled';
};

/** Whether it has left the gate and is not in the air yet: it may still come back (RULES §1). */
export const isTaxiing = (phase: FlightPhase, times: Times): boolean =>
  phase === 'departed' && times.actualOut !== null && times.actualOff === null;

/** Names and zones of the two airports, as the matched record has them. */
export interface Route {
  readonly origin: Airport;
  readonly destination: Airport;
}

/**
 * The facts after a reading; `version` counts up where anything at all is new, the time of the
 * reading included.
 */
export const factsAfter = <P extends FlightPhase>(
  before: FlightFacts | null,
  reading: Reading,
  known: {
    readonly times: Times;
    readonly faFlightId: string;
    readonly route: Route;
    readonly phase: P;
    readonly bookedDeparture: Instant;
  },
): FlightFacts & { readonly phase: P; readonly faFlightId: string } => {
  const { times } = known;
  const departure = bestDeparture(times, known.bookedDeparture);
  const down = known.phase === 'landed' || known.phase === 'diverted';
  return {
    version: (before?.version ?? 0) + 1,
    observedAt: reading.at,
    source: reading.source,
    phase: known.phase,
    faFlightId: known.faFlightId,
    scheduledDeparture: times.scheduledOut ?? known.bookedDeparture,
    departure,
    departureSince: before?.departure === departure ? before.departureSince : reading.at,
    arrival: bestArrival(times),
    scheduledArrival: times.scheduledIn,
    ...(known.phase === 'departed' && { isOff: !isTaxiing(known.phase, times) }),
    landedAt: down ? (times.actualIn ?? times.actualOn) : null,
    gate: reading.gate ?? before?.gate ?? null,
    terminal: reading.terminal ?? before?.terminal ?? null,
    belt: reading.belt ?? before?.belt ?? null,
    origin: known.route.origin,
    destination: known.route.destination,
    divertedTo: reading.divertedTo ?? before?.divertedTo ?? null,
  };
};

/** An arrival counts in steps of five minutes, as times are told: in the air it moves at every look. */
const isAnotherArrival = (before: Instant | null, after: Instant | null): boolean => {
  const rounded = (at: Instant | null) => at && Math.round(epoch(at) / (5 * minute));
  return rounded(before) !== rounded(after);
};

/** Whether those who follow the flight have to hear of the difference. */
export const isNews = (before: FlightFacts, after: FlightFacts): boolean =>
  before.phase !== after.phase ||
  before.departure !== after.departure ||
  isAnotherArrival(before.arrival, after.arrival) ||
  before.scheduledDeparture !== after.scheduledDeparture ||
  before.gate !== after.gate ||
  before.terminal !== after.terminal ||
  before.divertedTo?.iata !== after.divertedTo?.iata ||
  (after.phase === 'landed' && before.belt !== after.belt);
