import { z } from 'zod';
import { locationText } from '#shared/domain/shared-location.ts';
import type { TaskSeverity } from '#shared/domain/task.ts';
import type { Language } from '#shared/domain/trip.ts';
import { oneOrMore, UtteranceContext } from './context.ts';

const Coordinates = z
  .object({
    latitude: z.number().optional(),
    longitude: z.number().optional(),
    lat: z.number().optional(),
    lng: z.number().optional(),
    lon: z.number().optional(),
    label: z.string().nullish(),
    name: z.string().nullish(),
    address: z.string().nullish(),
  })
  .transform((at, check) => {
    const line = locationText({
      latitude: at.latitude ?? at.lat ?? Number.NaN,
      longitude: at.longitude ?? at.lng ?? at.lon ?? Number.NaN,
      place: [at.label ?? at.name ?? '', at.address ?? ''],
    });
    if (line === '') check.addIssue({ code: 'custom', message: 'a location has coordinates' });
    return line;
  });
/** A shared location, as the line of text that the webhook makes of it. */
const Location = z.union([z.string(), Coordinates]).nullish();

/** A text of the traveller, with the location that came along. */
const written = ({ text, location }: { text: string; location?: string | null | undefined }) =>
  [text, location ?? ''].filter((line) => line !== '').join('\n');

const EarlierText = z.union([
  z.string(),
  z.object({ text: z.string().default(''), location: Location }).transform(written),
]);

const words = oneOrMore(z.string());
/** Words of which one has to be said; several lists: one of each. */
const AnyOf = z
  .union([z.array(z.array(z.string())), words.transform((all) => (all.length > 0 ? [all] : []))])
  .nullish()
  .transform((all) => all ?? []);

/** What has to come of an utterance; what is absent may be anything. */
const Expectation = z.object({
  skill: z.string().nullish(),
  or: words,
  includes: words,
  excludes: words,
  anyOf: AnyOf,
  media: z.array(z.string()).nullish(),
  /** Of the handoff that is still open after the last text. */
  handoff: z.enum(['none', 'normal', 'urgent', 'some']).nullish(),
  /** Whether nothing at all may be sent. */
  silent: z.boolean().nullish(),
  optedOut: z.boolean().nullish(),
});
export type Expectation = z.infer<typeof Expectation>;

/** One line of an evaluation file: a text, its context, and the expected outcome. */
export const Utterance = z
  .object({
    id: z.union([z.string(), z.number()]).transform(String),
    /** Ours, or another one that the traveller writes in. */
    language: z.string().default('es'),
    /** Under which it is counted in the report. */
    kind: z.string().optional(),
    text: z.string().default(''),
    location: Location,
    /** Earlier texts of the same traveller, oldest first. */
    before: oneOrMore(EarlierText),
    context: UtteranceContext.nullish(),
    /** A failure of it fails the file, however few others fail. */
    must: z.boolean().nullish(),
    expect: Expectation.extend({ must: z.boolean().nullish() }).default(() =>
      Expectation.extend({ must: z.boolean().nullish() }).parse({}),
    ),
  })
  .transform(({ must, location, text, expect: { must: mustBeRight, ...expect }, ...line }) => ({
    ...line,
    text: written({ text, location }),
    isMust: (must ?? false) || (mustBeRight ?? false),
    expect,
  }));
export type Utterance = z.infer<typeof Utterance>;

/** The language that an utterance is booked in: its own where we speak it. */
export const bookedLanguage = ({ language }: Pick<Utterance, 'language'>): Language => {
  const [code = ''] = language.toLowerCase().split(/[-_]/);
  return code === 'en' || code === 'pt' ? code : 'es';
};

/** What the concierge did, as `--json` prints it. */
export interface Outcome {
  readonly id: string;
  readonly skill: string;
  readonly reply: string;
  readonly media: readonly string[];
  /** The task for a person that is still open, with its gravest reason. */
  readonly handoff: { readonly reason: string; readonly severity: TaskSeverity } | null;
  readonly optedOut: boolean;
}

/** The outcome of a line that cannot be evaluated. */
export const noOutcome = (id: string): Outcome => ({
  id,
  skill: 'none',
  reply: '',
  media: [],
  handoff: null,
  optedOut: false,
});
