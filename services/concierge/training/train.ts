import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { classifierOf } from '../domain/understanding/classifier.ts';
import { isEmergency } from '../domain/understanding/emergency.ts';
import { intents, isTrouble } from '../domain/understanding/intents.ts';
import type { WeightsFile } from '../domain/understanding/weights.ts';
import { type CorpusLine, corpusLanguages, splitCorpus } from './corpus.ts';
import { type Lesson, learn } from './learn.ts';
import { pack } from './pack.ts';

const folder = new URL('../', import.meta.url);
/** What the weights depend on, relative to the service. */
const sources = [
  ...corpusLanguages.map((language) => `corpus/${language}.jsonl`),
  ...['concepts', 'emergencies', 'person', 'spellings'].map((name) => `lexicon/${name}.json`),
  'domain/plain-text.ts',
  ...[
    'classifier',
    'concepts',
    'emergency',
    'features',
    'intents',
    'phrases',
    'signs',
    'spelling',
    'weights',
  ].map((name) => `domain/understanding/${name}.ts`),
  ...['corpus', 'learn', 'pack', 'train'].map((name) => `training/${name}.ts`),
];

/** The digest of everything that the weights depend on. */
export const digestOfSources = (): string => {
  const hash = createHash('sha256');
  for (const source of sources) hash.update(source).update(readFileSync(new URL(source, folder)));
  return hash.digest('hex');
};

/** Every this-many-th line of the training part is what thresholds are chosen by. */
const calibratedBy = 5;
/** Of the lines that are hardly sure enough to be answered, this share must be answered rightly. */
const rightAtTheEdge = 0.45;
/** How far above a score lines are still as sure as it. */
const edge = 0.3;

const candidates = Array.from({ length: 25 }, (_, index) => -1 + index * 0.05);

/** The least score from which on best guesses that are no surer are right often enough. */
const openThreshold = (guesses: readonly { score: number; isMeant: boolean }[]): number => {
  const isTooLow = (threshold: number): boolean => {
    const unsure = guesses.filter(({ score }) => score >= threshold && score < threshold + edge);
    return unsure.filter(({ isMeant }) => isMeant).length < rightAtTheEdge * unsure.length;
  };
  return candidates[candidates.findLastIndex(isTooLow) + 1] ?? 0;
};

/** Other trouble is no emergency, and too near to teach what is none. */
const isEmergencyLine: Lesson = ({ intents: meant }) =>
  meant.some((intent) => isEmergency(intent)) ? true : meant.some(isTrouble) ? null : false;

const lessons: readonly Lesson[] = [
  ...intents.map(
    (intent): Lesson =>
      (example) =>
        example.intents.includes(intent),
  ),
  isEmergencyLine,
];

const withoutThresholds = (examples: readonly CorpusLine[]) => ({
  digest: '',
  intents: [...intents],
  openBelow: 0,
  alarmFrom: 1,
  worryFrom: 1,
  ...pack(learn(examples, lessons)),
});

/** Of the lines that tell of no trouble, at most these shares may raise an alarm, or worry. */
const falseAlarms = 0.01;
const falseWorries = 0.06;

/** The least score above which hardly any line is taken for an emergency that is none. */
const alarmThreshold = (
  scores: readonly { score: number; isMeant: boolean }[],
  share: number,
): number => {
  const harmless = scores.filter(({ isMeant }) => !isMeant).map(({ score }) => score);
  const most = Math.ceil(share * harmless.length);
  return harmless.toSorted((a, b) => b - a)[most] ?? 0;
};

/**
 * Trains on the part of the corpus that is for it. Thresholds come from a fifth of that part, read
 * by a classifier that has not seen it.
 */
export const train = (corpus: readonly CorpusLine[]): WeightsFile => {
  const { training } = splitCorpus(corpus);
  const isForThresholds = (_: CorpusLine, index: number): boolean => index % calibratedBy === 0;
  const classify = classifierOf(
    withoutThresholds(training.filter((line, index) => !isForThresholds(line, index))),
  );
  const guessed = training
    .filter(isForThresholds)
    .map((line) => ({ line, ...classify(line.text) }));
  const alarms = guessed.map(({ line, alarm }) => ({
    score: alarm,
    // What is no emergency but trouble all the same may raise one.
    isMeant: line.intents.some(isTrouble),
  }));
  return {
    ...withoutThresholds(training),
    alarmFrom: Number(alarmThreshold(alarms, falseAlarms).toFixed(2)),
    worryFrom: Number(alarmThreshold(alarms, falseWorries).toFixed(2)),
    digest: digestOfSources(),
    openBelow: Number(
      openThreshold(
        guessed.flatMap(({ line, guesses: [best] }) =>
          best ? { score: best.score, isMeant: line.intents.includes(best.intent) } : [],
        ),
      ).toFixed(2),
    ),
  };
};
