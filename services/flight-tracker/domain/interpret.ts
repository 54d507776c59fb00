import type { AeroFlight } from '#shared/domain/aero-flight.ts';
import { hashToUnitInterval } from '#shared/domain/hash-to-unit-interval.ts';
import {
  between,
  day,
  type Instant,
  latest,
  minute,
  plus,
  second,
} from '#shared/domain/instant.ts';
import { ticketDeparture } from '#shared/domain/ticket.ts';
import {
  factsAfter,
  isNews,
  isTaxiing,
  mergeTimes,
  movement,
  noTimes,
  type Route,
} from './facts.ts';
import { judgeLanding } from './landing.ts';
import { type Booked, legsOf, liveSibling, matchRecord } from './match.ts';
import { airportOf, pushSaysCancelled, type Reading, readingOf, saysCancelled } from './reading.ts';
import {
  type CancellationDoubt,
  type CancelledFlight,
  cancellationDoubtOf,
  type LiveFlight,
  landingDoubtOf,
  type MatchedFlight,
  type TrackerState,
  withoutConfirmation,
} from './state.ts';

/** Two readings have to be this far apart for the second to confirm the first (RULES §1). */
const confirmAfterMs = 60 * second;
/**
 * Looks for a successor of a cancelled record that may fail before the cancellation is told all the
 * same.
 */
const failedLooksForSibling = 3;
/**
 * Nor does it wait longer than this for the look after a failed one, where AeroAPI asks to wait.
 */
const siblingPatienceMs = 30 * minute;
/**
 * A record that still reads live this long after a pushed cancellation is not merely late: the
 * flight is on.
 */
const pushOutrunsLooksMs = 15 * minute;

const confirmingLook = (at: Instant, booked: Booked): Instant =>
  plus(at, confirmAfterMs + 2 * second + hashToUnitInterval(booked.designator + at) * 10 * second);
const hasFlown = ({ times }: Pick<Reading, 'times'>): boolean =>
  times.actualOff !== null || times.actualOn !== null || times.actualIn !== null;

