import lexicon from '../../lexicon/concepts.json' with { type: 'json' };

/** Shorter beginnings of words would be those of too many others. */
const shortestBeginning = 3;

const ofWord = new Map<string, string[]>();
const ofBeginning = new Map<string, string[]>();
for (const [concept, words] of Object.entries(lexicon))
  for (const word of words.split(' ')) {
    const table = word.endsWith('*') ? ofBeginning : ofWord;
    const name = word.replace('*', '');
    table.set(name, [...(table.get(name) ?? []), concept]);
  }

/**
 * What a folded word is about, in any language: "incendio", "fogo" and "burning" are all `fire`.
 * Lets an example in one language teach the others (lexicon/concepts.json).
 */
export const conceptsOf = (word: string): readonly string[] => {
  const found = [...(ofWord.get(word) ?? [])];
  for (let length = shortestBeginning; length <= word.length; length++)
    found.push(...(ofBeginning.get(word.slice(0, length)) ?? []));
  return found;
};
