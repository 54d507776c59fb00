import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';
import { Language } from '#shared/domain/trip.ts';
import { BookingInput } from '#shared/events/trips.ts';

const booking = BookingInput.shape;
const EvaluatedTrip = z
  .object({
    clientName: booking.clientName.default('Ana Ruiz'),
    whatsapp: booking.whatsapp.unwrap().default('+5491155550200'),
    language: Language.optional(),
    flightNumber: booking.flightNumber.default('BA820'),
    originIata: booking.originIata.default('LHR'),
    destinationIata: booking.destinationIata.default('CPH'),
    departure: booking.departure.default('2027-08-10T16:20'),
    stay: booking.stay,
    returnDate: booking.returnDate,
    metadata: booking.metadata,
    clientDescription: booking.clientDescription,
    reference: booking.reference,
  })
  .loose();
/** A trip of an evaluation file: a booking whose fields all have defaults. */
export type EvaluatedTrip = z.infer<typeof EvaluatedTrip>;

const ItineraryDay = z.object({ date: z.iso.date(), items: z.array(z.string()) });

/** The state of the world when the utterance is written. */
export const UtteranceContext = z.object({
  now: Instant.optional(),
  trip: EvaluatedTrip.nullish(),
  /** AeroAPI fields that replace those of a flight on schedule. */
  flight: z.record(z.string(), z.unknown()).nullish(),
  itinerary: z.array(ItineraryDay).nullish(),
  documents: z.array(z.string()).nullish(),
  optedOut: z.boolean().nullish(),
  otherTrips: z
    .array(
      z
        .object({
          agency: z.enum(['same', 'other']).default('same'),
          trip: EvaluatedTrip,
          documents: z.array(z.string()).nullish(),
          flight: z.record(z.string(), z.unknown()).nullish(),
          itinerary: z.array(ItineraryDay).nullish(),
        })
        .loose(),
    )
    .nullish(),
});
export type UtteranceContext = z.infer<typeof UtteranceContext>;

const texts = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (Array.isArray(value) ? value : [value]));

/** One line of an evaluation file: a text, its context, and the expected outcome. */
export const Utterance = z.object({
  id: z.union([z.string(), z.number()]).transform(String),
  language: Language,
  text: z.string(),
  context: UtteranceContext.optional(),
  expect: z
    .object({
      skill: z.string().optional(),
      or: texts.optional(),
      includes: texts.optional(),
      excludes: texts.optional(),
      media: z.array(z.string()).optional(),
    })
    .default({}),
});
export type Utterance = z.infer<typeof Utterance>;

/** What the concierge did, as `--json` prints it. */
export interface Outcome {
  readonly id: string;
  readonly skill: string;
  readonly reply: string;
  readonly media: readonly string[];
}
