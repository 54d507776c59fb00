import { type FlightFacts, freshMs } from '#shared/domain/flight.ts';
import {
  between,
  day,
  earliest,
  epoch,
  type Instant,
  latest,
  minute,
  plus,
  second,
} from '#shared/domain/instant.ts';
import { localClock } from '#shared/domain/local-time.ts';
import type { FlightQuery } from '#shared/ports/flight-data.ts';
import { bookedFlight, isNewFollower, waitingForLook } from './audience.ts';
import { afterPush } from './interpret.ts';
import { type Booked, foundElsewhereWithinMs } from './match.ts';
import { defaultPolicy } from './polling.ts';
import { readingOfPush } from './reading.ts';
import { cancellationDoubtOf, isWatched, type TrackerState } from './state.ts';
import type { TrackerTurn } from './turn.ts';

/** Whether it is on the ground for good. */
export const isDown = (facts: FlightFacts | null): boolean =>
  facts?.phase === 'landed' || (facts?.phase === 'diverted' && facts.landedAt !== null);
const inWindow = (departure: Instant, now: Instant): boolean =>
  between(now, departure) < defaultPolicy.windowMs && between(departure, now) < 9 * day;

/**
 * Facts that a new follower may be given without another call: young ones, or those of a flight
 * that is down.
 */
const areFresh = (state: TrackerState, now: Instant): boolean => {
  if (state.kind === 'unmatched' || cancellationDoubtOf(state) !== null) return false;
  const { facts } = state;
  const limit = between(now, facts.departure) > day ? 360 * minute : 30 * minute;
  return isDown(facts) || (isWatched(state) && between(facts.observedAt, now) <= limit);
};

/** Landed, and its belt is not known and still looked for. */
export const wantsBelt = (state: TrackerState): boolean =>
  state.kind === 'live' &&
  state.facts.phase === 'landed' &&
  state.facts.belt === null &&
  (state.belt?.looks ?? 0) < defaultPolicy.beltLooks.length;

/** A reading must still be fresh when the message that asked for it is decided. */
const onItsWayMs = 30 * second;

/** Whether a look can teach anything: not of fresh facts, nor of a finished flight. */
const isWorthLooking = ({ facts, watch }: TrackerState, now: Instant): boolean =>
  !isDown(facts) &&
  watch?.nextCheckAt !== null &&
  (facts === null || between(facts.observedAt, now) > freshMs - onItsWayMs);

/** What the push of this turn changed; null where there is none. */
export const pushed = (turn: TrackerTurn, booked: Booked) => {
  if (turn.event.type !== 'FlightAlertReceived') return null;
  const { code, reading, faFlightId } = turn.event.data;
  return afterPush(
    turn.state,
    readingOfPush(code, reading, turn.event.time, booked.destination, booked),
    { code, faFlightId },
    booked,
  );
};

/**
 * The window of departures to ask for: the whole local day, the same for every trip and codeshare
 * of the flight so that they share one answer; while it is not matched also what RULES §1 calls
 * "elsewhere".
 */
const queryFor = (state: TrackerState, booked: Booked): FlightQuery => {
  const [hours = 0, minutes = 0] = localClock(booked.departure, booked.originZone)
    .split(':')
    .map(Number);
  const midnight = plus(
    booked.departure,
    -(hours * 60 + minutes) * minute - (epoch(booked.departure) % minute),
  );
  const [from, to] = [plus(midnight, -120 * minute), plus(midnight, 36 * 60 * minute)];
  if (state.kind !== 'unmatched') return { designator: state.ident, from, to };
  const [earlier, later] = [
    plus(booked.departure, -foundElsewhereWithinMs),
    plus(booked.departure, foundElsewhereWithinMs),
  ];
  return {
    designator: booked.designator,
    from: earliest(earlier, from) ?? from,
    to: latest(later, to) ?? to,
  };
};

/** The look this turn needs, or null; `maxAgeMs` says how old a shared answer may be. */
export const lookNeeded = (
  turn: TrackerTurn,
): { readonly query: FlightQuery; readonly maxAgeMs: number } | null => {
  const { state, event, now } = turn;
  const booked = bookedFlight(turn);
  const { facts } = state;
  if (booked === null || !inWindow(facts?.departure ?? booked.departure, now)) return null;
  const query = queryFor(state, booked);
  const shared = Math.min(
    5 * minute,
    Math.max(0, state.lookedAt === null ? 5 * minute : between(state.lookedAt, now) - 1),
  );
  switch (event.type) {
    case 'FlightCheckDue': {
      if (isDown(facts)) return wantsBelt(state) ? { query, maxAgeMs: minute } : null;
      const late = Math.max(0, between(event.data.due, now));
      const confirmAt = state.doubt?.confirmAt ?? null;
      const exact = waitingForLook(turn, state, booked).length > 0 || confirmAt !== null;
      return { query, maxAgeMs: exact ? Math.min(shared, late + 20 * second) : shared };
    }
    case 'FlightLookRequested':
      return isWorthLooking(state, now)
        ? { query, maxAgeMs: Math.min(shared, freshMs - onItsWayMs) }
        : null;
    case 'FlightAlertReceived':
      return pushed(turn, booked)?.look ? { query, maxAgeMs: 0 } : null;
    default:
      return isNewFollower(turn) && !areFresh(state, now) ? { query, maxAgeMs: shared } : null;
  }
};
