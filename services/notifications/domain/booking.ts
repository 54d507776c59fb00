import type { Trip } from '#shared/domain/trip.ts';
import type { Booking } from './state.ts';

/** The booking as the agency's record now has it. */
export const bookingOf = (
  trip: Pick<Trip, 'flightNumber' | 'originIata' | 'destinationIata' | 'departure'>,
): Booking => ({
  flightNumber: trip.flightNumber,
  originIata: trip.originIata,
  destinationIata: trip.destinationIata,
  departure: trip.departure,
});

/** Whether a booking that the traveller holds is still the one in the agency's record. */
export const matchesBooking = (booking: Booking, trip: Trip): boolean =>
  booking.flightNumber === trip.flightNumber &&
  booking.originIata === trip.originIata &&
  booking.destinationIata === trip.destinationIata &&
  booking.departure === trip.departure;
