import type { FlightFacts } from '#shared/domain/flight.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';
import { type Draft, routeOf } from './draft.ts';

/** The welcome; held over quiet hours it names no belt, where nobody waits any more. */
export const landingDraft = ({
  trip,
  facts,
  isHeldOverNight,
  leg,
  expiresAt,
}: {
  readonly trip: Trip;
  readonly facts: FlightFacts;
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
  },
  told: { leg, phase: 'landed' },
  content: 'landed',
  stream: 'once',
  expiresAt,
});
