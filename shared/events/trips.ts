import { z } from 'zod';
import { FlightKey } from '#shared/domain/flight.ts';
import { Instant } from '#shared/domain/instant.ts';
import { Consent, ContactRole, Language } from '#shared/domain/trip.ts';
import { tripFieldsDescription } from '#shared/domain/trip-fields.ts';
import { defineEvent } from './envelope.ts';

const flightKey = 'BA820/LHR-CPH/2027-03-03';
const journeyId = '3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10';

/** The journey of the trip of an event. */
export const journeyOfTrip = z.uuid().optional().describe('The journey of the trip.');

/**
 * A booking as an agency or another system sends it; services/api normalises and checks it before
 * it becomes a trip.
 */
export const BookingInput = z
  .object({
    clientName: z.string().trim().min(1).max(100),
    whatsapp: z
      .string()
      .trim()
      .min(8)
      .max(40)
      .nullable()
      .describe(
        'The WhatsApp number of who is written to, with country code, in any common writing; ' +
          'null: they are called.',
      ),
    passengers: z
      .array(z.string().trim().min(1).max(100))
      .min(1)
      .max(50)
      .optional()
      .describe('Names of those who fly; the client where it is left out.'),
    language: Language.default('es'),
    flightNumber: z
      .string()
      .trim()
      .min(3)
      .max(10)
      .describe('Marketing flight number, as on the ticket.'),
    originIata: z.string().trim().length(3),
    destinationIata: z.string().trim().length(3),
    departure: z
      .string()
      .trim()
      .min(10)
      .max(40)
      .describe('ISO 8601. Without an offset: local time at the origin; with one: that instant.'),
    returnDate: z.iso.date().optional(),
    stay: z.string().trim().min(1).max(300).optional(),
    clientDescription: z.string().trim().max(2000).optional(),
    metadata: z.record(z.string(), z.unknown()).default({}).describe(tripFieldsDescription),
    reference: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .optional()
      .describe('The agency’s own booking reference: the same reference is the same booking.'),
    journeyReference: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .optional()
      .describe('Groups the legs and passengers of one journey.'),
    role: ContactRole.default('traveller').describe(
      'As whom the client hears of it: traveller, guardian of those who fly, follower (who must ' +
        'have agreed in person), or guide of their group.',
    ),
    consent: Consent.pick({ how: true, at: true, by: true })
      .partial({ at: true, by: true })
      .optional(),
  })
  .meta({ id: 'BookingInput', description: 'A trip to be booked: one leg for one contact.' });
export type BookingInput = z.output<typeof BookingInput>;

/** The intake's event: a booking from another system. */
export const TripBookingReceived = defineEvent('TripBookingReceived', 1, BookingInput, {
  description:
    'Another system asks for a trip to be looked after. The only event with personal ' +
    'data: it goes to the intake alone and is never archived.',
  producers: ['outside'],
  subscribers: ['api'],
  example: {
    clientName: 'Ana Ruiz',
    whatsapp: '+54 9 11 5555 0100',
    language: 'es',
    flightNumber: 'BA820',
    originIata: 'LHR',
    destinationIata: 'CPH',
    departure: '2027-03-03T16:20',
    reference: 'LOC-7Q',
  },
});

const TripBooked = defineEvent(
  'TripBooked',
  1,
  z.object({
    flightKey: FlightKey,
    departure: Instant,
    movedFrom: z
      .object({ tripId: z.uuid(), notify: z.boolean() })
      .optional()
      .describe('The trip on which its passenger flew before; the contact knows of that one.'),
    notify: z.boolean().optional().describe('False: the agency confirms it itself.'),
    confirmFrom: Instant.optional().describe(
      'Not confirmed before then, unless something else is to be said sooner.',
    ),
    journeyId: journeyOfTrip,
  }),
  {
    description: 'A trip was booked, by whatever path; exactly once for each trip.',
    producers: ['api'],
    subscribers: ['flight-tracker', 'notifications', 'itinerary'],
    example: { flightKey, departure: '2027-03-03T16:20:00.000Z', journeyId },
  },
);

const TripChanged = defineEvent(
  'TripChanged',
  1,
  z.object({
    revision: z.int().positive(),
    before: z.object({ flightKey: FlightKey, departure: Instant }),
    after: z.object({ flightKey: FlightKey, departure: Instant }),
    fields: z.array(z.string()).describe('Names of the fields that changed, never their values.'),
    notify: z.boolean().describe('False: the agency tells the traveller itself.'),
    journeyId: journeyOfTrip,
  }),
  {
    description: 'The agency edited a trip.',
    producers: ['api'],
    subscribers: ['flight-tracker', 'notifications', 'itinerary'],
    example: {
      revision: 2,
      before: { flightKey, departure: '2027-03-03T16:20:00.000Z' },
      after: { flightKey: 'BA822/LHR-CPH/2027-03-03', departure: '2027-03-03T20:05:00.000Z' },
      fields: ['flightNumber', 'departure'],
      notify: true,
      journeyId,
    },
  },
);

/** The agency withdrew a trip. */
export const TripCancelled = defineEvent(
  'TripCancelled',
  1,
  z.object({ flightKey: FlightKey, notify: z.boolean(), journeyId: journeyOfTrip }),
  {
    description: 'The agency withdrew a trip. With `notify` the traveller hears it from us.',
    producers: ['api'],
    subscribers: ['flight-tracker', 'notifications', 'itinerary'],
    example: { flightKey, notify: false, journeyId },
  },
);

/** Events about what agencies do with their trips. */
export const tripEvents = [TripBookingReceived, TripBooked, TripChanged, TripCancelled] as const;
