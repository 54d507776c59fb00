import type { Announced, Announcement } from '#shared/actor/agent.ts';
import type { FlightKey } from '#shared/domain/flight.ts';
import { between, type Instant, latest, minute, plus } from '#shared/domain/instant.ts';
import type { TripStatus } from '#shared/domain/trip.ts';
import type { EventOf, ProducedBy } from '#shared/events/catalogue.ts';
import type { Reason } from '#shared/ports/actor-store.ts';
import type { FlightLookup } from '#shared/ports/flight-data.ts';
import { isDown, pushed } from './asking.ts';
import {
  appointments,
  bookedFlight,
  type Follower,
  followersOf,
  isNewFollower,
  waitingForLook,
} from './audience.ts';
import { expectedTouchdown, isNews } from './facts.ts';
import { afterEmptyLookup, afterLook } from './interpret.ts';
import { type Booked, findElsewhere } from './match.ts';
import { nextCheck, type Outcome } from './polling.ts';
import { airportCode, scheduledDepartureOf } from './reading.ts';
import type { TrackerState } from './state.ts';
import type { TrackerDecision, TrackerTurn } from './turn.ts';

/** What `gather` brought back; null where it was not asked for. */
export interface Gathered {
  readonly look: FlightLookup | null;
  readonly alert:
    | { readonly kind: 'created'; readonly id: string | null }
    | { readonly kind: 'deleted' }
    | null;
}

const statusOf = (state: TrackerState): TripStatus | null =>
  state.facts?.phase ?? (state.toldNotFound || state.toldElsewhere !== null ? 'not_found' : null);

/** A flight of that number that is not quite the one booked. */
type Found = NonNullable<EventOf<'FlightNotFound'>['data']['found']>;
interface Looked {
  readonly state: TrackerState;
  readonly outcome: Outcome;
  /** An answer that said something about the flight. */
  readonly good: boolean;
  /** The agency has to hear that the flight is not there. */
  readonly notFound: { readonly found: Found | null } | null;
}

/** What is remembered of a flight found elsewhere, once its followers were told. */
const nameOf = ({ originIata, destinationIata, scheduledDeparture }: Found): string =>
  `${originIata}-${destinationIata} ${scheduledDeparture}`;
const namedIn = (name: string): Found => {
  const [route = '', scheduledDeparture = ''] = name.split(' ');
  const [originIata = '', destinationIata = ''] = route.split('-');
  return { originIata, destinationIata, scheduledDeparture };
};

/** What followers were told of a flight that is not there, for those who come later; null: nothing. */
const toldAbsent = ({
  facts,
  toldElsewhere,
  toldNotFound,
}: TrackerState): { readonly found: Found | null } | null =>
  toldElsewhere !== null && facts === null
    ? { found: namedIn(toldElsewhere) }
    : toldNotFound
      ? { found: null }
      : null;

