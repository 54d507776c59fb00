import { foldedName } from './place.ts';
import lexicon from './topics.json' with { type: 'json' };

/** A word of a text: what it may stand for, and how words that mean the same begin. */
export interface Term {
  /** Topics of the lexicon, or the stem of the word itself. */
  readonly keys: readonly string[];
  /** Beginnings of the words that mean the same, folded. */
  readonly beginnings: readonly string[];
  readonly weight: number;
}

/** A topic says most of what a question is about; "take", "travel" or "hotel" nearly nothing. */
const weights = { topic: 2, word: 1, weak: 0.25 };
const shortestStem = 3;
/** Words of a question that are looked at: more would not change what it is about. */
const mostWords = 60;

interface Matcher {
  readonly name: string;
  readonly words: readonly string[];
}
const topics: readonly Matcher[] = Object.entries(lexicon.topics).map(([name, words]) => ({
  name: `#${name}`,
  words: words.split(' '),
}));
const weakWords = lexicon.weak.split(' ');
const stopWords: ReadonlySet<string> = new Set(lexicon.stop.split(' '));

const matches = (word: string, pattern: string): boolean =>
  pattern.endsWith('*') ? word.startsWith(pattern.slice(0, -1)) : word === pattern;

/** A word without the ends that say number and gender in our languages. */
const stemOf = (word: string): string => {
  const stem = word.replace(/(?:es|os|as|s|a|o|e)$/, '');
  return stem.length < shortestStem ? word : stem;
};

const termOf = (word: string): Term => {
  const found = topics.filter(({ words }) => words.some((pattern) => matches(word, pattern)));
  const stem = stemOf(word);
  if (found.length > 0)
    return {
      keys: found.map(({ name }) => name),
      beginnings: found.flatMap(({ words }) => words.map((pattern) => pattern.replace('*', ''))),
      weight: weights.topic,
    };
  const isWeak = weakWords.some((pattern) => matches(word, pattern));
  return { keys: [stem], beginnings: [stem], weight: isWeak ? weights.weak : weights.word };
};

/**
 * What a text in any of our languages is about, word by word and each once: "perro", "dogs" and
 * "cachorro" are one term (topics.json, which whoever knows the languages may edit).
 */
export const termsOf = (text: string): readonly Term[] => {
  const words = foldedName(text)
    .split(' ')
    .filter((word) => word.length > 1 && !stopWords.has(word));
  const terms = words.slice(0, mostWords).map(termOf);
  return [...new Map(terms.map((term) => [term.keys.join(), term])).values()];
};

/** Whether a term alone says what a question is about. */
export const isStrong = ({ weight }: Term): boolean => weight >= weights.word;
