import type { Trip } from '#shared/domain/trip.ts';
import type { Baseline } from '../baseline.ts';
import { type Draft, routeOf, whenOfBooking } from './draft.ts';

/** Word that the agency cancelled the trip, of the booking as the traveller holds it. */
export const withdrawalDraft = (trip: Trip, told: Baseline, leg: number): Draft => ({
  type: 'trip_cancelled',
  words: {
    type: 'trip_cancelled',
    flight: told.booking.flightNumber,
    ...routeOf(told.booking, null),
    departure: whenOfBooking(told.booking, told.booking.departure, trip),
  },
  told: { leg },
  content: 'withdrawn',
  stream: 'once',
  expiresAt: trip.departure,
});
