import type { Language } from '#shared/domain/trip.ts';
import lexicon from '../../lexicon/words.json' with { type: 'json' };
import weightsFile from '../../weights.json' with { type: 'json' };
import { fold } from '../plain-text.ts';
import { believed, classify, type Guess, type Reading } from './classifier.ts';
import { conceptsOf } from './concepts.ts';
import { type Emergency, emergencies, isEmergency } from './emergency.ts';
import { guardRails, type Rails } from './guard-rails.ts';
import { type Intent, isTrouble, subjects } from './intents.ts';
import { languageShown } from './language-shown.ts';
import { lightlySaid } from './lightly-said.ts';
import { isLookAlike } from './look-alikes.ts';
import { meantByParts } from './parts.ts';
import { anyPhrase } from './phrases.ts';
import { isElsewhere } from './signs.ts';
import type { Disruption, LastTopic, Situation } from './situation.ts';
import { type Slots, slotsIn } from './slots.ts';

/** What the guard rails found, and what was learned to be as grave: it only adds to it. */
export interface Safety extends Rails {
  /** It sounds like trouble, and may be none: a person had better see it, beside any answer. */
  readonly worrying: boolean;
}

/** What a message means. */
export interface Understanding {
  /**
   * What it asks or tells, what is grave first, then what is surest, courtesies last. Empty where it
   * is open: nothing is sure enough.
   */
  readonly intents: readonly Intent[];
  /** What it may mean where it is open: for a model, and for whoever reads the handoff. */
  readonly guesses: readonly Intent[];
  readonly slots: Slots;
  readonly safety: Safety;
  /** Spoken in the conversation from here on; `unknown` is none of ours. */
  readonly language: Language | 'unknown';
  /** What upset the trip lately: an answer to anything about the trip begins with it. */
  readonly disruption: Disruption | null;
  /** The trip and topic that it goes on about, where it names none of its own. */
  readonly follows: LastTopic | null;
}

const asksWhatNow = anyPhrase(lexicon.whatNow);
const saysLanded = anyPhrase(lexicon.landed);
const asksWhereWeAre = anyPhrase(lexicon.whereInTheAir);
const followsUp = anyPhrase(lexicon.followUps);
const startsWith = (expression: RegExp, folded: string): boolean => folded.search(expression) === 0;
const has = (expression: RegExp, folded: string): boolean => folded.search(expression) !== -1;

const shortMessage = 6;
const isShort = (folded: string): boolean => folded.trim().split(' ').length <= shortMessage;

/** The emergency that a reading tells of, whether or not the guard rails knew its words. */
const learnedEmergency = (text: string, { guesses, alarm }: Reading): Emergency | null =>
  alarm < weightsFile.alarmFrom || isElsewhere(text)
    ? null
    : (guesses.map(({ intent }) => intent).find(isEmergency) ?? null);

/** Meanings that go with what a trip that was upset is asked about, and need no place of their own. */
const vague: readonly Intent[] = ['help', 'what_now', 'ack', 'other'];

/** What words without a meaning of their own mean in a situation. */
const inSituation = (
  intents: readonly Intent[],
  folded: string,
  { disruption, phase, optedOut, last }: Situation,
): readonly Intent[] => {
  // Who hears nothing from us any more has no messages to cancel.
  if (optedOut && intents[0] === 'cancel_alone') return ['change_booking'];
  if (disruption !== null) {
    const isVague = intents.every((intent) => vague.includes(intent));
    if (has(asksWhatNow, folded) || (isVague && !intents.includes('ack')))
      return ['what_now', ...intents.filter((intent) => !vague.includes(intent))];
    return intents;
  }
  // In the air there is one thing that can be somewhere: the plane.
  if (phase === 'in_the_air' && isShort(folded) && has(asksWhereWeAre, folded)) return ['status'];
  if (phase === 'just_landed' && isShort(folded) && startsWith(saysLanded, folded))
    return [
      'arrived',
      ...intents.filter((intent) => subjects[intent] === 'social' && intent !== 'arrived'),
    ];
  // "y el jueves?": the same question of another day.
  if (intents.length === 0 && last !== null && isShort(folded) && startsWith(followsUp, folded))
    return [last.intent];
  return intents;
};

const namesFlight = (folded: string): boolean =>
  folded.split(' ').some((word) => conceptsOf(word).includes('plane'));

/** What a question may begin with: "hola, pasaporte?". */
const openings: readonly Intent[] = ['greeting', 'sorry'];

/** What is named decides where the words around it do not: "mi póliza", "mi vuelo", "LA 8200?". */
const byNames = (
  intents: readonly Intent[],
  slots: Slots,
  folded: string,
  guesses: readonly Intent[],
): readonly Intent[] => {
  const words = folded.trim().split(' ').length;
  if (slots.flights.length > 0 && words <= 2) return ['status'];
  // "What do we do on Sunday?" asks for a day, not for help.
  if (slots.day !== null && intents[0] === 'what_now') return ['plan_day', ...intents.slice(1)];
  if (!intents.every((intent) => openings.includes(intent))) return intents;
  if (slots.documents.length > 0 && words <= shortMessage) return ['document', ...intents];
  if (!namesFlight(folded)) return intents;
  if (words <= shortMessage) return ['status', ...intents];
  // "Hiya, the latest on our flight please": a greeting is surer than what it is about.
  const about = guesses.find((guess) => subjects[guess] === 'flight');
  return intents.length > 0 && about !== undefined ? [about, ...intents] : intents;
};

