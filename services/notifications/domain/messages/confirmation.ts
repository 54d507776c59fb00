import type { FlightFacts } from '#shared/domain/flight.ts';
import { hour, type Instant, latest, plus } from '#shared/domain/instant.ts';
import type { Passenger } from '#shared/domain/passenger.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { JourneyLeg } from '#shared/ports/turn-contexts.ts';
import { bookingOf } from '../booking.ts';
import { momentKey } from '../moment.ts';
import { type Draft, routeOf, whenAtOrigin } from './draft.ts';

/**
 * The confirmation of a booking, with the other legs it is for; `departure`: as booked, or as told
 * since. The gate is said to a corrected number only, which has heard of none.
 */
export const confirmationDraft = ({
  trip,
  facts,
  departure,
  leg,
  passengers,
  otherLegs,
  isJoining,
  isNewNumber,
}: {
  readonly trip: Trip;
  readonly facts: FlightFacts | null;
  readonly departure: Instant;
  readonly leg: number;
  readonly passengers: readonly Passenger[];
  readonly otherLegs: readonly JourneyLeg[];
  /** Its passengers joined a trip that was confirmed before. */
  readonly isJoining: boolean;
  readonly isNewNumber: boolean;
}): Draft => {
  const isAsBooked = departure === trip.departure;
  return {
    type: 'reservation_confirmation',
    words: {
      type: 'reservation_confirmation',
      flight: trip.flightNumber,
      ...routeOf(trip, facts),
      departure: whenAtOrigin(departure, trip),
      gate: isNewNumber ? (facts?.gate ?? null) : null,
      terminal: isNewNumber ? (facts?.terminal ?? null) : null,
      otherLegs: otherLegs.map((other) => ({
        flight: other.flightNumber,
        ...routeOf(other, null),
        departure: { at: other.departure, zone: other.originZone, iata: other.originIata },
      })),
      isNewNumber,
    },
    passengers,
    told: {
      leg,
      departure,
      booking: bookingOf(trip),
      passengers: passengers.map(({ id }) => id),
      ...(otherLegs.length > 0
        ? {
            legs: Object.fromEntries(
              otherLegs.map((other) => [
                other.tripId,
                { leg: other.revision, departure: other.departure, booking: bookingOf(other) },
              ]),
            ),
          }
        : {}),
    },
    content: [
      ...(isJoining ? ['joined', ...passengers.map(({ id }) => id).sort()] : []),
      isAsBooked ? 'booked' : `booked/${momentKey(departure)}`,
    ].join('/'),
    stream: 'once',
    // A late flight can be booked after its own time, and is confirmed all the same.
    expiresAt: latest(trip.departure, plus(trip.insertedAt, hour)),
  };
};
