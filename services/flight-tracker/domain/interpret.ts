import type { AeroFlight } from '#shared/domain/aero-flight.ts';
import type { FlightPhase } from '#shared/domain/flight.ts';
import { hashToUnitInterval } from '#shared/domain/hash-to-unit-interval.ts';
import { between, type Instant, latest, minute, plus, second } from '#shared/domain/instant.ts';
import { factsAfter, isNews, mergeTimes, movement, noTimes, type Route } from './facts.ts';
import { type Booked, legsOf, liveSibling, matchRecord } from './match.ts';
import { airportOf, pushSaysCancelled, type Reading, readingOf, saysCancelled } from './reading.ts';
import type { TrackerState } from './state.ts';

/** Two readings have to be this far apart for the second to confirm the first (RULES §1). */
const confirmAfterMs = 60 * second;
/** Looks for a successor of a cancelled record that may fail before the cancellation is told all the same. */
const failedLooksForSibling = 3;
/** Nor does it wait longer than this for the look after a failed one, where AeroAPI asks to wait. */
const siblingPatienceMs = 30 * minute;
/** A record that still reads live this long after a pushed cancellation is not merely late: the flight is on. */
const pushOutrunsLooksMs = 15 * minute;

const confirmingLook = (at: Instant, booked: Booked): Instant =>
  plus(at, confirmAfterMs + 2 * second + hashToUnitInterval(booked.designator + at) * 10 * second);
const hasFlown = ({ times }: Pick<Reading, 'times'>): boolean =>
  times.actualOff !== null || times.actualOn !== null || times.actualIn !== null;

/** What a reading says of one record, with the facts that are known of it already. */
const read = (
  state: TrackerState,
  reading: Reading,
  record: { readonly id: string; readonly ident: string | null; readonly route: Route },
  booked: Booked,
): TrackerState => {
  const before = state.facts;
  const samePin = before?.faFlightId === record.id;
  const times = mergeTimes(samePin && state.times ? state.times : noTimes, reading);
  const was = samePin && before && before.phase !== 'cancelled' ? before.phase : null;
  const phase: FlightPhase =
    reading.diverted || was === 'diverted' ? 'diverted' : movement(times, reading, was);
  const facts = factsAfter(before, reading, {
    times,
    faFlightId: record.id,
    route: record.route,
    phase,
    bookedDeparture: booked.departure,
  });
  const moved =
    before !== null &&
    isNews(
      { ...before, gate: before.gate ?? facts.gate, terminal: before.terminal ?? facts.terminal },
      facts,
    );
  const earlier =
    before?.phase === 'scheduled' &&
    phase === 'scheduled' &&
    reading.source === 'look' &&
    between(facts.departure, before.departure) >= 5 * minute;
  return {
    ...state,
    facts,
    times,
    ident: record.ident,
    pendingCancellation: null,
    confirmAt: earlier ? confirmingLook(reading.at, booked) : null,
    movedAt: moved ? reading.at : state.movedAt,
  };
};

const readRecord = (
  state: TrackerState,
  record: AeroFlight,
  records: readonly AeroFlight[],
  at: Instant,
  booked: Booked,
): TrackerState => {
  const reading = readingOf(record, legsOf(records, record), at, booked.destination, booked);
  const destination = state.facts?.destination;
  const route = {
    origin: airportOf(record.origin, booked.originZone),
    // A diversion changes the record's destination; the flight was booked to another one.
    destination:
      reading.divertedTo && destination
        ? destination
        : { ...airportOf(record.destination, booked.destinationZone) },
  };
  if (reading.divertedTo && !destination)
    route.destination = {
      iata: booked.destination,
      zone: booked.destinationZone,
      city: null,
      name: null,
    };
  return read(state, reading, { id: record.fa_flight_id, ident: record.ident, route }, booked);
};

/** Takes the pending cancellation for true. */
export const tellCancelled = (
  state: TrackerState,
  at: Instant,
  source: Reading['source'],
): TrackerState =>
  state.facts === null
    ? state
    : {
        ...state,
        facts: {
          ...state.facts,
          phase: 'cancelled',
          version: state.facts.version + 1,
          observedAt: at,
          source,
        },
        pendingCancellation: null,
        confirmAt: null,
        movedAt: at,
      };

/** The record says that it is cancelled: believed at the second time, and only where no other record is the same flight at a new time. */
const onCancelled = (
  state: TrackerState,
  record: AeroFlight,
  records: readonly AeroFlight[],
  at: Instant,
  booked: Booked,
): TrackerState => {
  const sibling = liveSibling(records, booked, record);
  if (state.facts?.phase === 'cancelled') {
    return sibling
      ? readRecord(state, sibling, records, at, booked)
      : { ...state, facts: { ...state.facts, observedAt: at, version: state.facts.version + 1 } };
  }
  const pending = state.pendingCancellation ?? { since: at, pushed: false, failedLooks: 0 };
  if (pending.pushed || between(pending.since, at) >= confirmAfterMs) {
    if (sibling) return readRecord(state, sibling, records, at, booked);
    const known =
      state.facts === null
        ? readRecord(state, { ...record, cancelled: false, status: '' }, records, at, booked)
        : state;
    return tellCancelled(known, at, 'look');
  }
  // Nothing is known of the flight yet: it stays so until the confirming look, so that nobody is told of a delay of what is cancelled.
  return {
    ...state,
    pendingCancellation: pending,
    confirmAt: confirmingLook(pending.since, booked),
  };
};