/** What a reading says of one record, with the facts that are known of it already. */
const read = (
  state: TrackerState,
  said: Reading,
  record: { readonly id: string; readonly ident: string; readonly route: Route },
  booked: Booked,
): LiveFlight => {
  const matched = state.kind === 'unmatched' ? null : state;
  const before = state.facts;
  const samePin = matched?.facts.faFlightId === record.id ? matched : null;
  const known = samePin?.times ?? noTimes;
  const was = samePin?.kind === 'live' ? samePin.facts.phase : null;
  const diverted = said.diverted || was === 'diverted';
  const { reading, doubt: landing } =
    diverted || was === 'landed'
      ? { reading: said, doubt: null }
      : judgeLanding(said, known, samePin && landingDoubtOf(samePin));
  const times = mergeTimes(known, reading);
  const moving = movement(times, reading, was);
  const phase = diverted ? 'diverted' : landing && was === 'departed' ? was : moving;
  const facts = factsAfter(before, reading, {
    times,
    faFlightId: record.id,
    route: record.route,
    phase,
    bookedDeparture: ticketDeparture(booked, {
      zone: record.route.origin.zone,
      scheduled: times.scheduledOut,
    }),
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
    kind: 'live',
    facts,
    times,
    ident: record.ident,
    doubt:
      landing ??
      (earlier
        ? { kind: 'earlier-departure', confirmAt: confirmingLook(reading.at, booked) }
        : null),
    movedAt: moved ? reading.at : (matched?.movedAt ?? null),
    toldAbsent: matched?.toldAbsent ?? null,
    belt: matched?.belt ?? null,
    alert: matched?.alert ?? { kind: 'none', refusals: 0 },
  };
};

const readRecord = (
  state: TrackerState,
  record: AeroFlight,
  records: readonly AeroFlight[],
  at: Instant,
  booked: Booked,
): LiveFlight => {
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

/** Takes the cancellation that was in doubt for true. */
export const tellCancelled = (
  state: LiveFlight,
  at: Instant,
  source: Reading['source'],
): CancelledFlight => ({
  ...state,
  kind: 'cancelled',
  facts: {
    ...state.facts,
    phase: 'cancelled',
    version: state.facts.version + 1,
    observedAt: at,
    source,
  },
  doubt: null,
  movedAt: at,
});

/**
 * The record says that it is cancelled: believed at the second time, and only where no other record
 * is the same flight at a new time.
 */
const onCancelled = (
  state: TrackerState,
  record: AeroFlight,
  records: readonly AeroFlight[],
  at: Instant,
  booked: Booked,
): TrackerState => {
  const sibling = liveSibling(records, booked, record);
  if (state.kind === 'cancelled') {
    return sibling
      ? readRecord(state, sibling, records, at, booked)
      : { ...state, facts: { ...state.facts, observedAt: at, version: state.facts.version + 1 } };
  }
  const doubt: CancellationDoubt = cancellationDoubtOf(state) ?? {
    kind: 'cancellation-read',
    since: at,
    confirmAt: null,
  };
  if (doubt.kind === 'cancellation-pushed' || between(doubt.since, at) >= confirmAfterMs) {
    if (sibling) return readRecord(state, sibling, records, at, booked);
    const known =
      state.kind === 'unmatched'
        ? readRecord(state, { ...record, cancelled: false, status: '' }, records, at, booked)
        : state;
    return tellCancelled(known, at, 'look');
  }
  // Unmatched, it stays so until the confirming look: of a cancelled flight no delay is told.
  return { ...state, doubt: { ...doubt, confirmAt: confirmingLook(doubt.since, booked) } };
};

/**
 * A push said cancelled and the record does not yet: one of the two is late. One live reading
 * settles nothing, so the push is kept and looks follow after pauses that double; who is right
 * shows in a reading that is cancelled too, or in a record that goes on being live.
 */
const cancellationUnconfirmed = (
  before: TrackerState,
  live: LiveFlight,
  at: Instant,
  booked: Booked,
): LiveFlight => {
  const doubt = cancellationDoubtOf(before);
  if (doubt?.kind !== 'cancellation-pushed') return live;
  const { facts, times } = live;
  const { actualOut } = times;
  // Out before the push, and not off: it may have come back for good.
  const wasOut = isTaxiing(facts.phase, times) && actualOut !== null && actualOut <= doubt.since;
  if (facts.phase !== 'scheduled' && !wasOut) return live;
  const waited = between(doubt.since, at);
  if (waited >= pushOutrunsLooksMs) return live;
  const confirmAt = latest(confirmingLook(at, booked), plus(at, waited));
  return { ...live, doubt: { ...doubt, failedLooks: 0, confirmAt } };
};

/** The state after a look that brought records, or null where none of them is the flight. */
export const afterLook = (
  state: TrackerState,
  records: readonly AeroFlight[],
  at: Instant,
  booked: Booked,
): TrackerState | null => {
  const { facts: known } = state;
  if (known !== null && at < known.observedAt) return state;
  const record = matchRecord(records, booked, known?.faFlightId ?? null);
  if (record === null) return null;
  const reading = readingOf(record, legsOf(records, record), at, booked.destination, booked);
  const underWay =
    hasFlown(reading) || reading.diverted || (state.kind !== 'unmatched' && hasFlown(state));
  if (reading.cancelled === true && !underWay) {
    if (saysCancelled(reading) || cancellationDoubtOf(state)?.kind === 'cancellation-pushed')
      return onCancelled(state, record, records, at, booked);
    // The flag alone can mean "no longer tracked": it says nothing and takes nothing back.
    if (state.kind !== 'unmatched')
      return landingDoubtOf(state) === null ? withoutConfirmation(state) : state;
  }
  if (known?.phase === 'landed' && saysCancelled(reading)) return state;
  return cancellationUnconfirmed(state, readRecord(state, record, records, at, booked), at, booked);
};

/**
 * The state after a look that found no record, or got no answer, while a pushed cancellation waits
 * for its successor to be looked for; `retryAfterUntil`: before then there is no other look. What
 * has been read as live since is in doubt, and told after three such looks only.
 */
export const afterEmptyLookup = (
  state: TrackerState,
  at: Instant,
  answer: 'nothing' | 'no-answer',
  retryAfterUntil: Instant | null = null,
): TrackerState => {
  if (state.kind !== 'live' || state.doubt?.kind !== 'cancellation-pushed') return state;
  const { doubt } = state;
  const failedLooks = doubt.failedLooks + 1;
  const readLiveSince = state.facts.observedAt > doubt.since;
  const tooLate =
    retryAfterUntil !== null && between(doubt.since, retryAfterUntil) > siblingPatienceMs;
  if (failedLooks >= failedLooksForSibling || (!readLiveSince && (answer === 'nothing' || tooLate)))
    return tellCancelled(state, at, 'push');
  return { ...state, doubt: { ...doubt, failedLooks, confirmAt: plus(at, 30 * second) } };
};

/** What a push changed, and whether it takes a look to know the rest. */
export interface Pushed {
  readonly state: TrackerState;
  readonly look: boolean;
}

/**
 * The state after a push: flags, times and status are believed at once, anything else is a reason
 * to look (RULES §2).
 */
export const afterPush = (
  state: TrackerState,
  reading: Reading,
  push: { readonly code: string; readonly faFlightId: string | null },
  booked: Booked,
): Pushed => {
  if (
    state.kind === 'unmatched' ||
    (push.faFlightId !== null && push.faFlightId !== state.facts.faFlightId)
  )
    return { state, look: true };
  const before: MatchedFlight['facts'] = state.facts;
  if (reading.at < before.observedAt || before.phase === 'landed') return { state, look: false };
  const underWay = hasFlown(reading) || hasFlown(state);
  if (reading.cancelled === true && !reading.diverted && !underWay) {
    if (state.kind === 'cancelled' || !pushSaysCancelled(reading)) return { state, look: false };
    const confirmAt = state.doubt?.confirmAt ?? null;
    return {
      state: {
        ...state,
        doubt: { kind: 'cancellation-pushed', since: reading.at, failedLooks: 0, confirmAt },
      },
      look: true,
    };
  }
  if (state.kind === 'cancelled' && reading.cancelled !== false && !underWay)
    return { state, look: false };
  const after = read(
    state,
    reading,
    { id: before.faFlightId, ident: state.ident, route: before },
    booked,
  );
  const { facts } = after;
  const takenBack = reading.cancelled === false || facts.phase !== 'scheduled';
  const doubt = takenBack ? null : cancellationDoubtOf(state);
  const kept = doubt === null ? after : { ...after, doubt };
  const nothingNew =
    JSON.stringify(after.times) === JSON.stringify(state.times) && facts.phase === before.phase;
  // A gate is never pushed: with a new time it may have changed as well.
  const isNear = between(reading.at, facts.departure) <= day;
  const mayMoveGate = push.code === 'change' || push.code === 'uncancelled';
  const hint = mayMoveGate && facts.phase === 'scheduled' && (nothingNew || isNear);
  const diverted = facts.phase === 'diverted' && before.phase !== 'diverted';
  return { state: kept, look: hint || diverted };
};
