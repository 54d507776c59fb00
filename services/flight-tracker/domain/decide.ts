import type { Announced, Announcement } from '#shared/actor/agent.ts';
import type { FlightElsewhere, FlightKey } from '#shared/domain/flight.ts';
import { between, type Instant, latest, minute, plus } from '#shared/domain/instant.ts';
import type { TripStatus } from '#shared/domain/trip.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type { FlightLookup } from '#shared/ports/flight-data.ts';
import type { Reason } from '#shared/ports/turn-commands.ts';
import { afterStep, withAlert } from './alert.ts';
import { isDown, pushed, wantsBelt } from './asking.ts';
import {
  appointments,
  asking,
  bookedFlight,
  type Follower,
  followersOf,
  isNewFollower,
  type Listener,
  waitingForLook,
} from './audience.ts';
import { expectedTouchdown, isNews, isTaxiing } from './facts.ts';
import type { Gathered } from './gathered.ts';
import { afterEmptyLookup, afterLook } from './interpret.ts';
import { type Booked, findElsewhere } from './match.ts';
import { nextCheck, type Outcome } from './polling.ts';
import { airportCode, scheduledDepartureOf } from './reading.ts';
import { alertIdOf, cancellationDoubtOf, type TrackerState, withoutConfirmation } from './state.ts';
import type { TrackerDecision, TrackerTurn } from './turn.ts';

const statusOf = (state: TrackerState): TripStatus | null =>
  state.facts?.phase ?? (state.toldAbsent === null ? null : 'not_found');

interface Looked {
  readonly state: TrackerState;
  readonly outcome: Outcome;
  /** An answer that said something about the flight. */
  readonly good: boolean;
  /** The agency has to hear that the flight is not there. */
  readonly notFound: { readonly found: FlightElsewhere | null } | null;
}

const isSame = (a: FlightElsewhere, b: FlightElsewhere): boolean =>
  a.originIata === b.originIata &&
  a.destinationIata === b.destinationIata &&
  a.scheduledDeparture === b.scheduledDeparture;

const nothingFound = (
  state: TrackerState,
  lookup: { readonly at: Instant },
  elsewhere: FlightElsewhere | null,
): Looked => {
  // A shared answer that was counted already says nothing more.
  const again = state.lookedAt !== null && lookup.at <= state.lookedAt;
  const notFound = again ? state.notFound : state.notFound + 1;
  const looked = {
    notFound,
    failures: 0,
    retryAfterUntil: null,
    lookedAt: latest(state.lookedAt, lookup.at),
  };
  const outcome: Outcome = { kind: 'not-found', inARow: Math.max(notFound, 1) };
  if (elsewhere !== null && state.kind === 'unmatched') {
    const told = state.toldAbsent?.found ?? null;
    return {
      state: { ...state, ...looked, toldAbsent: { found: elsewhere } },
      outcome,
      good: false,
      notFound: told !== null && isSame(told, elsewhere) ? null : { found: elsewhere },
    };
  }
  const silent = afterEmptyLookup({ ...state, ...looked }, lookup.at, 'nothing');
  const phase = state.facts?.phase ?? 'scheduled';
  const tell = notFound >= 3 && state.toldAbsent === null && phase === 'scheduled';
  return {
    state: tell ? { ...silent, toldAbsent: { found: null } } : silent,
    outcome,
    good: false,
    notFound: tell ? { found: null } : null,
  };
};

