import { foldedName } from './place.ts';
import lexicon from './topics.json' with { type: 'json' };

/** A word or set phrase of a text: what it may stand for, and how words that mean the same begin. */
export interface Term {
  /** Topics of the lexicon, or the stem of the word itself. */
  readonly keys: readonly string[];
  /** Beginnings of the words that mean the same, folded. */
  readonly beginnings: readonly string[];
  readonly weight: number;
}

/**
 * A topic says most of what a question is about, and an aspect what of it is asked: what it costs,
 * whether it is lost. "Take", "travel" or "hotel" say nearly nothing.
 */
const weights = { topics: 3, aspects: 2.25, beside: 1.05, word: 1.05, weak: 0.25 };
const shortestStem = 3;
/** Words of a question that are looked at: more would not change what it is about. */
const mostWords = 120;

/** Words in a row (`_` between them); `*` at the end of one: whatever follows; alone: any word. */
type Pattern = readonly string[];

interface Matcher {
  /** Null: a word that says nearly nothing, and stands for itself. */
  readonly key: string | null;
  readonly weight: number;
  readonly pattern: Pattern;
}

const patternsOf = (text: string): readonly Pattern[] =>
  text.split(' ').map((pattern) => pattern.split('_'));

const matchers: readonly Matcher[] = [
  ...(['topics', 'aspects', 'beside'] as const).flatMap((group) =>
    Object.entries(lexicon[group]).flatMap(([name, words]) =>
      patternsOf(words).map((pattern) => ({ key: `#${name}`, weight: weights[group], pattern })),
    ),
  ),
  ...patternsOf(`${lexicon.weak} 0* 1* 2* 3* 4* 5* 6* 7* 8* 9*`).map((pattern) => ({
    key: null,
    weight: weights.weak,
    pattern,
  })),
];
const stopWords: ReadonlySet<string> = new Set(lexicon.stop.split(' '));

const matches = (word: string | undefined, part: string): boolean =>
  word !== undefined && (part.endsWith('*') ? word.startsWith(part.slice(0, -1)) : word === part);

const startOf = (word: string): string => word.replace('*', '').slice(0, 2);
const startsLike = Map.groupBy(matchers, ({ pattern }) => startOf(pattern[0] ?? ''));

const isAt = (words: readonly string[], at: number, pattern: Pattern): boolean =>
  pattern.every((part, index) => matches(words[at + index], part));

/** The beginning of a pattern's longest word, by which texts that have it are found. */
const beginningOf = (pattern: Pattern): string =>
  pattern.map((part) => part.replace('*', '')).reduce((a, b) => (b.length > a.length ? b : a));

const beginnings: ReadonlyMap<string | null, readonly string[]> = new Map(
  [...Map.groupBy(matchers, ({ key }) => key)].map(([key, ofKey]) => [
    key,
    [...new Set(ofKey.map(({ pattern }) => beginningOf(pattern)))],
  ]),
);

/** A word without the ends that say number and gender in our languages. */
const stemOf = (word: string): string => {
  const stem = word.replace(/(?:es|os|as|s|a|o|e)$/, '');
  return stem.length < shortestStem ? word : stem;
};

/** The term that begins at a word, of the longest pattern there, and how many words it is. */
const termAt = (words: readonly string[], at: number): readonly [Term | null, number] => {
  const word = words[at] ?? '';
  const found = [...new Set([word.slice(0, 1), word.slice(0, 2)])]
    .flatMap((start) => startsLike.get(start) ?? [])
    .filter(({ pattern }) => isAt(words, at, pattern));
  const length = Math.max(1, ...found.map(({ pattern }) => pattern.length));
  const longest = found.filter(({ pattern }) => pattern.length === length);
  const keys = [...new Set(longest.flatMap(({ key }) => key ?? []))];
  const weight = Math.max(0, ...longest.map((matcher) => matcher.weight)) || weights.word;
  if (keys.length > 0)
    return [{ keys, beginnings: keys.flatMap((key) => beginnings.get(key) ?? []), weight }, length];
  if (length === 1 && (word.length < 2 || stopWords.has(word))) return [null, 1];
  const stem = stemOf(word);
  return [{ keys: [stem], beginnings: [stem], weight }, length];
};

/** The visa waiver of the United States, which in Spanish and Portuguese is written like "this". */
const visaWaiver =
  /\bESTA\b|(?<![\p{L}\p{N}])(?:an?|the|el|la|una?|need|visa or|visa o) esta(?![\p{L}\p{N}])(?! \p{L}+ndo)/gu;
const withVisaWaiver = (text: string): string =>
  text === text.toUpperCase() ? text : text.replace(visaWaiver, (found) => `${found} waiver`);

/**
 * What a text in any of our languages is about, word by word and each once: "perro", "dogs" and
 * "cachorro" are one term (topics.json, which whoever knows the languages may edit).
 */
export const termsOf = (text: string): readonly Term[] => {
  const words = foldedName(withVisaWaiver(text)).split(' ').slice(0, mostWords);
  const terms: Term[] = [];
  for (let at = 0; at < words.length; ) {
    const [term, length] = termAt(words, at);
    if (term) terms.push(term);
    at += length;
  }
  return [...new Map(terms.map((term) => [term.keys.join(), term])).values()];
};

const decisive: ReadonlySet<string> = new Set(
  lexicon.decisive.split(' ').map((name) => `#${name}`),
);
/** What makes another question of it wherever it is said: of an extra bag, of one that is lost. */
export const decisiveKeysOf = (terms: readonly Term[]): readonly string[] =>
  terms.flatMap(({ keys }) => keys.filter((key) => decisive.has(key)));

/** Whether a term alone says what a question is about. */
export const isStrong = ({ weight }: Term): boolean => weight >= weights.word;
/** Whether a term says what of its subject is asked, or is the subject itself. */
export const isTopic = ({ keys }: Term): boolean => keys.some((key) => key.startsWith('#'));
