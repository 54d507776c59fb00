import { conceptsOf } from './concepts.ts';
import { signsIn } from './signs.ts';
import { plain } from './spelling.ts';

/** Characters of a message that are read for its meaning: more would not change it. */
const longestRead = 1_000;

/** The plain words of a text, with its figures alike, and laughter shortened. */
const wordsOf = (text: string): readonly string[] =>
  plain(text)
    .replace(/\b(ja|je|ha|he|ka|rs)\1+/gu, '$1$1')
    .replace(/\b(?:[a-z]{2}|[a-z]\d|\d[a-z]) ?\d{3,4}\b/gu, 'flightnumber')
    .replace(/\d/gu, '0')
    .split(' ')
    .filter((word) => word !== '');

/** What punctuation, capitals and emoji say. */
const marksOf = (text: string): readonly string[] => [
  ...['?', '!', '!!', '…'].filter((mark) => text.includes(mark)).map((mark) => `p${mark}`),
  ...(/\p{Lu}{4,}/u.test(text) && !/\p{Ll}/u.test(text) ? ['p^'] : []),
  ...[...text.matchAll(/\p{Extended_Pictographic}/gu)].map(([emoji]) => `e${emoji}`),
];

const shortest = 2;
const longest = 4;

/**
 * What the classifier knows of a text, each feature once: pieces of its words of two to four
 * letters, so that "gaet" and "iterinario" need no rule, its words, pairs of neighbours, the first
 * and the last word, what its words are about and what neighbours are about together, the phrases
 * of the lexicon that are in it, its marks.
 */
const featuresOf = (text: string): readonly string[] => {
  const read = text.slice(0, longestRead);
  const words = wordsOf(read);
  const concepts = words.map(conceptsOf);
  const features = new Set<string>(marksOf(read));
  words.forEach((word, index) => {
    features.add(`w${word}`);
    const next = words[index + 1];
    if (next !== undefined) features.add(`b${word} ${next}`);
    const framed = `<${word}>`;
    for (let size = shortest; size <= longest; size++)
      for (let at = 0; at + size <= framed.length; at++)
        features.add(`c${framed.slice(at, at + size)}`);
    for (const concept of concepts[index] ?? []) {
      features.add(`k${concept}`);
      for (const beside of concepts[index + 1] ?? []) features.add(`K${concept} ${beside}`);
    }
  });
  if (words.length > 0) {
    features.add(`^${words[0]}`);
    features.add(`$${words.at(-1)}`);
  }
  for (const sign of signsIn(read)) features.add(`s${sign}`);
  features.add(`l${Math.min(words.length, 8)}`);
  return [...features];
};

/** Features are known by a number below this, for which two of them hardly ever share one. */
const featureSpace = 1 << 20;

/** A text has many more pieces of words than words, and they say less. */
const shareOfPieces = 0.6;

/** How much a feature says, beside the others of a text. */
const shareOf = (feature: string): number => (feature.startsWith('c') ? shareOfPieces : 1);

/** The features of a text by their numbers, with their shares. */
export const sharesOf = (text: string): ReadonlyMap<number, number> =>
  new Map(featuresOf(text).map((feature) => [numberOf(feature), shareOf(feature)]));

/** The number of a feature: FNV-1a over its characters, mixed once more. */
const numberOf = (feature: string): number => {
  let hash = 2_166_136_261;
  for (let at = 0; at < feature.length; at++)
    hash = Math.imul(hash ^ feature.charCodeAt(at), 16_777_619);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 12)) & (featureSpace - 1);
};
