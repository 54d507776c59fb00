import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';
import { Role } from '#shared/domain/member.ts';
import { OptOutType } from '#shared/domain/message.ts';
import { Language } from '#shared/domain/trip.ts';
import { BookingInput } from '#shared/events/trips.ts';
import { ScenarioPlaces } from './places.ts';

const window = { from: Instant, to: Instant };
const booking = BookingInput.shape;

/**
 * A scenario file: trips, flights as AeroAPI describes them over time, faults and inbound messages
 * (test/scenarios/README.md). `expect` is parsed by the judge.
 */
export const Scenario = z.object({
  name: z.string(),
  story: z.string().default(''),
  start: Instant.optional(),
  until: Instant,
  agency: z
    .object({
      name: z.string().default('Bauhaus Demo'),
      emergencyPhone: z.string().nullable().default(null),
      settings: z.record(z.string(), z.unknown()).default({}),
      places: ScenarioPlaces.default([]),
      zone: z.string().nullable().default(null),
      staff: z
        .array(
          z.object({
            key: z.string(),
            role: Role.default('duty'),
            phone: z.string().nullable().default(null),
            language: Language.default('es'),
          }),
        )
        .default([])
        .describe('Without anybody nothing is told to the agency.'),
      duty: z
        .object({ first: z.string(), second: z.string().nullable().default(null) })
        .nullable()
        .default(null)
        .describe('Who is on duty at all times, by key.'),
    })
    .prefault({}),
  trips: z
    .array(
      z.object({
        key: z.string(),
        bookedAt: Instant,
        clientName: booking.clientName,
        whatsapp: booking.whatsapp,
        language: booking.language,
        flightNumber: booking.flightNumber,
        originIata: booking.originIata,
        destinationIata: booking.destinationIata,
        departure: booking.departure,
        stay: booking.stay,
        returnDate: booking.returnDate,
        metadata: booking.metadata,
        clientDescription: booking.clientDescription,
        reference: booking.reference,
        journeyReference: booking.journeyReference,
        journey: booking.journeyReference.describe('Another word for `journeyReference`.'),
        passengers: booking.passengers,
        role: booking.role,
        consent: booking.consent.describe(
          'A follower of a file has agreed, unless it says otherwise.',
        ),
      }),
    )
    .default([]),
  changes: z
    .array(
      z.object({
        at: Instant,
        trip: z.string(),
        set: z.record(z.string(), z.unknown()).optional(),
        cancel: z.boolean().default(false),
        notify: z.boolean().optional(),
      }),
    )
    .default([]),
  flights: z
    .array(
      z.object({
        states: z.array(z.object({ from: Instant, set: z.record(z.string(), z.unknown()) })).min(1),
      }),
    )
    .default([]),
  aeroapi: z
    .array(
      z.object({
        ...window,
        answer: z.enum(['429', '500', 'timeout', 'not-found']),
        retryAfter: z.number().optional(),
      }),
    )
    .default([]),
  pushes: z.boolean().default(false),
  whatsapp: z
    .array(
      z.object({
        ...window,
        answer: z.union([z.string(), z.int().transform(String)]),
        times: z.int().positive().optional(),
      }),
    )
    .default([]),
  inbound: z
    .array(
      z.object({
        at: Instant,
        trip: z.string(),
        body: z.string(),
        from: z.string().optional(),
        optOutType: OptOutType.optional(),
        messageSid: z.string().optional(),
        repeat: z.int().positive().default(1),
      }),
    )
    .default([]),
  expect: z.unknown().default({}),
});
export type Scenario = z.infer<typeof Scenario>;