/**
 * A push said cancelled and the record does not yet: one of the two is late. One live reading settles nothing, so the push is kept and
 * looks follow after pauses that double; who is right shows in a reading that is cancelled too, or in a record that goes on being live.
 */
const cancellationUnconfirmed = (
  before: TrackerState,
  live: TrackerState,
  at: Instant,
  booked: Booked,
): TrackerState => {
  const pending = before.pendingCancellation;
  if (!pending?.pushed || live.facts?.phase !== 'scheduled') return live;
  const waited = between(pending.since, at);
  if (waited >= pushOutrunsLooksMs) return live;
  const confirmAt = latest(confirmingLook(at, booked), plus(at, waited));
  return { ...live, pendingCancellation: { ...pending, failedLooks: 0 }, confirmAt };
};

/** The state after a look that brought records, or null where none of them is the flight. */
export const afterLook = (
  state: TrackerState,
  records: readonly AeroFlight[],
  at: Instant,
  booked: Booked,
): TrackerState | null => {
  if (state.facts !== null && at < state.facts.observedAt) return state;
  const record = matchRecord(records, booked, state.facts?.faFlightId ?? null);
  if (record === null) return null;
  const reading = readingOf(record, legsOf(records, record), at, booked.destination, booked);
  const underWay =
    hasFlown(reading) ||
    reading.diverted ||
    (state.times !== null && hasFlown({ times: state.times }));
  if (reading.cancelled === true && !underWay) {
    if (saysCancelled(reading) || state.pendingCancellation?.pushed)
      return onCancelled(state, record, records, at, booked);
    // The flag alone can mean "no longer tracked": it says nothing and takes nothing back.
    if (state.facts !== null) return { ...state, confirmAt: null };
  }
  if (state.facts?.phase === 'landed' && saysCancelled(reading)) return state;
  return cancellationUnconfirmed(state, readRecord(state, record, records, at, booked), at, booked);
};

/**
 * The state after a look that found no record, or got no answer, while a pushed cancellation waits for its successor to be looked for;
 * `retryAfterUntil`: before then there is no other look. What has been read as live since is in doubt, and told after three such looks only.
 */
export const afterEmptyLookup = (
  state: TrackerState,
  at: Instant,
  answer: 'nothing' | 'no-answer',
  retryAfterUntil: Instant | null = null,
): TrackerState => {
  const pending = state.pendingCancellation;
  if (!pending?.pushed) return state;
  const failedLooks = pending.failedLooks + 1;
  const inDoubt = state.facts !== null && state.facts.observedAt > pending.since;
  const tooLate =
    retryAfterUntil !== null && between(pending.since, retryAfterUntil) > siblingPatienceMs;
  if (failedLooks >= failedLooksForSibling || (!inDoubt && (answer === 'nothing' || tooLate)))
    return tellCancelled(state, at, 'push');
  return {
    ...state,
    pendingCancellation: { ...pending, failedLooks },
    confirmAt: plus(at, 30 * second),
  };
};

/** What a push changed, and whether it takes a look to know the rest. */
export interface Pushed {
  readonly state: TrackerState;
  readonly look: boolean;
}

/** The state after a push: flags, times and status are believed at once, anything else is a reason to look (RULES §2). */
export const afterPush = (
  state: TrackerState,
  reading: Reading,
  push: { readonly code: string; readonly faFlightId: string | null },
  booked: Booked,
): Pushed => {
  const before = state.facts;
  if (before === null || (push.faFlightId !== null && push.faFlightId !== before.faFlightId))
    return { state, look: true };
  if (reading.at < before.observedAt || before.phase === 'landed') return { state, look: false };
  const underWay = hasFlown(reading) || (state.times !== null && hasFlown({ times: state.times }));
  if (reading.cancelled === true && !reading.diverted && !underWay) {
    if (before.phase === 'cancelled' || !pushSaysCancelled(reading)) return { state, look: false };
    return {
      state: { ...state, pendingCancellation: { since: reading.at, pushed: true, failedLooks: 0 } },
      look: true,
    };
  }
  if (before.phase === 'cancelled' && reading.cancelled !== false && !underWay)
    return { state, look: false };
  const { pendingCancellation, confirmAt } = state;
  const after = read(
    state,
    reading,
    { id: before.faFlightId ?? '', ident: state.ident, route: before },
    booked,
  );
  const takenBack = reading.cancelled === false || after.facts?.phase !== 'scheduled';
  const kept =
    takenBack || pendingCancellation === null
      ? after
      : { ...after, pendingCancellation, confirmAt };
  const facts = kept.facts ?? before;
  const nothingNew =
    JSON.stringify(after.times) === JSON.stringify(state.times) && facts.phase === before.phase;
  const hint = push.code === 'change' && nothingNew && facts.phase === 'scheduled';
  const landed = facts.phase === 'landed' && facts.belt === null;
  const diverted = facts.phase === 'diverted' && before.phase !== 'diverted';
  return { state: kept, look: hint || landed || diverted };
};
