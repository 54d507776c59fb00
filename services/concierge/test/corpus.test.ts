import { fold } from '../domain/plain-text.ts';
import { intents } from '../domain/understanding/intents.ts';
import {
  corpusLanguages,
  firstIntent,
  isHeldBack,
  readCorpus,
  sameWords,
  splitCorpus,
} from '../training/corpus.ts';

const corpus = readCorpus();

const twice = (keys: readonly string[]): readonly string[] => {
  const seen = new Set<string>();
  return keys.filter((key) => seen.size === seen.add(key).size);
};

describe('the corpus', () => {
  it('names each line once', () => {
    expect(twice(corpus.map(({ id }) => id))).toEqual([]);
  });

  it('has at least 4,000 lines, and each language at least 1,200', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(4_000);
    for (const language of corpusLanguages)
      expect(corpus.filter(({ id }) => id.startsWith(language)).length).toBeGreaterThan(1_200);
  });

  it('says nothing twice in a language', () => {
    expect(twice(corpus.map(({ id, text }) => `${id.slice(0, 2)} ${sameWords(text)}`))).toEqual([]);
  });

  it('means the same by the same words in all languages', () => {
    const meanings = new Map<string, Set<string>>();
    // "ta" is thanks in English, and agrees in the other two.
    for (const { text, intents: meant } of corpus.filter(({ text }) => fold(text) !== 'ta')) {
      const all = meanings.get(sameWords(text)) ?? new Set();
      meanings.set(sameWords(text), all.add(meant.toSorted().join()));
    }
    expect([...meanings].filter(([, all]) => all.size > 1).map(([text]) => text)).toEqual([]);
  });

  it('has every intent a dozen times in every language', () => {
    const counts = new Map<string, number>();
    for (const { id, intents: meant } of corpus)
      for (const intent of meant) {
        const key = `${id.slice(0, 2)} ${intent}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    const rare = corpusLanguages.flatMap((language) =>
      intents.map((intent) => `${language} ${intent}`).filter((key) => (counts.get(key) ?? 0) < 12),
    );
    expect(rare).toEqual([]);
  });

  it('writes slots as they stand in the text, and each intent of a line once', () => {
    const written = ['day', 'flight', 'place', 'person', 'time'];
    const wrong = corpus.filter(
      ({ text, slots, intents: meant }) =>
        new Set(meant).size !== meant.length ||
        Object.entries(slots).some(
          ([slot, value]) => written.includes(slot) && !fold(text).includes(fold(value)),
        ),
    );
    expect(wrong.map(({ id }) => id)).toEqual([]);
  });
});

describe('the split of the corpus', () => {
  const { training, measuring } = splitCorpus(corpus);

  it('holds back a fifth, and every intent is measured', () => {
    expect(corpus.filter(isHeldBack).length / corpus.length).toBeCloseTo(0.2, 1);
    const measured = new Set(measuring.map(firstIntent));
    expect(intents.filter((intent) => !measured.has(intent))).toEqual([]);
  });

  it('trains on no words that are measured on', () => {
    const trained = new Set(training.map(({ text }) => fold(text)));
    expect(measuring.filter(({ text }) => trained.has(fold(text)))).toEqual([]);
  });
});
