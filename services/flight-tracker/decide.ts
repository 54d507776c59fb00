import type { Announcement, Decision, Turn } from '#shared/actor/agent.ts';
import { type FlightFacts, type FlightKey, flightKeyParts } from '#shared/domain/flight.ts';
import { between, day, earliest, epoch, type Instant, latest, minute, plus, second } from '#shared/domain/instant.ts';
import { localClock } from '#shared/domain/local-time.ts';
import { effectiveSettings } from '#shared/domain/settings.ts';
import { isLive, type TripStatus } from '#shared/domain/trip.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type { FlightContext, Reason } from '#shared/ports/actor-store.ts';
import type { FlightLookup, FlightQuery } from '#shared/ports/flight-data.ts';
import { appointmentsOf } from './domain/appointments.ts';
import { expectedTouchdown, isNews } from './domain/facts.ts';
import { afterLook, afterPush, afterSilence } from './domain/interpret.ts';
import { type Booked, findElsewhere, foundElsewhereWithinMs } from './domain/match.ts';
import { defaultPolicy, nextCheck, type Outcome } from './domain/polling.ts';
import { airportCode, readingOfPush, scheduledDepartureOf } from './domain/reading.ts';
import type { TrackerState } from './domain/state.ts';

/** What `gather` brought back; null where it was not asked for. */
export interface Gathered {
  readonly look: FlightLookup | null;
  readonly alert: { readonly kind: 'created'; readonly id: string | null } | { readonly kind: 'deleted' } | null;
}

type Follower = FlightContext['followers'][number];
type TrackerTurn = Turn<TrackerState>;

/** Those who still want to hear of the flight. */
export const followersOf = (turn: TrackerTurn): readonly Follower[] => (turn.flight?.followers ?? []).filter((f) => isLive(f.status));

/** The flight as its followers booked it; null where nobody follows it. */
export const bookedFlight = (turn: TrackerTurn): Booked | null => {
  const followers = followersOf(turn);
  const first = followers.reduce<Follower | undefined>((a, b) => (a === undefined || b.departure < a.departure ? b : a), undefined);
  if (first === undefined) return null;
  return {
    ...flightKeyParts(turn.actorId),
    departure: first.departure,
    originZone: first.originZone,
    destinationZone: first.destinationZone,
  };
};

const appointments = (turn: TrackerTurn, follower: Follower, state: TrackerState, booked: Booked): readonly Instant[] =>
  state.facts !== null && state.facts.phase !== 'scheduled'
    ? []
    : appointmentsOf(
        follower,
        turn.flight?.agencies[follower.agencyId] ?? {},
        state.facts ?? { scheduledDeparture: booked.departure, departure: booked.departure },
      );

/** Those whose reminder or boarding message has been waiting for a look. */
const waitingForLook = (turn: TrackerTurn, state: TrackerState, booked: Booked): readonly Follower[] => {
  const since = state.servedUntil;
  if (since === null) return [];
  return followersOf(turn).filter((f) => appointments(turn, f, state, booked).some((at) => at > since && at <= turn.now));
};

const isDown = (facts: FlightFacts | null): boolean =>
  facts?.phase === 'landed' || (facts?.phase === 'diverted' && facts.landedAt !== null);
const inWindow = (departure: Instant, now: Instant): boolean =>
  between(now, departure) < defaultPolicy.windowMs && between(departure, now) < 9 * day;

const isNewFollower = ({ event, actorId }: TrackerTurn): boolean =>
  event.type === 'TripBooked' ||
  (event.type === 'TripChanged' &&
    event.data.after.flightKey === actorId &&
    (event.data.before.flightKey !== actorId || event.data.before.departure !== event.data.after.departure));

/** Facts that a new follower may be given without another call: young ones, or those of a flight that is down. */
const areFresh = (state: TrackerState, now: Instant): boolean => {
  if (state.facts === null || state.pendingCancellation !== null) return false;
  const limit = between(now, state.facts.departure) > day ? 360 * minute : 30 * minute;
  return isDown(state.facts) || (state.nextCheckAt !== null && between(state.facts.observedAt, now) <= limit);
};

