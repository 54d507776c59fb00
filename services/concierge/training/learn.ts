import { featuresOf, numberOf } from '../domain/understanding/features.ts';
import type { Intent } from '../domain/understanding/intents.ts';

/** What is learned from. */
export interface Example {
  readonly text: string;
  readonly intents: readonly Intent[];
}

/** Whether an example is one of what is to be learned; null where it is better left out. */
export type Lesson = (example: Example) => boolean | null;

/** A weight of a feature for an intent, both by their numbers. */
export interface Weight {
  readonly feature: number;
  readonly intent: number;
  readonly value: number;
  /** In how many lines the feature is. */
  readonly lines: number;
}

/**
 * What was learned: the score of an intent is its bias and the weights of a text's features over
 * the root of their number.
 */
export interface Learned {
  readonly biases: readonly number[];
  readonly weights: readonly Weight[];
}

/** A feature of two lines alone says more about those lines than about their intent. */
const leastLines = 3;
/** How much a line on the wrong side costs, against small weights. */
const cost = 0.7;
const passes = 8;

/** The same numbers in the same order every time, from 0 to 1. */
const randomNumbers = (): (() => number) => {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

const shuffle = (order: number[], random: () => number): void => {
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
};

/**
 * One intent against the rest: dual coordinate descent for a linear support vector machine with
 * squared hinge loss (Hsieh et al., ICML 2008, algorithm 1 with shrinking), whose bias is a feature
 * that every line has.
 */
const learnOne = (
  rows: readonly Int32Array[],
  isMeant: readonly (boolean | null)[],
  size: number,
  random: () => number,
): { readonly bias: number; readonly weights: Float32Array } => {
  const weights = new Float32Array(size);
  let bias = 0;
  const alphas = new Float64Array(rows.length);
  const diagonal = 1 / (2 * cost);
  let active = [...rows.keys()].filter((index) => isMeant[index] !== null);
  for (let pass = 0; pass < passes; pass++) {
    shuffle(active, random);
    const next: number[] = [];
    for (const index of active) {
      const row = rows[index] ?? new Int32Array();
      const share = 1 / Math.sqrt(row.length || 1);
      const side = isMeant[index] ? 1 : -1;
      const alpha = alphas[index] ?? 0;
      let sum = 0;
      for (const feature of row) sum += weights[feature] ?? 0;
      const gradient = side * (bias + share * sum) - 1 + diagonal * alpha;
      // A line that is far on its own side is not looked at again.
      if (alpha === 0 && gradient > 0.05 && pass > 0) continue;
      next.push(index);
      const moved = Math.max(alpha - gradient / (2 + diagonal), 0);
      const change = (moved - alpha) * side;
      if (change === 0) continue;
      alphas[index] = moved;
      bias += change;
      for (const feature of row) weights[feature] = (weights[feature] ?? 0) + change * share;
    }
    active = next;
  }
  return { bias, weights };
};

/** Learns each lesson. The same examples in the same order always give the same numbers. */
export const learn = (examples: readonly Example[], lessons: readonly Lesson[]): Learned => {
  const featured = examples.map(({ text }) => [...new Set(featuresOf(text).map(numberOf))]);
  const lines = new Map<number, number>();
  for (const feature of featured.flat()) lines.set(feature, (lines.get(feature) ?? 0) + 1);
  const kept = [...lines].filter(([, count]) => count >= leastLines);
  const rowOf = new Map(kept.map(([feature], row) => [feature, row]));
  const rows = featured.map((features) =>
    Int32Array.from(features.flatMap((feature) => rowOf.get(feature) ?? [])),
  );
  const random = randomNumbers();
  const biases: number[] = [];
  const all: Weight[] = [];
  lessons.forEach((lesson, intent) => {
    const isMeant = examples.map(lesson);
    const { bias, weights } = learnOne(rows, isMeant, kept.length, random);
    biases.push(bias);
    kept.forEach(([feature, count], row) => {
      const value = weights[row] ?? 0;
      if (value !== 0) all.push({ feature, intent, value, lines: count });
    });
  });
  return { biases, weights: all };
};
