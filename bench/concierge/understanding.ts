import { understand } from '#services/concierge/domain/understanding/understand.ts';
import { readCorpus } from '#services/concierge/training/corpus.ts';
import {
  type FreshReading,
  isAllRight,
  isFirstRight,
  reachesPerson,
  readingsOfFresh,
  tellsOfEmergency,
  tellsOfTrouble,
} from '#services/concierge/training/fresh.ts';

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

/** Shares of the lines of `evals/fresh.jsonl`, from 0 to 1. */
export interface Understood {
  readonly lines: number;
  /** What is surest is meant. */
  readonly first: number;
  /** All that is meant is understood, and nothing else. */
  readonly all: number;
  /** Emergencies that a person hears of. */
  readonly reached: number;
  /** Lines without trouble that raise an alarm, or worry. */
  readonly alarms: number;
  readonly worries: number;
}

const shareOf = (
  isOne: (reading: FreshReading) => boolean,
  among: readonly FreshReading[],
): number => among.filter(isOne).length / among.length;

/** How well it understands what ordinary travellers write. */
export const measureUnderstanding = (): Understood => {
  const readings = readingsOfFresh();
  const quiet = readings.filter((reading) => !tellsOfTrouble(reading));
  return {
    lines: readings.length,
    first: shareOf(isFirstRight, readings),
    all: shareOf(isAllRight, readings),
    reached: shareOf(reachesPerson, readings.filter(tellsOfEmergency)),
    alarms: shareOf(({ understood }) => understood.safety.emergency !== null, quiet),
    worries: shareOf(({ understood }) => understood.safety.worrying, quiet),
  };
};