const pushed = (turn: TrackerTurn, booked: Booked) => {
  if (turn.event.type !== 'FlightAlertReceived') return null;
  const { code, reading, faFlightId } = turn.event.data;
  return afterPush(turn.state, readingOfPush(code, reading, turn.event.time, booked.destination, booked), { code, faFlightId }, booked);
};

/**
 * The window of departures to ask for: the whole local day, the same for every trip and codeshare of the flight so that they share
 * one answer; while it is not matched also what RULES §1 calls "elsewhere".
 */
const queryFor = (state: TrackerState, booked: Booked): FlightQuery => {
  const [hours = 0, minutes = 0] = localClock(booked.departure, booked.originZone).split(':').map(Number);
  const midnight = plus(booked.departure, -(hours * 60 + minutes) * minute - (epoch(booked.departure) % minute));
  const [from, to] = [plus(midnight, -120 * minute), plus(midnight, 36 * 60 * minute)];
  if (state.facts !== null) return { designator: state.ident ?? booked.designator, from, to };
  const [earlier, later] = [plus(booked.departure, -foundElsewhereWithinMs), plus(booked.departure, foundElsewhereWithinMs)];
  return { designator: booked.designator, from: earliest(earlier, from) ?? from, to: latest(later, to) ?? to };
};

/** The look this turn needs, or null; `maxAgeMs` says how old a shared answer may be. */
export const lookNeeded = (turn: TrackerTurn): { readonly query: FlightQuery; readonly maxAgeMs: number } | null => {
  const { state, event, now } = turn;
  const booked = bookedFlight(turn);
  if (booked === null || !inWindow(state.facts?.departure ?? booked.departure, now)) return null;
  const query = queryFor(state, booked);
  const shared = Math.min(5 * minute, Math.max(0, state.lookedAt === null ? 5 * minute : between(state.lookedAt, now) - 1));
  switch (event.type) {
    case 'FlightCheckDue': {
      if (isDown(state.facts)) return null;
      const late = Math.max(0, between(event.data.due, now));
      const exact = waitingForLook(turn, state, booked).length > 0 || state.confirmAt !== null;
      return { query, maxAgeMs: exact ? Math.min(shared, late + 20 * second) : shared };
    }
    case 'FlightAlertReceived':
      return pushed(turn, booked)?.look ? { query, maxAgeMs: 0 } : null;
    default:
      return isNewFollower(turn) && !areFresh(state, now) ? { query, maxAgeMs: shared } : null;
  }
};

/** Whether a push alert is wanted for the flight as it is now known. */
export const alertWanted = (turn: TrackerTurn, state: TrackerState): boolean =>
  state.facts !== null &&
  state.nextCheckAt !== null &&
  (state.facts.phase === 'scheduled' || state.facts.phase === 'departed') &&
  followersOf(turn).some((f) => effectiveSettings(turn.flight?.agencies[f.agencyId] ?? {}).feature_flags.flight_alerts);

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

const nothingFound = (state: TrackerState, lookup: { readonly at: Instant }, elsewhere: Found | null, name: string | null): Looked => {
  // A shared answer that was counted already says nothing more.
  const again = state.lookedAt !== null && lookup.at <= state.lookedAt;
  const notFound = again ? state.notFound : state.notFound + 1;
  const silent = afterSilence({ ...state, notFound, failures: 0, lookedAt: latest(state.lookedAt, lookup.at) }, lookup.at, 'nothing');
  const outcome: Outcome = { kind: 'not-found', inARow: Math.max(notFound, 1) };
  const departed = state.facts !== null && state.facts.phase !== 'scheduled';
  if (elsewhere !== null && state.facts === null) {
    const told = state.toldElsewhere === name;
    return { state: { ...silent, toldElsewhere: name }, outcome, good: false, notFound: told ? null : { found: elsewhere } };
  }
  const tell = notFound >= 3 && !state.toldNotFound && state.toldElsewhere === null && !departed;
  return { state: tell ? { ...silent, toldNotFound: true } : silent, outcome, good: false, notFound: tell ? { found: null } : null };
};