const looked = (
  state: TrackerState,
  lookup: FlightLookup,
  booked: Booked,
  now: Instant,
): Looked => {
  switch (lookup.kind) {
    case 'found': {
      const next = afterLook(state, lookup.records, lookup.at, booked);
      if (next !== null) {
        const known = {
          ...next,
          failures: 0,
          retryAfterUntil: null,
          notFound: 0,
          toldAbsent: null,
          lookedAt: latest(state.lookedAt, lookup.at),
        };
        return { state: known, outcome: { kind: 'ok' }, good: true, notFound: null };
      }
      const other = findElsewhere(lookup.records, booked);
      const [originIata, destinationIata, scheduledDeparture] = [
        airportCode(other?.origin ?? null),
        airportCode(other?.destination ?? null),
        other && scheduledDepartureOf(other),
      ];
      const found =
        originIata && destinationIata && scheduledDeparture
          ? { originIata, destinationIata, scheduledDeparture }
          : null;
      return nothingFound(state, lookup, found);
    }
    case 'not-found':
      return nothingFound(state, lookup, null);
    case 'circuit-open': {
      // Nobody was asked, so nothing failed. A pushed cancellation still waits for no more than
      // three looks, made or not.
      const outcome: Outcome = {
        kind: 'failed',
        inARow: Math.max(state.failures, 1),
        retryAfterMs: Math.max(0, between(now, lookup.until)),
      };
      const silent = afterEmptyLookup(
        { ...state, retryAfterUntil: lookup.until },
        lookup.at,
        'no-answer',
        lookup.until,
      );
      return { state: silent, outcome, good: false, notFound: null };
    }
    case 'rate-limited':
    case 'failed': {
      const failures = state.failures + 1;
      const retryAfterMs = lookup.kind === 'rate-limited' ? lookup.retryAfterMs : null;
      const retryAfterUntil = retryAfterMs === null ? null : plus(now, retryAfterMs);
      const silent = afterEmptyLookup(
        { ...state, failures, retryAfterUntil },
        lookup.at,
        'no-answer',
        retryAfterUntil,
      );
      return {
        state: silent,
        outcome: { kind: 'failed', inARow: failures, retryAfterMs },
        good: false,
        notFound: null,
      };
    }
  }
};

const absence = (
  flightKey: FlightKey,
  followers: readonly Follower[],
  found: FlightElsewhere | null,
): readonly Announced<'FlightNotFound'>[] =>
  followers.map(({ agencyId, tripId }) => ({
    type: 'FlightNotFound',
    agencyId,
    tripId,
    data: { flightKey, found },
  }));

const to = <N extends 'FlightMatched' | 'FlightStatusChanged'>(
  type: N,
  listeners: readonly Listener[],
  data: Omit<EventOf<N>['data'], 'journeyId'>,
): readonly Announced<N>[] =>
  listeners.map(
    ({ agencyId, tripId, journeyId }) =>
      ({ type, agencyId, tripId, data: { ...data, journeyId } }) as Announced<N>,
  );

/** Just read as cancelled for the first time: who asked hears what the second reading says. */
const isToBeReadAgain = ({ state, good }: Looked): boolean =>
  good && (cancellationDoubtOf(state)?.confirmAt ?? null) !== null;

const announcements = (
  turn: TrackerTurn,
  before: TrackerState,
  result: Looked,
  waiting: readonly Follower[],
  confirmed: boolean,
): readonly Announcement<'flight-tracker'>[] => {
  const key: FlightKey = turn.actorId;
  const followers = followersOf(turn);
  const { facts } = result.state;
  // Who asked hears what is known, also where the look failed: it must not wait any longer.
  const asked = isToBeReadAgain(result) ? [] : asking(turn);
  if (result.notFound)
    return [
      ...absence(key, followers, result.notFound.found),
      ...(facts ? to('FlightStatusChanged', asked, { flightKey: key, facts, cause: 'look' }) : []),
    ];
  const welcome = isNewFollower(turn)
    ? followers.filter((f) => f.tripId === turn.event.tripId)
    : [];
  const absent = result.state.toldAbsent;
  const stillAbsent = absent ? absence(key, welcome, absent.found) : [];
  if (facts === null) return stillAbsent;
  const known = before.facts;
  const foundAgain = before.toldAbsent !== null && absent === null;
  if (known === null || foundAgain)
    return to('FlightMatched', followers, { flightKey: key, facts });
  const others = followers.filter((f) => !welcome.includes(f));
  const changed = isNews(known, facts);
  const afresh: readonly Listener[] = [
    ...(changed || confirmed
      ? others
      : others.filter((f) => asked.includes(f) || (result.good && waiting.includes(f)))),
    ...asked.filter(({ tripId }) => !followers.some((f) => f.tripId === tripId)),
  ];
  return [
    ...stillAbsent,
    ...to('FlightMatched', welcome, { flightKey: key, facts }),
    ...to('FlightStatusChanged', afresh, {
      flightKey: key,
      facts,
      cause: changed ? 'change' : 'look',
    }),
  ];
};

