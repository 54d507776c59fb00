import lexicon from '../../lexicon/words.json' with { type: 'json' };
import { distance, fold } from '../plain-text.ts';

const genericWords = new Set(lexicon.genericPlaceWords.split(' '));
const shortestWord = 3;
/** From this length on one letter may be wrong. */
const longWord = 6;

const tellingWords = (name: string): readonly string[] =>
  fold(name)
    .split(' ')
    .filter((word) => word.length >= shortestWord && !genericWords.has(word));

const isSame = (said: string, word: string): boolean =>
  said === word || (word.length >= longWord && distance(said, word, 1) <= 1);

/**
 * Which of some names a text mentions, by any word of theirs that tells them apart, the one with
 * the most of its words first. One letter of a long word may be wrong.
 */
export const namesIn = (text: string, names: readonly string[]): readonly string[] => {
  const said = fold(text).split(' ');
  return names
    .map((name) => {
      const words = tellingWords(name);
      const hits = words.filter((word) => said.some((other) => isSame(other, word)));
      return { name, share: hits.length / (words.length || 1) };
    })
    .filter(({ share }) => share > 0)
    .toSorted((a, b) => b.share - a.share)
    .map(({ name }) => name);
};
