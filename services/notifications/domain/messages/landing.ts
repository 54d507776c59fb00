import type { FlightFacts } from '#shared/domain/flight.ts';
import { between, type Instant, minute } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { JourneyLeg } from '#shared/ports/turn-contexts.ts';
import type { Connection } from '#shared/templates/words.ts';
import { type Draft, routeOf } from './draft.ts';

/** The flight to change to, as it is known now. */
export const connectionTo = (next: JourneyLeg, minutesLeft: number): Connection => ({
  flight: next.flightNumber,
  ...routeOf(next, next.flight),
  departure: {
    at: next.flight?.departure ?? next.departure,
    zone: next.flight?.origin.zone ?? next.originZone,
    iata: next.originIata,
  },
  gate: next.flight?.gate ?? null,
  terminal: next.flight?.terminal ?? null,
  minutesLeft,
});

const minutesUntil = (now: Instant, next: JourneyLeg): number =>
  Math.max(0, Math.floor(between(now, next.flight?.departure ?? next.departure) / minute));

/**
 * The welcome, at a connection the next flight instead; held over quiet hours it names no belt,
 * where nobody waits any more.
 */
export const landingDraft = ({
  trip,
  facts,
  next,
  isHome,
  now,
  isHeldOverNight,
  leg,
  expiresAt,
}: {
  readonly trip: Trip;
  readonly facts: FlightFacts;
  /** The flight to change to; null: none. */
  readonly next: JourneyLeg | null;
  readonly isHome: boolean;
  readonly now: Instant;
  readonly isHeldOverNight: boolean;
  readonly leg: number;
  readonly expiresAt: Instant;
}): Draft => ({
  type: 'landing',
  words: {
    type: 'landing',
    destination: routeOf(trip, facts).destination,
    stay: trip.stay,
    belt: isHeldOverNight ? null : facts.belt,
    next: next && connectionTo(next, minutesUntil(now, next)),
    isHome,
  },
  told: { leg, phase: 'landed' },
  content: 'landed',
  stream: 'once',
  expiresAt,
});
