import type { Instant } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { Baseline } from '../baseline.ts';
import { bookingOf } from '../booking.ts';
import { momentKey } from '../moment.ts';
import { type Draft, routeOf, whenAtOrigin, whenOfBooking } from './draft.ts';

/** Word of an edit: the booking the traveller holds, and the one that replaces it. */
export const tripChangeDraft = (
  trip: Trip,
  departure: Instant,
  told: Baseline,
  leg: number,
): Draft => ({
  type: 'trip_changed',
  words: {
    type: 'trip_changed',
    flight: trip.flightNumber,
    ...routeOf(trip, null),
    departure: whenAtOrigin(departure, trip),
    before: {
      flight: told.booking.flightNumber,
      ...routeOf(told.booking, null),
      departure: whenOfBooking(told.booking, told.bookingDeparture, trip),
    },
  },
  told: { leg, departure, booking: bookingOf(trip) },
  content: [
    trip.flightNumber,
    `${trip.originIata}-${trip.destinationIata}`,
    trip.departure,
    momentKey(departure),
  ].join('/'),
  stream: 'booking',
  expiresAt: departure,
});
