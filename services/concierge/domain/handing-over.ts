import { airport } from '#shared/domain/airports.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { Locale } from '#shared/domain/locale.ts';
import type { TaskFacts } from '#shared/domain/task.ts';
import type { AgencyContext, CompleteTripContext } from '#shared/ports/turn-contexts.ts';
import { cleanValue } from '#shared/templates/phrasing.ts';
import { opening } from './agency-hours-text.ts';
import { emergencyNumbersOf } from './emergency-numbers.ts';
import { gravestOf, gravityOf, isUrgent, messagesOf } from './handoff.ts';
import type { Intent } from './understanding/intents.ts';
import type { Disruption } from './understanding/situation.ts';
import { wordsIn } from './words/index.ts';
import type { PersonWords, Request, Rights, Trouble } from './words/person/words.ts';

/** Why each of these reaches a person at once. */
const reasons = {
  danger: 'emergency',
  missing_person: 'emergency',
  stolen: 'distress',
  stranded: 'distress',
  denied: 'distress',
  unwell: 'distress',
  lost_luggage: 'distress',
  bereavement: 'distress',
  missed_flight: 'missed',
  what_now: 'disruption',
  complaint: 'complaint',
  person: 'asked',
  change_booking: 'request',
  refund: 'request',
  callback: 'request',
} as const satisfies Partial<Record<Intent, string>>;

/** An intent that reaches a person. */
export type HandedOver = keyof typeof reasons;

const isHandedOver = (intent: Intent): intent is HandedOver => intent in reasons;

/** The reason for which an intent reaches a person; null: it does not. */
export const handingOver = (intent: Intent): string | null =>
  isHandedOver(intent) ? reasons[intent] : null;

/**
 * What of some intents reaches a person, the gravest first. "And now?" does where something was told
 * to have upset the trip; else it is a question like any other.
 */
export const handedOverOf = (
  intents: readonly Intent[],
  disruption: Disruption | null,
): readonly HandedOver[] =>
  intents
    .filter(isHandedOver)
    .filter((intent) => intent !== 'what_now' || disruption !== null)
    .toSorted((a, b) => gravityOf(reasons[a]) - gravityOf(reasons[b]));

const europe = new Set(
  'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS NO CH GB'.split(
    ' ',
  ),
);

const rightsOf = ({ trip }: CompleteTripContext): Rights => {
  const countries = [trip.originIata, trip.destinationIata].flatMap(
    (iata) => airport(iata)?.country ?? [],
  );
  // The rules of the place of departure come first.
  for (const country of countries) {
    if (europe.has(country)) return 'europe';
    if (country === 'BR') return 'brazil';
  }
  return 'elsewhere';
};

/**
 * When a person is expected: by the agency’s hours, else by its emergency phone, which what is urgent
 * is told in any case.
 */
const whenThere = (
  agency: AgencyContext,
  locale: Locale,
  urgent: boolean,
  now: Instant,
): readonly string[] => {
  const words = wordsIn[locale].person;
  const phone = agency.emergencyPhone;
  const next = opening(agency, locale, now);
  const isCalled = phone !== null && (urgent || next === null);
  const said = [
    ...(next === null
      ? []
      : [next.isOpen ? words.answersUntil(next.when) : words.answersFrom(next.when)]),
    ...(isCalled ? [words.ifUrgent(phone)] : []),
  ];
  return said.length === 0 ? [] : [said.join(' ')];
};

/** What is to be said where a person takes over. */
export interface HandoverAsked {
  /** What reaches a person, the gravest first; none: a question that nothing answers. */
  readonly intents: readonly HandedOver[];
  readonly disruption: Disruption | null;
  /** Other parts of the message were answered. */
  readonly isRest: boolean;
  /** The facts of the handoff that is open already. */
  readonly open: TaskFacts | null;
}

const sentenceOf = (
  intent: HandedOver | null,
  { disruption, isRest }: HandoverAsked,
  context: CompleteTripContext,
  words: PersonWords,
  agency: string,
): readonly string[] => {
  switch (intent) {
    case null:
      return [isRest ? words.rest(agency) : words.question(agency)];
    case 'person':
      return [words.asked(agency)];
    case 'complaint':
      return [words.complaint(agency)];
    case 'what_now':
      return disruption === null
        ? [words.asked(agency)]
        : [words.disruption[disruption](agency), words.rights[rightsOf(context)]];
    case 'change_booking':
    case 'refund':
    case 'callback':
      return [words.request[intent satisfies Request](agency)];
    default:
      return [words.trouble[intent satisfies Trouble](agency)];
  }
};

/** Whom to call where life is in danger, in the country where they are; empty: it is not known. */
export const callNowText = (context: CompleteTripContext, locale: Locale, now: Instant): string => {
  const [number] = emergencyNumbersOf(context, locale, now);
  return number ? wordsIn[locale].person.callNow(number.country, number.numbers) : '';
};

/**
 * What the traveller hears where a person takes over: what is graver than what was passed on before
 * has its own sentence, everything else is added to it; never the same sentence twice in a row.
 */
export const handoverText = (
  asked: HandoverAsked,
  context: CompleteTripContext,
  locale: Locale,
  now: Instant,
): string => {
  const words = wordsIn[locale].person;
  const agency = cleanValue(context.agency.name, 60);
  const [gravest = null] = asked.intents;
  const reason = gravest === null ? 'open_question' : reasons[gravest];
  const before = asked.open === null ? null : gravestOf(asked.open);
  const isAdded = before !== null && gravityOf(reason) >= gravityOf(before);
  const count = asked.open === null ? 0 : messagesOf(asked.open).length;
  const call = gravest === 'danger' ? callNowText(context, locale, now) : '';
  return [
    ...(call === '' ? [] : [call]),
    ...(isAdded
      ? [words.added[count % 2 === 0 ? 1 : 0](agency)]
      : [
          sentenceOf(gravest, asked, context, words, agency).join(' '),
          ...whenThere(context.agency, locale, isUrgent(reason), now),
        ]),
  ].join('\n\n');
};

/** What is said of trouble to somebody without a trip: what to do, and whom to call. */
export const handoverWithoutTrip = (
  intents: readonly Intent[],
  agency: AgencyContext,
  locale: Locale,
  now: Instant,
): string => {
  const words = wordsIn[locale].person;
  const name = cleanValue(agency.name, 60);
  const trouble = intents.find(
    (intent): intent is Trouble & Intent => isHandedOver(intent) && intent in words.trouble,
  );
  return [
    trouble === undefined ? words.asked(name) : words.trouble[trouble](name),
    ...whenThere(agency, locale, true, now),
  ].join('\n\n');
};
