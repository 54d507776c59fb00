import lexicon from '../../lexicon/spellings.json' with { type: 'json' };
import { distance, fold } from '../plain-text.ts';

const wordOfSpelling = new Map(
  Object.entries(lexicon.spellings).flatMap(([word, all]) =>
    all.split(' ').map((spelling) => [spelling, word] as const),
  ),
);

/**
 * Long words that may be mistyped by a letter or two; shorter ones are too near to others ("vuelo",
 * "suelo", "abuelo").
 */
const longWords = lexicon.longWords.split(' ');
const longWordSet = new Set(longWords);
/** Words that are spelt right, though they are near one of those. */
const correctWords = new Set(lexicon.correctWords.split(' '));

/**
 * The word, or the long word that it is a misspelling of. The first letter is hardly ever the wrong
 * one.
 */
const corrected = (word: string): string => {
  if (word.length < 6 || longWordSet.has(word) || correctWords.has(word)) return word;
  let best = word;
  let least = 3;
  for (const known of longWords) {
    if (known[0] !== word[0]) continue;
    const max = known.length >= 9 && word.length >= 7 ? 2 : 1;
    const d = distance(word, known, max);
    if (d <= max && d < least) [best, least] = [known, d];
  }
  return best;
};

/**
 * A text in plain words: folded, shorthand written out, repeated letters ("holaaa") reduced to one,
 * long words spelt right (lexicon/spellings.json).
 */
export const plain = (text: string): string =>
  fold(text)
    .split(' ')
    .map((word) => {
      const short = /^(\d)\1{2,}$/.test(word)
        ? word
        : word.replace(/([a-z])\1{2,}/g, '$1').replace(/(?<=..)(a|i|u)\1$/, '$1');
      return wordOfSpelling.get(short) ?? corrected(short);
    })
    .join(' ');
