import { z } from 'zod';
import { Contact } from './contact.ts';
import { FlightKey } from './flight.ts';
import { Instant } from './instant.ts';
import { Passenger } from './passenger.ts';
import { Trip } from './trip.ts';

/** One flight of a journey as booked; what is known of it is the trips'. */
const Leg = z
  .object({
    id: z.uuid(),
    flightNumber: z.string(),
    originIata: z.string(),
    destinationIata: z.string(),
    departure: Instant.describe('As booked.'),
    flightKey: FlightKey,
  })
  .meta({ id: 'Leg', description: 'One flight of a journey as booked.' });

/** One booking of an agency, legs × passengers, without its trips. */
export const JourneySummary = z
  .object({
    id: z.uuid(),
    agencyId: z.uuid(),
    revision: z.int().positive().describe('Counts up with every edit of the journey or its trips.'),
    reference: z.string().nullable().describe('The agency’s booking code.'),
    title: z.string().nullable(),
    owner: z.string().nullable().describe('Who looks after it at the agency.'),
    keeper: z
      .object({ id: z.uuid(), name: z.string() })
      .nullable()
      .describe('The member who looks after it: who booked or imported it, or was given it.'),
    group: z.string().nullable().describe('The name of the group it belongs to.'),
    state: z.enum(['live', 'withdrawn']),
    notes: z.string().nullable(),
    metadata: z.record(z.string(), z.unknown()),
    insertedAt: Instant,
    passengers: z.array(Passenger.omit({ reference: true, joinedAt: true })),
    legs: z.array(Leg).describe('By departure.'),
    contacts: z.array(Contact),
  })
  .meta({ id: 'JourneySummary', description: 'One booking of an agency, without its trips.' });
export type JourneySummary = z.infer<typeof JourneySummary>;

/** One booking of an agency: legs × passengers, and a trip for each leg and contact. */
export const Journey = JourneySummary.extend({
  trips: z.array(Trip).describe('By departure; those that were withdrawn too.'),
}).meta({ id: 'Journey', description: 'One booking of an agency: legs, people and trips.' });
export type Journey = z.infer<typeof Journey>;
