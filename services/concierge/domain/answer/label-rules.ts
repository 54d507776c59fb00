import type { Language } from '#shared/domain/trip.ts';
import lexicon from '../../lexicon/model-claims.json' with { type: 'json' };
import type { Fact, Subject } from '../facts/fact.ts';
import type { Known } from '../facts/known.ts';
import { fold } from '../plain-text.ts';
import { anyPhrase } from '../understanding/phrases.ts';
import { meaningOf, negations, refusal } from './claims-lexicon.ts';
import { formProblem, offsetProblem } from './form-rules.ts';
import {
  mark,
  type Refusal,
  referenceAt,
  type Sentence,
  sentencesOf,
  type Written,
} from './written.ts';

/** Subjects among which a word decides: one that says "leaves" must not lead to an arrival. */
const families: readonly (readonly (keyof typeof lexicon.subjects)[])[] = [
  [
    'airport',
    'departure',
    'arrival',
    'boarding',
    'closes',
    'check_in',
    'check_out',
    'transfer',
    'return_date',
    'now',
  ],
  ['gate', 'terminal', 'belt'],
  ['delay', 'duration', 'until'],
  ['hotel', 'agency', 'emergency', 'transfer', 'flight', 'place'],
];

const lengthOf = (phrase: string): number => phrase.split(' ').length;
/** Of phrases that begin alike the first is found: the longer ones stand before the others. */
const longestFirst = (list: readonly string[]): readonly string[] =>
  list.toSorted((a, b) => lengthOf(b) - lengthOf(a));
const cueWords = new Map(
  Object.entries(lexicon.subjects).map(
    ([subject, list]) => [subject, anyPhrase(longestFirst(list))] as const,
  ),
);
const returns = anyPhrase(lexicon.returns);
const outbounds = anyPhrase(lexicon.outbounds);
const otherLegs = anyPhrase(lexicon.otherLegs);
const connections = anyPhrase(lexicon.connections);
const has = (expression: RegExp, folded: string): boolean => folded.search(expression) !== -1;

/** A word that says what follows, and where it stands. */
interface Cue {
  readonly subject: string;
  readonly from: number;
  readonly to: number;
}

/** The cues of a family in a folded text; of those that overlap the longest. */
const cuesIn = (folded: string, family: readonly string[]): readonly Cue[] => {
  const all = family.flatMap((subject) =>
    [...folded.matchAll(cueWords.get(subject) ?? /$^/gu)].map(
      (match): Cue => ({ subject, from: match.index, to: match.index + match[0].length }),
    ),
  );
  const length = ({ from, to }: Cue) => to - from;
  return all
    .filter(
      (cue) =>
        !all.some(
          (other) => length(other) > length(cue) && other.from < cue.to && cue.from < other.to,
        ),
    )
    .toSorted((a, b) => a.from - b.from);
};

interface Placed {
  readonly fact: Fact;
  readonly offsetMinutes: number;
  /** Where it stands in the folded sentence. */
  readonly at: number;
}

/** A sentence as its folded words between references. */
const placedIn = (
  sentence: Sentence,
  written: Written,
): { readonly folded: string; readonly placed: readonly Placed[] } => {
  let folded = '';
  const placed: Placed[] = [];
  for (const part of sentence.text.split(new RegExp(`(${mark})`, 'u'))) {
    const reference = referenceAt(written, part);
    if (reference === null) folded += part.trim() === '' ? '' : meaningOf(part);
    else if (reference.kind === 'fact')
      placed.push({
        fact: reference.fact,
        offsetMinutes: reference.offsetMinutes,
        at: folded.length,
      });
  }
  return { folded, placed };
};

/** Counting back from a departure says when to be somewhere before it. */
const subjectOf = ({ fact, offsetMinutes }: Placed): Subject =>
  offsetMinutes === 0 ? fact.subject : 'airport';

/** Names that need no word to lead to them, unless one near by says that they are another thing. */
const nearWords = 4;
const optional: readonly Subject[] = ['agency'];
const free: readonly Subject[] = ['any', 'from', 'to'];

