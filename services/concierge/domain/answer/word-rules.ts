import lexicon from '../../lexicon/model-claims.json' with { type: 'json' };
import type { Known } from '../facts/known.ts';
import { fold } from '../plain-text.ts';
import { claimProblem } from './claim-rules.ts';
import { found, meaningOf, negations, phrases, says, vocabulary } from './claims-lexicon.ts';
import { languageProblem } from './language-rules.ts';
import { endingProblem, nameProblem, spellingProblem } from './spelling-rules.ts';
import {
  type Refusal,
  type RefusalReason,
  referenceAt,
  type Sentence,
  sentencesOf,
  type Written,
} from './written.ts';

const returns = phrases(lexicon.returns);
const statuses = Object.entries(lexicon.statuses).map(
  ([name, list]) => [name, phrases(list)] as const,
);
const numbers = {
  any: phrases(lexicon.numbers.any),
  es: phrases(lexicon.numbers.es),
  pt: phrases(lexicon.numbers.pt),
};
const knowledge = phrases(lexicon.knowledge);
const grounded = Object.entries(lexicon.grounded).map(
  ([subject, list]) => [subject, phrases(list)] as const,
);

/** Words that an answer may not have of its own, each list with what is said about it. */
const forbidden: readonly (readonly [RefusalReason, RegExp, string])[] = [
  ['date', phrases(lexicon.dates), 'a day, a month or a part of the day: refer to a fact'],
  ['amount', phrases(lexicon.amounts), 'a price or what is included: only quotes may say that'],
  ['act', phrases(lexicon.acts), 'something as done: you have done nothing and can do nothing'],
  ['promise', phrases(lexicon.promises), 'a promise: promise nothing, for nobody'],
  ['topic', phrases(lexicon.refusedTopics), 'something that no answer is about'],
  ['name', phrases(lexicon.brands), 'a name of your own: names are facts'],
];

const numberProblem = (meaning: string, { language }: Known): Refusal | null => {
  const word =
    found(numbers.any, meaning) ?? (language === 'en' ? null : found(numbers[language], meaning));
  return word === null ? null : says('number', word, 'a number in words: refer to a fact');
};

const statusProblem = (meaning: string, known: Known): Refusal | null => {
  for (const [name, expression] of statuses) {
    const word = found(expression, meaning);
    if (word === null) continue;
    const isKnown = [...known.statuses].some((status) => status === name);
    const isOther =
      found(negations[known.language], meaning) !== null || found(returns, meaning) !== null;
    if (!isKnown || isOther)
      return says('status', word, 'a state of the flight: refer to flight.status');
  }
  return null;
};

const subjectsIn = (sentence: Sentence, written: Written): readonly string[] =>
  sentence.marks.flatMap((one) => {
    const reference = referenceAt(written, one);
    return reference?.kind === 'fact' ? [reference.fact.subject] : [];
  });

/** The words of the quotes of an answer, and of the questions that they answer. */
const quotedWords = ({ references }: Written): ReadonlySet<string> =>
  new Set(
    references.flatMap((reference) =>
      reference.kind === 'quote'
        ? fold(`${reference.entry.question} ${reference.entry.answer}`).split(' ')
        : [],
    ),
  );

/** What a quote is about may be named before it. */
const leadIn =
  /(?<=^| )(?:sobre|about|acerca de|regarding) (?:(?:las?|los?|el|the|your|tus?|as?|os?|seu|sua) )?[^ ]+ /gu;

/** What travellers should know is the agency's to say: words of it need a quote that has them. */
const knowledgeProblem = (
  sentence: Sentence,
  meaning: string,
  written: Written,
): Refusal | null => {
  const quoted = [...quotedWords(written)];
  const subjects = subjectsIn(sentence, written);
  const isGrounded = (word: string): boolean =>
    quoted.some((other) => other.slice(0, 5) === word.slice(0, 5)) ||
    grounded.some(
      ([subject, expression]) =>
        subjects.includes(subject) && found(expression, `${word} `) !== null,
    );
  const word = [...meaning.matchAll(knowledge)]
    .map(([match]) => match.trim())
    .find((match) => !isGrounded(match));
  return word === undefined
    ? null
    : says('knowledge', word, 'something to know about travelling: only quotes may say that');
};

/** Words that are none of those an answer is made of, and stand for nothing that is known. */
const vocabularyProblem = (
  sentence: Sentence,
  meaning: string,
  written: Written,
  known: Known,
): Refusal | null => {
  const quoted = quotedWords(written);
  const subjects = subjectsIn(sentence, written);
  const isKnown = (word: string): boolean =>
    vocabulary[known.language].has(word) ||
    quoted.has(word) ||
    grounded.some(
      ([subject, expression]) =>
        subjects.includes(subject) && found(expression, `${word} `) !== null,
    ) ||
    statuses.some(
      ([name, expression]) =>
        [...known.statuses].some((status) => status === name) &&
        found(expression, `${word} `) !== null,
    );
  const word = meaning.split(' ').find((one) => one !== '' && !isKnown(one));
  return word === undefined
    ? null
    : says('word', word, 'not among the plain words of an answer: leave it out or use a fact');
};

/** The first thing that the words of an answer say and must not; null: nothing. */
export const wordProblem = (written: Written, known: Known): Refusal | null => {
  const problem = spellingProblem(written.text) ?? languageProblem(written, known);
  if (problem) return problem;
  const hasQuote = written.references.some(({ kind }) => kind === 'quote');
  // A word may be cut in two by the end of a sentence, but not by our own reading of it.
  const whole = meaningOf(written.text);
  for (const [reason, expression, what] of forbidden) {
    const word = found(expression, whole);
    if (word !== null) return says(reason, word, what);
  }
  const numbered = numberProblem(whole, known);
  if (numbered) return numbered;
  for (const sentence of sentencesOf(written)) {
    const read = meaningOf(sentence.text);
    const meaning = hasQuote ? read.replace(leadIn, 'x ') : read;
    const wrong =
      endingProblem(sentence) ??
      statusProblem(meaning, known) ??
      knowledgeProblem(sentence, meaning, written) ??
      nameProblem(sentence, known) ??
      claimProblem(sentence, meaning, known) ??
      vocabularyProblem(sentence, meaning, written, known);
    if (wrong) return wrong;
  }
  return null;
};
