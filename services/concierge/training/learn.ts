import { lengthOf } from '../domain/understanding/classifier.ts';
import { sharesOf } from '../domain/understanding/features.ts';
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
 * the length of their shares.
 */
export interface Learned {
  readonly biases: readonly number[];
  readonly weights: readonly Weight[];
}

/** A feature of one line alone says more about that line than about its intent. */
const leastLines = 2;
/** How much a line on the wrong side costs, against small weights. */
const cost = 1;
const passes = 8;
/** How far a feature counts by how much likelier it is where the intent is meant, or where not. */
const byLikelihood = 0.4;

/** A text as it is learned from: its features and how much each says. */
interface Row {
  readonly features: Int32Array;
  readonly shares: Float64Array;
}

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
 * How much each feature tells whether an intent is meant: the logarithm of how much likelier it is
 * where it is, or is not (Wang and Manning, ACL 2012).
 */
const tellingOf = (
  rows: readonly Row[],
  isMeant: readonly (boolean | null)[],
  size: number,
): Float64Array => {
  const counts = { meant: new Float64Array(size).fill(1), other: new Float64Array(size).fill(1) };
  const lines = { meant: 1, other: 1 };
  rows.forEach(({ features }, index) => {
    const meant = isMeant[index] ?? null;
    if (meant === null) return;
    const side = meant ? 'meant' : 'other';
    lines[side]++;
    for (const feature of features) counts[side][feature] = (counts[side][feature] ?? 0) + 1;
  });
  return counts.meant.map((count, feature) => {
    const ratio = count / lines.meant / ((counts.other[feature] ?? 1) / lines.other);
    return 1 - byLikelihood + byLikelihood * Math.abs(Math.log(ratio));
  });
};

/**
 * One intent against the rest: dual coordinate descent for a linear support vector machine with
 * squared hinge loss (Hsieh et al., ICML 2008, algorithm 1 with shrinking), whose bias is a feature
 * that every line has.
 */
const learnOne = (
  rows: readonly Row[],
  isMeant: readonly (boolean | null)[],
  size: number,
  random: () => number,
): { readonly bias: number; readonly weights: Float64Array } => {
  const telling = tellingOf(rows, isMeant, size);
  const values = rows.map(({ features, shares }) =>
    shares.map((share, at) => share * (telling[features[at] ?? 0] ?? 1)),
  );
  const squares = values.map((own) => own.reduce((sum, value) => sum + value * value, 0));
  const weights = new Float64Array(size);
  let bias = 0;
  const alphas = new Float64Array(rows.length);
  const diagonal = 1 / (2 * cost);
  let active = [...rows.keys()].filter((index) => isMeant[index] !== null);
  for (let pass = 0; pass < passes; pass++) {
    shuffle(active, random);
    const next: number[] = [];
    for (const index of active) {
      const features = rows[index]?.features ?? new Int32Array();
      const own = values[index] ?? new Float64Array();
      const side = isMeant[index] ? 1 : -1;
      const alpha = alphas[index] ?? 0;
      let sum = bias;
      for (let at = 0; at < features.length; at++)
        sum += (weights[features[at] ?? 0] ?? 0) * (own[at] ?? 0);
      const gradient = side * sum - 1 + diagonal * alpha;
      // A line that is far on its own side is not looked at again.
      if (alpha === 0 && gradient > 0.05 && pass > 0) continue;
      next.push(index);
      const moved = Math.max(alpha - gradient / ((squares[index] ?? 0) + 1 + diagonal), 0);
      const change = (moved - alpha) * side;
      if (change === 0) continue;
      alphas[index] = moved;
      bias += change;
      for (let at = 0; at < features.length; at++) {
        const feature = features[at] ?? 0;
        weights[feature] = (weights[feature] ?? 0) + change * (own[at] ?? 0);
      }
    }
    active = next;
  }
  return { bias, weights: weights.map((weight, feature) => weight * (telling[feature] ?? 1)) };
};

/** Learns each lesson. The same examples in the same order always give the same numbers. */
export const learn = (examples: readonly Example[], lessons: readonly Lesson[]): Learned => {
  const featured = examples.map(({ text }) => sharesOf(text));
  const lines = new Map<number, number>();
  const shareOf = new Map<number, number>();
  for (const [feature, share] of featured.flatMap((shares) => [...shares])) {
    lines.set(feature, (lines.get(feature) ?? 0) + 1);
    shareOf.set(feature, share);
  }
  const kept = [...lines].filter(([, count]) => count >= leastLines);
  const placeOf = new Map(kept.map(([feature], place) => [feature, place]));
  const rows = featured.map((shares): Row => {
    const known = [...shares].filter(([feature]) => placeOf.has(feature));
    const length = lengthOf(known.map(([, share]) => share));
    return {
      features: Int32Array.from(known, ([feature]) => placeOf.get(feature) ?? 0),
      shares: Float64Array.from(known, ([, share]) => share / length),
    };
  });
  const random = randomNumbers();
  const biases: number[] = [];
  const all: Weight[] = [];
  lessons.forEach((lesson, intent) => {
    const isMeant = examples.map(lesson);
    const { bias, weights } = learnOne(rows, isMeant, kept.length, random);
    biases.push(bias);
    kept.forEach(([feature, count], place) => {
      const value = (weights[place] ?? 0) * (shareOf.get(feature) ?? 1);
      if (value !== 0) all.push({ feature, intent, value, lines: count });
    });
  });
  return { biases, weights: all };
};