const isNear = (folded: string, from: number, to: number): boolean =>
  folded.slice(from, to).trim().split(' ').filter(Boolean).length <= nearWords;

/** Whether the words around each reference are about what it tells. */
const cueProblem = (folded: string, placed: readonly Placed[]): Refusal | null => {
  for (const family of families) {
    const members = placed.filter((one) =>
      family.some((subject) => subject === subjectOf(one) && !free.includes(subjectOf(one))),
    );
    const cues = cuesIn(folded, family);
    const used = new Set<Cue>();
    let before: Placed | null = null;
    for (const [index, one] of members.entries()) {
      const subject = subjectOf(one);
      const next = members[index + 1]?.at ?? folded.length;
      const leading = cues.findLast((cue) => cue.to <= one.at && !used.has(cue));
      const following = cues.find((cue) => cue.from >= one.at && cue.from <= next);
      const isFresh = leading !== undefined && (before === null || leading.from >= before.at);
      const isContinued = before !== null && subjectOf(before) === subject && !isFresh;
      const cue = isFresh ? leading : isContinued ? undefined : (leading ?? following);
      const isFar =
        cue !== undefined && optional.includes(subject) && !isNear(folded, cue.to, one.at);
      before = one;
      if (isContinued || (optional.includes(subject) && (cue === undefined || isFar))) continue;
      if (cue === undefined)
        return refusal(
          'unlabelled',
          `Say in the same sentence what "${one.fact.name}" is, in plain words before it.`,
        );
      const isReturn =
        (subject === 'return_date' && has(returns, folded)) ||
        (cue.subject === 'return_date' &&
          subject === 'departure' &&
          one.fact.direction === 'return');
      if (cue.subject !== subject && !isReturn)
        return refusal(
          'swapped',
          `"${one.fact.name}" stands where the words are about something else.`,
        );
      used.add(cue);
    }
  }
  return null;
};

const thingIs = new RegExp(
  `(?<=^| )(${lexicon.things}) (?:\\S+ ){0,2}?(?:${lexicon.copulas}|e|se llama)(?: el| la| the| o| a| en| em| in)? $`,
  'u',
);
const ownThings: Readonly<Partial<Record<Subject, RegExp>>> = {
  agency: /^(?:agencia|agency)$/u,
  to: /^(?:destino|destination|ciudad|city|cidade|viaje|trip|viagem|vuelo|flight|voo|aeropuerto|airport|aeroporto)$/u,
  from: /^(?:origen|origin|origem|aeropuerto|airport|aeroporto|ciudad|city|cidade)$/u,
  any: /^(?:documentos|documents|plan|itinerario|itinerary|roteiro)$/u,
};

/** Names that need no cue must not be said to be another thing. */
const identityProblem = (folded: string, placed: readonly Placed[]): Refusal | null => {
  for (const { fact, at } of placed) {
    if (![...free, ...optional].includes(fact.subject)) continue;
    const [, thing] = thingIs.exec(folded.slice(0, at)) ?? [];
    if (thing !== undefined && !ownThings[fact.subject]?.test(thing))
      return refusal('swapped', `"${fact.name}" is not that.`);
  }
  return null;
};

const from = new RegExp(`(?<=^| )(?:${lexicon.from}) (?:el |la |the |o |a )?$`, 'u');
const to =
  /(?<=^| )(?:a|hacia|to|para|rumbo|towards|into|em|en|in|at|ao|rumbo a) (?:el |la |the )?$/u;
const moves = anyPhrase([
  ...lexicon.subjects.departure,
  ...lexicon.subjects.arrival,
  ...lexicon.subjects.flight,
  'viaje|viajes|trip|travel|viagem|ir|go',
]);

const isThere =
  /(?<=^| )(?:estas|estan|estamos|(?:you|we|they) are|youre|voces? esta|voces estao) (?:ya |now |ja )?(?:en|in|em|at) $/u;

