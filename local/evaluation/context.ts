import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';
import { Language } from '#shared/domain/trip.ts';
import { BookingInput } from '#shared/events/trips.ts';

const text = z.string().trim();
/** One thing or a list of them, as a list. */
export const oneOrMore = <T extends z.ZodType>(schema: T) =>
  z
    .union([z.array(schema), schema.transform((one) => [one])])
    .nullish()
    .transform((all) => all ?? []);

/** A language as a file writes it: `pt-BR` is `pt`. Others than ours are null. */
const SpokenLanguage = z
  .string()
  .nullish()
  .transform((written) => {
    const read = Language.safeParse((written ?? '').toLowerCase().slice(0, 2));
    return read.success ? read.data : null;
  });

const booking = BookingInput.shape;
/** A trip of an evaluation file: a booking whose fields all have defaults. */
export const EvaluatedTrip = z
  .object({
    clientName: booking.clientName.default('Ana Ruiz'),
    whatsapp: booking.whatsapp.unwrap().default('+5491155550200'),
    language: SpokenLanguage,
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
export type EvaluatedTrip = z.infer<typeof EvaluatedTrip>;

/** How files name what a traveller was told, and what that is. */
const toldNames = {
  cancelled: 'cancelled',
  canceled: 'cancelled',
  cancellation: 'cancelled',
  delayed: 'delayed',
  delay: 'delayed',
  long_delay: 'delayed',
  diverted: 'diverted',
  diversion: 'diverted',
  missed: 'missed',
  missed_connection: 'missed',
  connection_missed: 'missed',
} as const;
const ToldKind = z
  .enum(Object.keys(toldNames) as (keyof typeof toldNames)[])
  .transform((name) => toldNames[name]);

const minutes = z.number().positive().nullish();
/** Something that the traveller was told: its kind, or its kind with when and how much. */
const Told = z.union([
  ToldKind.transform((kind) => ({
    kind,
    at: null,
    minutesAgo: null,
    delayMinutes: null,
    departure: null,
  })),
  z
    .object({
      kind: ToldKind.optional(),
      type: ToldKind.optional(),
      at: Instant.nullish(),
      minutesAgo: minutes,
      minutes,
      delayMinutes: minutes,
      departure: Instant.nullish(),
    })
    .transform((one, check) => {
      const kind = one.kind ?? one.type;
      if (!kind) {
        check.addIssue({ code: 'custom', message: 'a thing told names its kind' });
        return z.NEVER;
      }
      return {
        kind,
        at: one.at ?? null,
        minutesAgo: one.minutesAgo ?? null,
        delayMinutes: one.delayMinutes ?? one.minutes ?? null,
        departure: one.departure ?? null,
      };
    }),
]);
/** Something that the traveller was told before they write. */
export type EvaluatedTold = z.infer<typeof Told>;

const Hours = z.union([z.string(), z.record(z.string(), z.unknown())]);
/** The agency: its name, or what it says of itself. */
const EvaluatedAgency = z.union([
  text.transform((name) => ({ name })),
  z.object({
    name: text.optional(),
    phone: text.nullish(),
    emergencyPhone: text.nullish(),
    hours: Hours.nullish(),
    zone: text.nullish(),
  }),
]);
/** What an agency of an evaluation file says of itself; absent: as every evaluation has it. */
export interface EvaluatedAgency {
  readonly name?: string | undefined;
  readonly phone?: string | null | undefined;
  readonly emergencyPhone?: string | null | undefined;
  readonly hours?: z.infer<typeof Hours> | null | undefined;
  readonly zone?: string | null | undefined;
}

/** What an agency knows; its answer in one language, or in each by name. */
const Knowledge = z.object({
  question: z.union([z.string(), z.record(z.string(), z.string())]),
  answer: z.union([z.string(), z.record(z.string(), z.string())]),
  language: SpokenLanguage,
});
export type EvaluatedKnowledge = z.infer<typeof Knowledge>;

const Place = z
  .object({
    name: text,
    openingHours: text.nullish(),
    opening_hours: text.nullish(),
    hours: text.nullish(),
    address: text.nullish(),
    city: text.nullish(),
  })
  .transform(({ name, address, city, ...rest }) => ({
    name,
    openingHours: rest.openingHours ?? rest.opening_hours ?? rest.hours ?? null,
    address: address ?? null,
    city: city ?? null,
  }));
export type EvaluatedPlace = z.infer<typeof Place>;

const Item = z.union([
  text.transform((title) => ({ title })),
  z.object({ title: text }).loose(),
  z
    .object({ name: text })
    .loose()
    .transform(({ name, ...rest }) => ({ ...rest, title: name })),
]);
export type EvaluatedItem = z.infer<typeof Item>;
const ItineraryDay = z.object({ date: z.iso.date(), items: z.array(Item) });
export type EvaluatedDay = z.infer<typeof ItineraryDay>;

/** A document on file: its type, or its type with whose it is. */
const Document = z.union([
  text.transform((type) => ({ type, passenger: null, fileName: null })),
  z
    .object({
      type: text,
      passenger: text.nullish(),
      fileName: text.nullish(),
    })
    .transform(({ type, passenger, fileName }) => ({
      type,
      passenger: passenger ?? null,
      fileName: fileName ?? null,
    })),
]);
export type EvaluatedDocument = z.infer<typeof Document>;

/** Who flies: their name, or their name with the documents that are theirs alone. */
const Passenger = z.union([
  text.transform((name) => ({ name, documents: [] })),
  z.object({ name: text, documents: z.array(Document).default([]) }),
]);

/** What belongs to one trip. */
const OfTrip = z.object({
  /** AeroAPI fields that replace those of a flight on schedule. */
  flight: z.record(z.string(), z.unknown()).nullish(),
  itinerary: z.array(ItineraryDay).nullish(),
  documents: z.array(Document).nullish(),
});
export type EvaluatedDetails = z.infer<typeof OfTrip>;

/** The state of the world when the utterance is written. */
export const UtteranceContext = OfTrip.extend({
  now: Instant.nullish(),
  trip: EvaluatedTrip.nullish(),
  optedOut: z.boolean().nullish(),
  otherTrips: z
    .array(
      OfTrip.extend({ agency: z.enum(['same', 'other']).default('same'), trip: EvaluatedTrip }),
    )
    .nullish(),
  told: oneOrMore(Told),
  /** The agency has taken the trip back. */
  withdrawn: z.boolean().nullish(),
  agency: EvaluatedAgency.nullish(),
  knowledge: z.array(Knowledge).nullish(),
  passengers: z.array(Passenger).nullish(),
  places: z.array(Place).nullish(),
});
export type UtteranceContext = z.infer<typeof UtteranceContext>;
