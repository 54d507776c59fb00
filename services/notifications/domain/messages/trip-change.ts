import type { Instant } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { Baseline } from '../baseline.ts';
import { bookingOf } from '../booking.ts';
import { momentKey } from '../moment.ts';
import { type Draft, whenAtOrigin, whenOfBooking } from './draft.ts';

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
    name: trip.clientName,
    flight: trip.flightNumber,
    origin: trip.originIata,
    destination: trip.destinationIata,
    departure: whenAtOrigin(departure, trip),
    beforeFlight: told.booking.flightNumber,
    beforeDeparture: whenOfBooking(told.booking, told.bookingDeparture, trip),
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
