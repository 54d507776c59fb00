import { understand } from '#services/concierge/domain/understanding/understand.ts';
import { readCorpus } from '#services/concierge/training/corpus.ts';

/** Milliseconds to understand each of so many lines of the corpus, once the weights are read. */
export const timeUnderstanding = (count: number): readonly number[] => {
  const corpus = readCorpus();
  const every = Math.max(1, Math.floor(corpus.length / count));
  const texts = corpus.filter((_, index) => index % every === 0).map(({ text }) => text);
  const times = texts.map((text) => {
    const startedAt = performance.now();
    understand(text, {
      language: 'es',
      own: { flightNumbers: ['BA820'], places: ['Tivoli', 'Nyhavn'], passengers: ['Ana Ruiz'] },
      disruption: null,
      phase: 'before',
      withdrawn: false,
      optedOut: false,
      last: null,
    });
    return performance.now() - startedAt;
  });
  // The first reads the weights, which a process does once.
  return times.slice(1);
};
