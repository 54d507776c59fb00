import { z } from 'zod';
import { FlightKey } from './flight.ts';
import { day, Instant, minute } from './instant.ts';

const minutes = z.int().min(0).max(2880);
/** What a board shows as a gate or a belt. */
const sign = z
  .string()
  .trim()
  .min(1)
  .max(10)
  .regex(/^[\p{L}\p{N} -]+$/u, 'must be letters, digits, spaces or -');
const iata = z.string().regex(/^[A-Z]{3}$/, 'must be an IATA code, such as MVD');

const details = {
  minutes: minutes
    .optional()
    .describe('Of `delay` and `earlier`: after or before the scheduled departure.'),
  gate: sign.optional().describe('Of `gate`.'),
  airport: iata.optional().describe('Of `divert`: where it lands instead, half an hour later.'),
  belt: sign.optional().describe('Of `belt`: where the bags come out.'),
};

/** Everything that can happen to a flight of the sandbox, with the detail that it needs. */
const detailOf = {
  cancel: null,
  reinstate: null,
  delay: 'minutes',
  earlier: 'minutes',
  gate: 'gate',
  depart: null,
  divert: 'airport',
  land: null,
  belt: 'belt',
  lose: null,
  find: null,
} as const satisfies Readonly<Record<string, keyof typeof details | null>>;
type DetailOf = typeof detailOf;

/** The names of what can happen to a flight of the sandbox. */
export const storyTypes = Object.keys(detailOf) as (keyof DetailOf)[];
const StoryType = z.enum(storyTypes, { error: `must be one of ${storyTypes.join(', ')}` });

/** One thing that happens to a flight of the sandbox; minutes count from its schedule. */
export type StoryItem = {
  [T in keyof DetailOf]: { readonly type: T } & {
    readonly [D in NonNullable<DetailOf[T]>]: NonNullable<z.output<(typeof details)[D]>>;
  };
}[keyof DetailOf];

const furthestMinutes = (14 * day) / minute;

/** An item to tell: what happens, and when by the agents’ clock; without a time now. */
export const NewStoryItem = z
  .strictObject({
    type: StoryType.describe(
      '`lose`: the record disappears, and looks find nothing until `find`. `reinstate`: a ' +
        'cancelled flight flies after all, in 45 minutes at the earliest.',
    ),
    ...details,
    at: Instant.optional().describe('When it happens; by default now.'),
    after: z
      .number()
      .min(0)
      .max(furthestMinutes)
      .optional()
      .describe('Instead of `at`: so many minutes from now.'),
  })
  .meta({ id: 'NewStoryItem', description: 'Something that is to happen to a flight.' })
  .superRefine((input, context) => {
    const refuse = (field: string, code: string, message: string): void =>
      void context.addIssue({ code: 'custom', path: [field], params: { code }, message });
    const needed = detailOf[input.type];
    for (const detail of Object.keys(details) as (keyof typeof details)[]) {
      if (detail === needed && input[detail] === undefined)
        refuse(detail, 'required', `is required for ${input.type}`);
      if (detail !== needed && input[detail] !== undefined)
        refuse(detail, 'not_for_type', `says nothing of ${input.type}`);
    }
    if (input.at !== undefined && input.after !== undefined)
      refuse('after', 'two_times', 'must be left out where `at` is given');
  })
  .transform(({ at, after, ...item }) => ({
    // What each type needs was checked above.
    item: item as StoryItem,
    at: at ?? null,
    afterMs: after === undefined ? null : after * minute,
  }));
export type NewStoryItem = z.output<typeof NewStoryItem>;

const StoryEvent = z
  .object({
    at: Instant,
    type: StoryType,
    ...details,
    told: z.boolean().describe('False: the flight does so of its own accord.'),
  })
  .meta({ id: 'StoryEvent', description: 'Something that happens to a flight of the sandbox.' });
/** Something that happens to a flight, told or of its own accord. */
export type StoryEvent = z.infer<typeof StoryEvent>;

/** A flight of the sandbox with its whole story, seen from now. */
export const FlightStory = z
  .object({
    flightKey: FlightKey.describe('Designator, route, and local date of the scheduled departure.'),
    scheduledDeparture: Instant,
    now: Instant.describe('By the agents’ clock.'),
    status: z.string().nullable().describe('AeroAPI’s text; null while the record is lost.'),
    happened: z.array(StoryEvent),
    toCome: z.array(StoryEvent).describe('What will happen unless something else is told.'),
  })
  .meta({ id: 'FlightStory', description: 'A flight of the sandbox and its story.' });
export type FlightStory = z.infer<typeof FlightStory>;
