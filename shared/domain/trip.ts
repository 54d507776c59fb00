import { z } from 'zod';
import { FlightKey } from './flight.ts';
import { Instant } from './instant.ts';
import { Passenger } from './passenger.ts';

export const Language = z.enum(['es', 'en', 'pt']);
export type Language = z.infer<typeof Language>;

/** Where a trip stands (RULES §1): `cancelled` is the flight, `withdrawn` the agency. */
export const TripStatus = z.enum([
  'booked',
  'scheduled',
  'departed',
  'landed',
  'cancelled',
  'diverted',
  'withdrawn',
  'not_found',
]);
export type TripStatus = z.infer<typeof TripStatus>;

/** How, when and by whom the traveller agreed to be written to on WhatsApp (RULES §5). */
export const Consent = z.object({
  how: z.enum(['attested', 'explicit']),
  at: Instant,
  by: z.string().min(1).max(200).describe('Who says so: the API key’s name, a form, a person.'),
  recordedBy: z
    .string()
    .optional()
    .describe('The API key or system under which it was stated; absent in what is older.'),
});
export type Consent = z.infer<typeof Consent>;

/** As whom a contact lives a leg (PEOPLE §1). */
export const ContactRole = z.enum(['traveller', 'guardian', 'follower', 'guide']);

/**
 * Whether a trip in that role is that of its passengers, whom the contact is or answers for;
 * followers and guides only hear of the trips of others.
 */
export const isOfPassengers = (role: z.infer<typeof ContactRole>): boolean =>
  role === 'traveller' || role === 'guardian';

/**
 * One leg as one contact lives it, for one or more passengers: as the agency booked it and as it
 * stands.
 */
export const Trip = z.object({
  id: z.uuid(),
  agencyId: z.uuid(),
  revision: z.int().positive().describe('Counts up with every edit by the agency.'),
  journeyId: z.uuid(),
  legId: z.uuid(),
  contactId: z.uuid(),
  role: ContactRole,
  clientName: z.string().describe('The contact’s name, as the agency wrote it.'),
  callName: z.string().describe('What we call the contact; empty where the name tells nothing.'),
  passengers: z.array(Passenger).describe('Who the trip is for, in the order they joined.'),
  whatsapp: z
    .string()
    .nullable()
    .describe('E.164, as `+5491155550100`; null: the contact is called, not written to.'),
  language: Language,
  flightNumber: z.string().describe('Marketing designator as booked, without spaces: `BA820`.'),
  originIata: z.string(),
  destinationIata: z.string(),
  originZone: z.string().describe('IANA time zone of the origin, from the airport table.'),
  destinationZone: z.string(),
  departure: Instant.describe('Departure as booked.'),
  flightKey: FlightKey,
  status: TripStatus,
  scheduledDeparture: Instant.nullable().describe(
    'Set when the flight is matched, then immutable until the agency edits the flight.',
  ),
  estimatedDeparture: Instant.nullable(),
  estimatedArrival: Instant.nullable(),
  gate: z.string().nullable(),
  terminal: z.string().nullable(),
  faFlightId: z.string().nullable(),
  nextCheckAt: Instant.nullable(),
  stay: z.string().nullable(),
  returnDate: z.string().nullable().describe('Local date `YYYY-MM-DD`.'),
  clientDescription: z.string().nullable(),
  metadata: z.record(z.string(), z.unknown()).describe('As booked; see `NewTrip`.'),
  reference: z.string().nullable().describe('Of the first passenger that has one.'),
  consent: Consent,
  insertedAt: Instant,
});
export type Trip = z.infer<typeof Trip>;

/**
 * Statuses after which the tracker and the traveller's messages have nothing more to do with a
 * trip.
 */
export const isLive = (status: TripStatus): boolean => status !== 'withdrawn';
