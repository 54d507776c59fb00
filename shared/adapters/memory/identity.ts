import { flightKeyParts } from '#shared/domain/flight.ts';
import type { BookedTrip } from '#shared/ports/trip-desk.ts';

const normalised = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .trim();

/** Whether two names are the same passenger's, whatever their case, accents and spaces. */
export const sameName = (a: string, b: string): boolean => normalised(a) === normalised(b);

/** The identity of a booking: phone, passenger, flight and local date (DESIGN §3). */
export const bookingIdentity = (
  trip: Pick<BookedTrip, 'clientName' | 'whatsapp' | 'flightNumber' | 'flightKey'>,
): string =>
  [
    trip.whatsapp,
    normalised(trip.clientName),
    trip.flightNumber,
    flightKeyParts(trip.flightKey).date,
  ].join('|');
