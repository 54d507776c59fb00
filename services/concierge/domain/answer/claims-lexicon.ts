import type { Language } from '#shared/domain/trip.ts';
import lexicon from '../../lexicon/model-claims.json' with { type: 'json' };
import words from '../../lexicon/model-words.json' with { type: 'json' };
import { fold } from '../plain-text.ts';
import { anyPhrase } from '../understanding/phrases.ts';
import type { Refusal, RefusalReason } from './written.ts';

/** The plain words of answers. */
export const vocabulary = {
  es: new Set(words.es.split(' ')),
  en: new Set(words.en.split(' ')),
  pt: new Set(words.pt.split(' ')),
};

/** An expression for phrases of the lexicon of claims. */
export const phrases = (list: readonly string[]): RegExp => anyPhrase(list, lexicon.groups);
const harmless = phrases(lexicon.harmless);
/** "no" is also "in the", in Portuguese. */
export const negations: Readonly<Record<Language, RegExp>> = {
  es: phrases([lexicon.negations.es]),
  en: phrases([lexicon.negations.en]),
  pt: phrases([lexicon.negations.pt]),
};

/** What of an expression a folded text has; null: nothing. */
export const found = (expression: RegExp, folded: string): string | null => {
  const [match] = folded.matchAll(expression);
  return match ? match[0].trim() : null;
};

/** A folded text with the blank that phrases end with, without what only looks like a claim. */
export const meaningOf = (text: string): string => `${fold(text)} `.replace(harmless, 'x ');

/** Why an answer must not be sent. */
export const refusal = (reason: RefusalReason, words: string): Refusal => ({ reason, words });
/** The same, for a word that it says. */
export const says = (reason: RefusalReason, word: string, what: string): Refusal =>
  refusal(reason, `The text says "${word}", which is ${what}.`);
