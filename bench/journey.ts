import { flightKey } from '#shared/domain/flight.ts';
import type { Instant } from '#shared/domain/instant.ts';
import { passengerOf } from '#shared/domain/passenger.ts';
import type { BookJourneyRequest, NewContact, NewLeg } from '#shared/ports/journey-desk.ts';

/** A leg of a journey from London to Copenhagen, or back. */
export const benchLeg = (
  designator: string,
  departure: Instant,
  way: 'out' | 'back' = 'out',
): NewLeg => {
  const london = { iata: 'LHR', zone: 'Europe/London' };
  const copenhagen = { iata: 'CPH', zone: 'Europe/Copenhagen' };
  const [origin, destination] = way === 'out' ? [london, copenhagen] : [copenhagen, london];
  return {
    flightNumber: designator,
    originIata: origin.iata,
    destinationIata: destination.iata,
    originZone: origin.zone,
    destinationZone: destination.zone,
    departure,
    flightKey: flightKey({
      designator,
      origin: origin.iata,
      destination: destination.iata,
      date: departure.slice(0, 10),
    }),
    stay: null,
    returnDate: null,
  };
};

/** A contact of a journey who stands for the passengers at these positions. */
export const benchContact = (
  name: string,
  phone: string | null,
  passengers: readonly number[],
  role: NewContact['role'] = 'traveller',
): NewContact => ({
  name,
  callName: name,
  phone,
  email: null,
  language: 'en',
  role,
  consent: { how: 'attested', at: '2026-01-01T00:00:00.000Z', by: 'bench' },
  passengers,
});

/** A journey as it is booked in one call. */
export const benchJourney = (
  agencyId: string,
  reference: string,
  journey: {
    readonly passengers: readonly string[];
    readonly legs: readonly NewLeg[];
    readonly contacts: readonly NewContact[];
    readonly group?: string;
  },
  now: Instant,
): BookJourneyRequest => ({
  agencyId,
  reference,
  title: null,
  owner: null,
  group: journey.group ?? null,
  notes: null,
  metadata: {},
  passengers: journey.passengers.map(passengerOf),
  legs: journey.legs,
  contacts: journey.contacts,
  idempotencyKey: null,
  bookedAs: reference,
  notify: true,
  now,
});