const looked = (state: TrackerState, lookup: FlightLookup, booked: Booked): Looked => {
  switch (lookup.kind) {
    case 'found': {
      const next = afterLook(state, lookup.records, lookup.at, booked);
      if (next !== null) {
        const known = {
          ...next,
          failures: 0,
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
      const found = originIata && destinationIata && scheduledDeparture ? { originIata, destinationIata, scheduledDeparture } : null;
      return nothingFound(state, lookup, found, found && `${originIata}-${destinationIata} ${scheduledDeparture}`);
    }
    case 'not-found':
      return nothingFound(state, lookup, null, null);
    case 'rate-limited':
    case 'failed': {
      const failures = state.failures + 1;
      const retryAfterMs = lookup.kind === 'rate-limited' ? lookup.retryAfterMs : null;
      return {
        state: afterSilence({ ...state, failures }, lookup.at, 'no-answer'),
        outcome: { kind: 'failed', inARow: failures, retryAfterMs },
        good: false,
        notFound: null,
      };
    }
  }
};

const to = (
  type: 'FlightMatched' | 'FlightStatusChanged' | 'FlightNotFound',
  followers: readonly Follower[],
  data: object,
): Announcement[] => followers.map(({ agencyId, tripId }) => ({ type, agencyId, tripId, data }));

const announcements = (
  turn: TrackerTurn,
  before: TrackerState,
  result: Looked,
  waiting: readonly Follower[],
  confirmed: boolean,
): Announcement[] => {
  const key: FlightKey = turn.actorId;
  const followers = followersOf(turn);
  if (result.notFound) return to('FlightNotFound', followers, { flightKey: key, found: result.notFound.found });
  const { facts } = result.state;
  if (facts === null) return [];
  if (before.facts === null || before.toldNotFound) return to('FlightMatched', followers, { flightKey: key, facts });
  const welcome = isNewFollower(turn) ? followers.filter((f) => f.tripId === turn.event.tripId) : [];
  const others = followers.filter((f) => !welcome.includes(f));
  const changed = isNews(before.facts, facts);
  const afresh = changed || confirmed ? others : result.good ? others.filter((f) => waiting.includes(f)) : [];
  return [
    ...to('FlightMatched', welcome, { flightKey: key, facts }),
    ...to('FlightStatusChanged', afresh, { flightKey: key, facts, cause: changed ? 'change' : 'look' }),
  ];
};

const plan = (turn: TrackerTurn, result: Looked, booked: Booked, hasLooked: boolean): Instant | null => {
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
  const reconsidered = hasLooked || turn.event.type === 'FlightCheckDue' || turn.event.type === 'FlightAlertReceived';
  const standing = turn.state.nextCheckAt;
  // An event that taught nothing about the flight must not push its next look away.
  return !reconsidered && next !== null && standing !== null && standing > turn.now && standing < next ? standing : next;
};

const lookedRule = (look: FlightLookup | null, changed: boolean): string =>
  look === null ? (changed ? 'pushed' : 'known') : look.kind.replace('-', '_');

/** Nobody follows the flight any more: nothing is planned, and what is known stays for the next one. */
const unfollowed = (turn: TrackerTurn, alertId: string | null): Decision<TrackerState> => ({
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
  reasons: [{ tripId: null, decision: 'noted', subject: 'flight', rule: 'no_followers', detail: {} }],
});

/** The whole turn of the tracker; pure. */
export const decide = (turn: TrackerTurn, { look, alert }: Gathered): Decision<TrackerState> => {
  const before = turn.state;
  const alertId = alert?.kind === 'created' ? alert.id : alert?.kind === 'deleted' ? null : before.alertId;
  const booked = bookedFlight(turn);
  if (booked === null) return unfollowed(turn, alertId);
  const waiting = waitingForLook(turn, before, booked);
  const start = pushed(turn, booked)?.state ?? before;
  const confirmDue = before.confirmAt !== null && before.confirmAt <= turn.now;
  const result: Looked = look
    ? looked(start, look, booked)
    : { state: start, outcome: standingOutcome(before), good: false, notFound: null };
  const confirmed = result.good && confirmDue && look !== null && (before.facts === null || look.at > before.facts.observedAt);
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
const standingOutcome = (state: TrackerState): Outcome =>
  state.failures > 0
    ? { kind: 'failed', inARow: state.failures, retryAfterMs: null }
    : state.notFound > 0
      ? { kind: 'not-found', inARow: state.notFound }
      : { kind: 'ok' };
