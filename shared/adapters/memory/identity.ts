import { flightKeyParts } from '#shared/domain/flight.ts';
import type { BookedTrip } from '#shared/ports/trip-desk.ts';

const normalised = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/\s+/gu, ' ')
    .trim();

/** Whether two names are one passenger's, however they are written. */
export const sameName = (a: string, b: string): boolean => normalised(a) === normalised(b);

/** Whether a name contains another one, however they are written. */
export const nameContains = (name: string, part: string): boolean =>
  normalised(name).includes(normalised(part));

/**
 * What makes a booking the same booking: contact (by phone, else by name), passengers, flight and
 * local date (DESIGN §3).
 */
export const bookingIdentity = (
  trip: Pick<BookedTrip, 'clientName' | 'whatsapp' | 'flightNumber' | 'flightKey'>,
  passengers: readonly string[],
): string =>
  [
    trip.whatsapp ?? `name:${normalised(trip.clientName)}`,
    passengers.map(normalised).sort().join(','),
    trip.flightNumber,
    flightKeyParts(trip.flightKey).date,
  ].join('|');