/** What a push said and the look at its gate confirms was said by a push. */
const stillPushed = (pushed: TrackerState, state: TrackerState): TrackerState =>
  state.kind === 'live' &&
  pushed.facts?.source === 'push' &&
  pushed.facts.observedAt <= state.facts.observedAt &&
  pushed.facts.departure === state.facts.departure &&
  pushed !== state
    ? { ...state, facts: { ...state.facts, source: 'push' } }
    : state;

/** Remembers when it was first read as landed, and counts the looks for its belt since. */
const withBeltWatch = (
  before: TrackerState,
  state: TrackerState,
  hasLooked: boolean,
  now: Instant,
): TrackerState => {
  if (state.kind !== 'live' || state.facts.phase !== 'landed') return state;
  const watched = before.kind === 'live' && before.facts.phase === 'landed' ? before.belt : null;
  return {
    ...state,
    belt: {
      seenAt: watched?.seenAt ?? now,
      looks: (watched?.looks ?? 0) + (watched && hasLooked ? 1 : 0),
    },
  };
};

const plan = (
  turn: TrackerTurn,
  result: Looked,
  booked: Booked,
  hasLooked: boolean,
): Instant | null => {
  const { state, outcome } = result;
  const matched = state.kind === 'unmatched' ? null : state;
  const movedAt = matched?.movedAt ?? null;
  const { facts } = state;
  const departure = facts?.departure ?? booked.departure;
  const scheduledDeparture = facts?.scheduledDeparture ?? booked.departure;
  const next = nextCheck(turn.now, {
    phase: facts?.phase ?? null,
    departure,
    scheduledDeparture,
    touchdown: matched && expectedTouchdown(matched.times),
    taxiingSince:
      matched && isTaxiing(matched.facts.phase, matched.times) ? matched.times.actualOut : null,
    down: isDown(facts),
    belt: matched && wantsBelt(matched) ? matched.belt : null,
    appointments: followersOf(turn).flatMap((f) => appointments(turn, f, state, booked)),
    confirmAt: state.doubt?.confirmAt ?? null,
    disturbed:
      Math.abs(between(scheduledDeparture, departure)) >= 10 * minute ||
      (movedAt !== null && between(movedAt, turn.now) < 120 * minute),
    outcome,
    alerted: alertIdOf(state) !== null,
    seed: turn.actorId,
  });
  const { type } = turn.event;
  const reconsidered =
    hasLooked ||
    type === 'FlightCheckDue' ||
    type === 'FlightAlertReceived' ||
    // Where there are pushes now, looks are rarer.
    (type === 'FlightAlertRequested' && alertIdOf(state) !== null);
  const standing = turn.state.watch?.nextCheckAt ?? null;
  // An event that taught nothing about the flight must not push its next look away.
  return !reconsidered &&
    next !== null &&
    standing !== null &&
    standing > turn.now &&
    standing < next
    ? standing
    : next;
};

const ruleOf = (gathered: Gathered, changed: boolean): string => {
  switch (gathered.kind) {
    case 'alert-created':
      return gathered.id === null ? 'alert_refused' : 'alert_created';
    case 'alert-removed':
      return 'alert_removed';
    case 'read':
      if (gathered.look === null) return changed ? 'pushed' : 'known';
      return gathered.look.kind.replace('-', '_');
  }
};

/**
 * Nobody follows the flight any more: nothing is planned, and what is known stays for the next one.
 */
