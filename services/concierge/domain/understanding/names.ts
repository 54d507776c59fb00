import lexicon from '../../lexicon/words.json' with { type: 'json' };
import { wordList } from '../multiline.ts';
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

/** Words that name what it is, and so the one of several names that is such a thing: "the castle". */
const kindsIn = (name: string): readonly string[] =>
  fold(name)
    .split(' ')
    .filter((word) => word.length >= shortestKind && !nobodysKinds.has(word));
const shortestKind = 5;
/** Of which there is more than is on any plan. */
const nobodysKinds = new Set(wordList`
  hotel hostel traslado transfer centro center centre ciudad cidade calle street visita paseo passeio
  excursion excursao desayuno almuerzo almoco lunch dinner grande great plaza praca square playa praia
  beach restaurante restaurant
`);

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

/**
 * The name of the only one of some that is the kind of thing which a text says: "the castle"; none
 * where there are two.
 */
export const nameByKind = (text: string, names: readonly string[]): readonly string[] => {
  const said = fold(text).split(' ');
  const named = names.filter((name) => kindsIn(name).some((word) => said.includes(word)));
  return named.length === 1 ? named : [];
};