/** A city that one comes from is none that one goes to. */
const routeProblem = (folded: string, placed: readonly Placed[]): Refusal | null => {
  for (const { fact, at } of placed) {
    const before = folded.slice(0, at);
    if ((fact.subject === 'to' || fact.subject === 'from') && isThere.test(before))
      return refusal('status', 'Where the traveller is now is not known.');
    const isWrong =
      (fact.subject === 'to' && from.test(before)) || (fact.subject === 'from' && to.test(before));
    if (isWrong && has(moves, folded))
      return refusal('swapped', `"${fact.name}" is at the other end of the flight.`);
  }
  const subjects = placed.map(({ fact }) => fact.subject);
  if (subjects.includes('hotel') && subjects.includes('from') && !subjects.includes('to'))
    return refusal('swapped', 'The hotel is at the destination.');
  const clock = placed.find(({ fact }) => fact.subject === 'now')?.fact.name ?? '';
  return (clock.startsWith('now.origin') && subjects.includes('to')) ||
    (clock.startsWith('now.destination') && subjects.includes('from'))
    ? refusal('swapped', `"${clock}" is the time of the other place.`)
    : null;
};

const aboutFlights: readonly Subject[] = [
  'departure',
  'arrival',
  'gate',
  'terminal',
  'belt',
  'delay',
  'duration',
  'until',
  'flight',
];

type LegCue = 'return' | 'outbound' | 'onward' | 'other';
const legCues = [
  ['return', returns],
  ['outbound', outbounds],
  ['onward', connections],
  ['other', otherLegs],
] as const;

/** The word nearest to a place that says which flight is meant: before it, else behind it. */
const legCueAt = (folded: string, at: number): LegCue | null => {
  const cues = legCues
    .flatMap(([cue, expression]) =>
      [...folded.matchAll(expression)].map(({ index }) => ({ cue, index })),
    )
    .toSorted((a, b) => a.index - b.index);
  return (cues.findLast(({ index }) => index < at) ?? cues[0])?.cue ?? null;
};

/** Which flight the facts are of, and which one the words speak of. */
const legProblem = (
  folded: string,
  placed: readonly Placed[],
  legBefore: string | null,
): Refusal | null => {
  for (const { fact, at } of placed) {
    if (!aboutFlights.includes(fact.subject)) continue;
    const cue = legCueAt(folded, at);
    const isNamed =
      legBefore === fact.name.split('.')[0] ||
      (fact.direction === 'return' ? cue === 'return' : cue !== null);
    if (
      (cue === 'return' && fact.direction !== 'return') ||
      (cue === 'outbound' && fact.direction === 'return') ||
      (cue === 'onward' && fact.direction !== 'onward') ||
      (fact.isOtherLeg && !isNamed)
    )
      return refusal('swapped', `"${fact.name}" is of another flight than the words say.`);
  }
  return null;
};

const legOf = (placed: readonly Placed[], otherwise: string | null): string | null => {
  const fact = placed.findLast((one) => aboutFlights.includes(one.fact.subject))?.fact;
  return fact ? (fact.isOtherLeg ? (fact.name.split('.')[0] ?? null) : null) : otherwise;
};

/** What a reference is negated by stands before it in its clause. */
const isNegated = ({ text }: Sentence, language: Language): boolean =>
  text
    .split(/[,:–—(]/u)
    .some((clause) =>
      [...clause.matchAll(new RegExp(mark, 'gu'))].some((match) =>
        has(negations[language], `${fold(clause.slice(0, match.index))} `),
      ),
    );

/** The first reference that the words around it make something else of; null: none. */
export const labelProblem = (written: Written, known: Known): Refusal | null => {
  const form = formProblem(written);
  if (form) return form;
  let leg: string | null = null;
  for (const sentence of sentencesOf(written)) {
    if (isNegated(sentence, known.language))
      return refusal('negated', 'Do not negate a fact: say what is, or leave it out.');
    const { folded, placed } = placedIn(sentence, written);
    for (const one of placed) {
      const wrong = offsetProblem(one, known);
      if (wrong) return wrong;
    }
    const wrong =
      legProblem(folded, placed, leg) ??
      routeProblem(folded, placed) ??
      identityProblem(folded, placed) ??
      cueProblem(folded, placed);
    if (wrong) return wrong;
    leg = legOf(placed, leg);
  }
  return null;
};