const unfollowed = (turn: TrackerTurn, gathered: Gathered): TrackerDecision => {
  const known = { ...afterStep(withoutConfirmation(turn.state), gathered), watch: null };
  const { state, events } = withAlert(turn, known, gathered);
  return {
    state,
    events,
    timers: [{ kind: 'FlightCheckDue', due: null }],
    records: [
      {
        kind: 'flight',
        flightKey: turn.actorId,
        facts: state.facts,
        status: null,
        nextCheckAt: null,
        raw: null,
        changed: false,
        alertId: alertIdOf(state),
      },
    ],
    reasons: [
      { tripId: null, decision: 'noted', subject: 'flight', rule: 'no_followers', detail: {} },
    ],
  };
};

/** The whole turn of the tracker; pure. */
export const decide = (turn: TrackerTurn, gathered: Gathered): TrackerDecision => {
  const before = turn.state;
  const booked = bookedFlight(turn);
  if (booked === null) return unfollowed(turn, gathered);
  const look = gathered.kind === 'read' ? gathered.look : null;
  const waiting = waitingForLook(turn, before, booked);
  const start = pushed(turn, booked)?.state ?? before;
  const confirmAt = before.doubt?.confirmAt ?? null;
  const confirmDue = confirmAt !== null && confirmAt <= turn.now;
  const factsBefore = before.facts;
  const result: Looked = look
    ? looked(start, look, booked, turn.now)
    : { state: start, outcome: standingOutcome(before, turn.now), good: false, notFound: null };
  const confirmed =
    result.good &&
    confirmDue &&
    look !== null &&
    (factsBefore === null || look.at > factsBefore.observedAt);
  const settled =
    turn.event.type === 'FlightAlertReceived' ? stillPushed(start, result.state) : result.state;
  const known = withBeltWatch(before, afterStep(settled, gathered), look !== null, turn.now);
  const nextCheckAt = plan(turn, { ...result, state: known }, booked, look !== null);
  const servedUntil = result.good || before.watch === null ? turn.now : before.watch.servedUntil;
  const watched: TrackerState = { ...known, watch: { servedUntil, nextCheckAt } };
  const { state, events } = withAlert(turn, watched, gathered);
  const { facts } = state;
  const changed =
    facts !== null &&
    (factsBefore === null ||
      isNews(factsBefore, facts) ||
      factsBefore.arrival !== facts.arrival ||
      factsBefore.belt !== facts.belt);
  const reasons: Reason[] = [
    {
      tripId: null,
      decision: 'noted',
      subject: 'flight',
      rule: ruleOf(gathered, changed),
      detail: {
        phase: facts?.phase ?? null,
        departure: facts?.departure ?? null,
        changed,
        nextCheckAt,
        pendingCancellation: cancellationDoubtOf(state) !== null,
      },
    },
  ];
  return {
    state,
    events: [...announcements(turn, before, { ...result, state }, waiting, confirmed), ...events],
    timers: [{ kind: 'FlightCheckDue', due: nextCheckAt }],
    records: [
      {
        kind: 'flight',
        flightKey: turn.actorId,
        facts,
        status: statusOf(state),
        nextCheckAt,
        raw: look?.kind === 'found' && result.good ? look.records : null,
        changed,
        alertId: alertIdOf(state),
      },
    ],
    reasons,
  };
};

/** Where this turn did not look: how things stood after the last look. */
const standingOutcome = (
  { failures, retryAfterUntil, notFound }: TrackerState,
  now: Instant,
): Outcome => {
  const mustWait = retryAfterUntil !== null && retryAfterUntil > now;
  if (failures > 0 || mustWait)
    return {
      kind: 'failed',
      inARow: Math.max(failures, 1),
      retryAfterMs: mustWait ? between(now, retryAfterUntil) : null,
    };
  return notFound > 0 ? { kind: 'not-found', inARow: notFound } : { kind: 'ok' };
};
