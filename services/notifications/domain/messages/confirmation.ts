import type { FlightFacts } from '#shared/domain/flight.ts';
import { hour, type Instant, latest, plus } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';
import { bookingOf } from '../booking.ts';
import { momentKey } from '../moment.ts';
import { type Draft, routeOf, whenAtOrigin } from './draft.ts';

/** The confirmation of a booking; `departure`: as booked, or as told since. */
export const confirmationDraft = (
  trip: Trip,
  facts: FlightFacts | null,
  departure: Instant,
  leg: number,
): Draft => ({
  type: 'reservation_confirmation',
  words: {
    type: 'reservation_confirmation',
    flight: trip.flightNumber,
    ...routeOf(trip, facts),
    departure: whenAtOrigin(departure, trip),
  },
  told: { leg, departure, booking: bookingOf(trip) },
  content: departure === trip.departure ? 'booked' : `booked/${momentKey(departure)}`,
  stream: 'once',
  // A late flight can be booked after its own time, and is confirmed all the same.
  expiresAt: latest(trip.departure, plus(trip.insertedAt, hour)),
});
