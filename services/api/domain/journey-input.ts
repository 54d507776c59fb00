import { z } from 'zod';
import { PassengerKind } from '#shared/domain/passenger.ts';
import { ContactRole } from '#shared/domain/trip.ts';
import { BookingInput } from '#shared/events/trips.ts';

const { shape } = BookingInput;
/** Everything an agency writes down about a journey fits in here. */
const text = (max: number) => z.string().trim().min(1).max(max);

/** What an agency says of a journey as a whole, and may change later. */
const journeyNotes = {
  title: text(200).optional(),
  owner: text(200).optional().describe('Who looks after it at the agency.'),
  group: text(100).optional().describe('The name of a group; a new one is created.'),
  notes: text(4000).optional(),
};

const PassengerInput = z
  .strictObject({
    name: shape.clientName.describe('As on the ticket.'),
    callName: text(60).optional().describe('What we call them; by default read from the name.'),
    kind: PassengerKind.optional().describe('By default read from the name.'),
  })
  .meta({ id: 'PassengerInput', description: 'A person who flies.' });

/** A leg of a journey to book. */
const LegInput = z
  .strictObject({
    flightNumber: shape.flightNumber,
    originIata: shape.originIata,
    destinationIata: shape.destinationIata,
    departure: shape.departure,
    returnDate: shape.returnDate,
    stay: shape.stay.describe('Where they stay after this leg; without it none is known.'),
  })
  .meta({ id: 'LegInput', description: 'A flight, which all passengers of the journey fly.' });

const ContactInput = z
  .strictObject({
    name: shape.clientName,
    callName: text(60).optional().describe('What we call them; by default read from the name.'),
    phone: shape.whatsapp,
    email: z.email().max(200).optional(),
    language: shape.language,
    role: ContactRole.default('traveller'),
    passengers: z
      .array(z.union([z.string().trim().min(1).max(100), z.int().min(0)]))
      .max(100)
      .optional()
      .describe('Whom they stand for, by name or by position; left out: everybody.'),
    consent: shape.consent,
  })
  .meta({
    id: 'ContactInput',
    description: 'Who is written to or, without a phone, called.',
  });

const notify = z.boolean().default(true).describe('False: the agency tells the contacts itself.');

/** A leg to add to a journey. */
export const LegAddition = LegInput.extend({ notify }).meta({
  id: 'LegAddition',
  description: 'Another flight, which all passengers of the journey fly.',
});
/** A parsed leg to add. */
export type LegAddition = z.output<typeof LegAddition>;

/** An edit of a leg, as a merge patch (RFC 7396). */
export const LegEdit = LegInput.partial()
  .extend({ stay: shape.stay.nullable(), returnDate: shape.returnDate.nullable(), notify })
  .meta({ id: 'LegEdit', description: 'Changes to a leg, for all who fly it.' });
/** A parsed edit of a leg. */
export type LegEdit = z.output<typeof LegEdit>;

/** A passenger to add to a journey. */
export const PassengerAddition = PassengerInput.extend({
  contact: z
    .union([z.uuid(), ContactInput.omit({ passengers: true })])
    .optional()
    .describe(
      'Who hears of them: the id of a contact of the journey, or another person; left out: an ' +
        'infant goes with the first contact, everybody else is called.',
    ),
  notify,
}).meta({ id: 'PassengerAddition', description: 'Another person, who flies all legs.' });
/** A parsed passenger to add. */
export type PassengerAddition = z.output<typeof PassengerAddition>;

/** An edit of a passenger, as a merge patch (RFC 7396). */
export const PassengerEdit = PassengerInput.partial().meta({
  id: 'PassengerEdit',
  description: 'Changes to what is said of a passenger.',
});
/** A parsed edit of a passenger. */
export type PassengerEdit = z.output<typeof PassengerEdit>;

/** A journey to book: passengers, legs and contacts at once. */
export const NewJourneyInput = z
  .strictObject({
    ...journeyNotes,
    reference: shape.reference.describe('The agency’s booking code; unique among live journeys.'),
    metadata: shape.metadata.describe(
      'Anything of yours about the journey. What the assistant answers from is said of each trip.',
    ),
    passengers: z.array(PassengerInput).max(100),
    legs: z.array(LegInput).max(20),
    contacts: z.array(ContactInput).max(100).default([]),
    notify: z.boolean().default(true).describe('False: the agency confirms it itself.'),
  })
  .meta({ id: 'NewJourney', description: 'A journey to book: legs × passengers, and contacts.' });
/** A parsed journey to book. */
export type NewJourneyInput = z.output<typeof NewJourneyInput>;

/** An edit of what is said of a journey, as a merge patch (RFC 7396). */
export const JourneyEdit = z
  .strictObject({
    title: journeyNotes.title.nullable(),
    owner: journeyNotes.owner.nullable(),
    group: journeyNotes.group.nullable(),
    notes: journeyNotes.notes.nullable(),
    metadata: shape.metadata
      .unwrap()
      .optional()
      .describe('Merged into the metadata there is; a name with null is removed.'),
    keeperId: z
      .uuid()
      .nullable()
      .optional()
      .describe('The member who looks after it; null: nobody by name.'),
  })
  .meta({ id: 'JourneyEdit', description: 'Changes to what is said of a journey.' });
/** A parsed edit of a journey. */
export type JourneyEdit = z.output<typeof JourneyEdit>;