const nothingFound = (
  state: TrackerState,
  lookup: { readonly at: Instant },
  elsewhere: Found | null,
): Looked => {
  // A shared answer that was counted already says nothing more.
  const again = state.lookedAt !== null && lookup.at <= state.lookedAt;
  const notFound = again ? state.notFound : state.notFound + 1;
  const silent = afterEmptyLookup(
    {
      ...state,
      notFound,
      failures: 0,
      retryAfterUntil: null,
      lookedAt: latest(state.lookedAt, lookup.at),
    },
    lookup.at,
    'nothing',
  );
  const outcome: Outcome = { kind: 'not-found', inARow: Math.max(notFound, 1) };
  const departed = state.facts !== null && state.facts.phase !== 'scheduled';
  if (elsewhere !== null && state.facts === null) {
    const name = nameOf(elsewhere);
    const told = state.toldElsewhere === name;
    return {
      state: { ...silent, toldElsewhere: name },
      outcome,
      good: false,
      notFound: told ? null : { found: elsewhere },
    };
  }
  const tell = notFound >= 3 && !state.toldNotFound && state.toldElsewhere === null && !departed;
  return {
    state: tell ? { ...silent, toldNotFound: true } : silent,
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
          toldNotFound: false,
          toldElsewhere: null,
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
      // Nobody was asked, so nothing failed. A pushed cancellation still waits for no more than three looks, made or not.
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

const to = <N extends ProducedBy<'flight-tracker'>>(
  type: N,
  followers: readonly Follower[],
  data: EventOf<N>['data'],
): readonly Announced<N>[] =>
  followers.map(({ agencyId, tripId }) => ({ type, agencyId, tripId, data }));

const announcements = (
  turn: TrackerTurn,
  before: TrackerState,
  result: Looked,
  waiting: readonly Follower[],
  confirmed: boolean,
): readonly Announcement<'flight-tracker'>[] => {
  const key: FlightKey = turn.actorId;
  const followers = followersOf(turn);
  if (result.notFound)
    return to('FlightNotFound', followers, { flightKey: key, found: result.notFound.found });
  const { facts } = result.state;
  const welcome = isNewFollower(turn)
    ? followers.filter((f) => f.tripId === turn.event.tripId)
    : [];
  const absent = toldAbsent(result.state);
  const absence = absent
    ? to('FlightNotFound', welcome, { flightKey: key, found: absent.found })
    : [];
  if (facts === null) return absence;
  const foundAgain = before.toldNotFound && !result.state.toldNotFound;
  if (before.facts === null || foundAgain)
    return to('FlightMatched', followers, { flightKey: key, facts });
  const others = followers.filter((f) => !welcome.includes(f));
  const changed = isNews(before.facts, facts);
  const afresh =
    changed || confirmed ? others : result.good ? others.filter((f) => waiting.includes(f)) : [];
  return [
    ...absence,
    ...to('FlightMatched', welcome, { flightKey: key, facts }),
    ...to('FlightStatusChanged', afresh, {
      flightKey: key,
      facts,
      cause: changed ? 'change' : 'look',
    }),
  ];
};

const plan = (
  turn: TrackerTurn,
  result: Looked,
  booked: Booked,
  hasLooked: boolean,
): Instant | null => {
  const { state, outcome } = result;
  const { facts, times } = state;
  const departure = facts?.departure ?? booked.departure;
  const scheduledDeparture = facts?.scheduledDeparture ?? booked.departure;
  const next = nextCheck(turn.now, {
    phase: facts?.phase ?? null,
    departure,
    scheduledDeparture,
    touchdown: times === null ? null : expectedTouchdown(times),
    down: isDown(facts),
    appointments: followersOf(turn).flatMap((f) => appointments(turn, f, state, booked)),
    confirmAt: state.confirmAt,
    disturbed:
      Math.abs(between(scheduledDeparture, departure)) >= 10 * minute ||
      (state.movedAt !== null && between(state.movedAt, turn.now) < 120 * minute),
    outcome,
    alerted: state.alertId !== null,
    seed: turn.actorId,
  });
  const reconsidered =
    hasLooked || turn.event.type === 'FlightCheckDue' || turn.event.type === 'FlightAlertReceived';
  const standing = turn.state.nextCheckAt;
  // An event that taught nothing about the flight must not push its next look away.
  return !reconsidered &&
    next !== null &&
    standing !== null &&
    standing > turn.now &&
    standing < next
    ? standing
    : next;
};

const lookedRule = (look: FlightLookup | null, changed: boolean): string =>
  look === null ? (changed ? 'pushed' : 'known') : look.kind.replace('-', '_');

/** Nobody follows the flight any more: nothing is planned, and what is known stays for the next one. */
const unfollowed = (turn: TrackerTurn, alertId: string | null): TrackerDecision => ({
  state: { ...turn.state, alertId, nextCheckAt: null, confirmAt: null, servedUntil: null },
  timers: [{ kind: 'FlightCheckDue', due: null }],
  records: [
    {
      kind: 'flight',
      flightKey: turn.actorId,
      facts: turn.state.facts,
      status: null,
      nextCheckAt: null,
      raw: null,
      changed: false,
      alertId,
    },
  ],
  reasons: [
    { tripId: null, decision: 'noted', subject: 'flight', rule: 'no_followers', detail: {} },
  ],
});

/** The whole turn of the tracker; pure. */
export const decide = (turn: TrackerTurn, { look, alert }: Gathered): TrackerDecision => {
  const before = turn.state;
  const alertId =
    alert?.kind === 'created' ? alert.id : alert?.kind === 'deleted' ? null : before.alertId;
  const booked = bookedFlight(turn);
  if (booked === null) return unfollowed(turn, alertId);
  const waiting = waitingForLook(turn, before, booked);
  const start = pushed(turn, booked)?.state ?? before;
  const confirmDue = before.confirmAt !== null && before.confirmAt <= turn.now;
  const result: Looked = look
    ? looked(start, look, booked, turn.now)
    : { state: start, outcome: standingOutcome(before, turn.now), good: false, notFound: null };
  const confirmed =
    result.good &&
    confirmDue &&
    look !== null &&
    (before.facts === null || look.at > before.facts.observedAt);
  const served = result.good || before.servedUntil === null ? turn.now : before.servedUntil;
  const known: TrackerState = {
    ...result.state,
    alertId,
    alertTries: before.alertTries + (alert?.kind === 'created' && alert.id === null ? 1 : 0),
    servedUntil: served,
  };
  const nextCheckAt = plan(turn, { ...result, state: known }, booked, look !== null);
  const state = { ...known, nextCheckAt };
  const changed =
    state.facts !== null &&
    (before.facts === null ||
      isNews(before.facts, state.facts) ||
      before.facts.arrival !== state.facts.arrival ||
      before.facts.belt !== state.facts.belt);
  const reasons: Reason[] = [
    {
      tripId: null,
      decision: 'noted',
      subject: 'flight',
      rule: lookedRule(look, changed),
      detail: {
        phase: state.facts?.phase ?? null,
        departure: state.facts?.departure ?? null,
        changed,
        nextCheckAt,
        pendingCancellation: state.pendingCancellation !== null,
      },
    },
  ];
  return {
    state,
    events: announcements(turn, before, { ...result, state }, waiting, confirmed),
    timers: [{ kind: 'FlightCheckDue', due: nextCheckAt }],
    records: [
      {
        kind: 'flight',
        flightKey: turn.actorId,
        facts: state.facts,
        status: statusOf(state),
        nextCheckAt,
        raw: look?.kind === 'found' && result.good ? look.records : null,
        changed,
        alertId,
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