/** Questions of one flight: which one, the words before may have said. */
const ofOneFlight: readonly Intent[] = [
  'gate',
  'terminal',
  'departure',
  'arrival',
  'duration',
  'status',
  'time_until',
  'at_airport',
  'belt',
  'flight_number',
  'seat',
  'check_in',
];

/** A question that goes on about what was spoken of: it names no flight, and no way back. */
const followed = (
  intents: readonly Intent[],
  slots: Slots,
  folded: string,
  last: LastTopic | null,
): LastTopic | null => {
  if (last === null || slots.flights.length > 0) return null;
  const isOfFlight = intents.some((intent) => ofOneFlight.includes(intent));
  const wasOfFlight = subjects[last.intent] === 'flight';
  return (isOfFlight && wasOfFlight) || startsWith(followsUp, folded) ? last : null;
};

/** So sure an emergency has to be that raises no alarm by itself, but worries. */
const leastOfEmergency = -0.4;
/** So sure small talk has to be: taken for it, a question goes unanswered and nobody hears of it. */
const leastOfSocial = -0.25;
/** So sure anything has to be that is asked beside an emergency. */
const leastBesideEmergency = 0;

/**
 * A word of an emergency is none where nothing else sounds like one ("passport?"), nor where it is
 * hardly surer than anything else ("rent a car").
 */
const believedOf = (
  { guesses, alarm }: Reading,
  emergency: Emergency | null,
): readonly Intent[] => {
  const isBelieved = ({ intent, score }: Guess): boolean => {
    if (subjects[intent] === 'social') return score >= leastOfSocial;
    if (!isTrouble(intent)) return emergency === null || score >= leastBesideEmergency;
    // Condolences to who has lost nobody are worse than a person who asks.
    if (intent === 'bereavement') return score >= leastOfEmergency;
    return (
      !isEmergency(intent) ||
      alarm >= weightsFile.alarmFrom ||
      (alarm >= weightsFile.worryFrom && score >= leastOfEmergency)
    );
  };
  return believed(guesses)
    .filter(isBelieved)
    .map(({ intent }) => intent);
};

/** Who says that they have landed does not ask when they land. */
const asTold = (intents: readonly Intent[], text: string): readonly Intent[] =>
  intents.includes('arrived') && !text.includes('?')
    ? intents.filter((intent) => intent !== 'arrival')
    : intents;

/** What a look-alike of an emergency means: what it asks, else it is only told. */
const withoutTrouble = (intents: readonly Intent[], text: string): readonly Intent[] => {
  const calm = intents.filter((intent) =>
    /[?¿]/u.test(text) ? !isTrouble(intent) : subjects[intent] === 'social' && intent !== 'ack',
  );
  return calm.length > 0 || /[?¿]/u.test(text) ? calm : ['mood'];
};

/** What is said beside a question, and asks for nothing. */
const courtesies: readonly Intent[] = [
  'greeting',
  'thanks',
  'goodbye',
  'ack',
  'laugh',
  'wishes',
  'sorry',
];
const isCourtesy = (intent: Intent): boolean => courtesies.includes(intent);

/** The grave first, courtesies last: "sorry to bother you, is it on time?" asks for the status. */
const byWeight = (intents: readonly Intent[]): readonly Intent[] => [
  ...emergencies.filter((intent) => intents.includes(intent)),
  ...intents.filter((intent) => isTrouble(intent) && !isEmergency(intent)),
  ...intents.filter((intent) => !isTrouble(intent) && !isCourtesy(intent)),
  ...intents.filter(isCourtesy),
];

/**
 * What a message means to somebody in a situation. The guard rails come first and may only
 * escalate; everything else is learned (`npm run train:concierge`).
 * @param text the message as it was written.
 */
export const understand = (text: string, given: Situation): Understanding => {
  // What happens to a flight that the agency has taken back upsets nobody.
  const situation = given.withdrawn ? { ...given, disruption: null } : given;
  const rails = guardRails(text);
  const reading = classify(text);
  const folded = `${fold(text)} `;
  const language = languageShown(text, situation.language);
  const slots = slotsIn(
    text,
    situation.own,
    language === 'unknown' ? situation.language : language,
  );
  const isHarmless = isLookAlike(text);
  const emergency = isHarmless ? null : (rails.emergency ?? learnedEmergency(text, reading));
  const believedIn = [...new Set([...believedOf(reading, emergency), ...meantByParts(text)])];
  const read = isHarmless ? withoutTrouble(believedIn, text) : believedIn;
  const learned = language === 'unknown' ? [] : asTold(read, text);
  const named =
    language === 'unknown'
      ? []
      : byNames(
          learned,
          slots,
          folded,
          reading.guesses.slice(0, 2).map(({ intent }) => intent),
        );
  const inContext = inSituation(named, folded, situation);
  const worrying = emergency !== null || (!isHarmless && reading.alarm >= weightsFile.worryFrom);
  const isLight = inContext.length === 0 && !worrying && !rails.person;
  const lightly =
    isLight && situation.disruption === null && language !== 'unknown'
      ? lightlySaid(text, reading.guesses)
      : null;
  const meant = lightly === null ? inContext : [lightly];
  const all: readonly Intent[] = [
    ...(emergency === null ? [] : [emergency]),
    ...meant,
    ...(rails.person ? (['person'] as const) : []),
  ];
  const intents = byWeight([...new Set(all)]);
  return {
    intents,
    guesses: reading.guesses.slice(0, 3).map(({ intent }) => intent),
    slots,
    safety: {
      ...rails,
      emergency,
      person: rails.person || intents.includes('person'),
      worrying,
    },
    language,
    disruption: situation.disruption,
    follows: followed(intents, slots, folded, situation.last),
  };
};
