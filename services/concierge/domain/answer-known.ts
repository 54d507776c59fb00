import type { Offer } from '#shared/domain/choices.ts';
import type { Told } from '#shared/domain/message.ts';
import { cleanValue } from '#shared/templates/phrasing.ts';
import { skills } from '../skills/index.ts';
import type { SkillAnswer, SkillSituation, SkillSlots } from '../skills/skill.ts';
import { flightAnswer } from './flight-answer.ts';
import { isFollowed } from './followers.ts';
import type { Part } from './reply.ts';
import { type Intent, subjects } from './understanding/intents.ts';
import { wordsIn } from './words/index.ts';

/** The answer to the known questions of a message, from data alone. */
export interface KnownAnswer {
  readonly text: string;
  readonly files: readonly Part[];
  readonly missing: readonly string[];
  readonly isItineraryMissing: boolean;
  readonly told: Told;
  /** What was asked and the facts do not have. */
  readonly unanswered: readonly Intent[];
  /** What may be answered by tapping; null: nothing, or there is more to the answer. */
  readonly offer: Offer | null;
}

/** Of a message that asks for nothing that is known. */
export const nothingAnswered: KnownAnswer = {
  text: '',
  files: [],
  missing: [],
  isItineraryMissing: false,
  told: {},
  unanswered: [],
  offer: null,
};

/** What only those who fly may hear of. */
const privateIntents: ReadonlySet<Intent> = new Set<Intent>([
  'document',
  'itinerary',
  'plan_day',
  'hotel',
  'transfer',
  'opening_hours',
  'place',
  'who_travels',
  'baggage',
  'check_in',
  'seat',
]);

/** Asks for what only those who fly may have: their own, where they follow others too. */
export const isOfTravellers = (intent: Intent): boolean => privateIntents.has(intent);

/** Small talk beside a question is answered with the question. */
const withoutSmallTalk = (intents: readonly Intent[]): readonly Intent[] => {
  const asked = intents.filter((intent) => subjects[intent] !== 'social');
  if (asked.length > 0) return asked;
  // A greeting and a thank-you are one courtesy.
  return intents.filter((intent) => skills[intent]).slice(0, 1);
};

const distinctFiles = (files: readonly Part[]): readonly Part[] => [
  ...new Map(files.map((file) => [file.mediaUrl, file])).values(),
];

/** Answers the known questions among the intents, in their order. */
export const answerKnown = (
  intents: readonly Intent[],
  slots: SkillSlots,
  situation: SkillSituation,
): KnownAnswer => {
  const { context, locale, now } = situation;
  const words = wordsIn[locale];
  const isRefused = isFollowed(context.trip);
  const unanswered: Intent[] = [];
  const answers = withoutSmallTalk(intents).flatMap((intent): readonly SkillAnswer[] => {
    const skill = skills[intent];
    if (!skill) return [];
    if (isRefused && isOfTravellers(intent))
      return [{ text: words.onlyForTravellers(cleanValue(context.agency.name, 60)) }];
    const answer = skill(situation, slots);
    if (answer === null) unanswered.push(intent);
    return answer === null ? [] : [answer];
  });
  const asked = answers.flatMap(({ flight }) => flight ?? []);
  const texts = answers.flatMap(({ text }) => text || []);
  const flightAt = answers
    .slice(0, answers.findIndex(({ flight }) => flight) + 1)
    .filter(({ text }) => text).length;
  if (answers.some(({ flight }) => flight))
    texts.splice(flightAt, 0, flightAnswer(context, locale, now, asked));
  if (answers.some(({ endsWithPage }) => endsWithPage) && situation.stayLink)
    texts.push(words.itinerary.page(situation.stayLink.page));
  return {
    text: [...new Set(texts)].join('\n\n'),
    files: distinctFiles(answers.flatMap(({ files }) => files ?? [])),
    missing: [...new Set(answers.flatMap(({ missing }) => missing ?? []))],
    isItineraryMissing: answers.some(({ isItineraryMissing }) => isItineraryMissing === true),
    told: answers.find(({ told }) => told)?.told ?? {},
    unanswered,
    offer: answers.length === 1 ? (answers[0]?.offer ?? null) : null,
  };
};

/** Characters that a file's caption may have. */
const maxCaptionLength = 900;

/** The messages of an answer: the text, then the files; a short text becomes the first caption. */
export const partsOf = ({ text, files }: Pick<KnownAnswer, 'text' | 'files'>): readonly Part[] => {
  const [first, ...more] = files;
  if (!first || text === '') return files.length > 0 ? files : [{ text }];
  return text.length + first.text.length < maxCaptionLength
    ? [{ ...first, text: `${text}\n\n${first.text}` }, ...more]
    : [{ text }, ...files];
};
