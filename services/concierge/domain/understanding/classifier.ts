import weightsFile from '../../weights.json' with { type: 'json' };
import { isEmergency } from './emergency.ts';
import { sharesOf } from './features.ts';
import { type Intent, isIntent, isTrouble } from './intents.ts';
import { mostSteps, readNumbers, type WeightsFile } from './weights.ts';

/** How sure the classifier is of an intent. */
export interface Guess {
  readonly intent: Intent;
  /** The distance from the border: about 1 where it is meant, about -1 where it is not. */
  readonly score: number;
}

/** What the classifier makes of a text. */
export interface Reading {
  /** All intents, the surest first. */
  readonly guesses: readonly Guess[];
  /** How sure it is that the text tells of an emergency, whichever it is. */
  readonly alarm: number;
}

export type Classifier = (text: string) => Reading;

/** The rows of the features are searched by halves: a map would cost a second copy of them. */
const placeOf = (features: Int32Array, wanted: number): number => {
  let [low, high] = [0, features.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((features[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return features[low] === wanted ? low : -1;
};

/** Running sums. */
const summed = (numbers: Int32Array): Int32Array => {
  let sum = 0;
  return numbers.map((number) => (sum += number));
};

/** By what the shares of a text are divided, so that long texts weigh no more than short ones. */
export const lengthOf = (shares: readonly number[]): number =>
  Math.sqrt(shares.reduce((sum, share) => sum + share * share, 0)) || 1;

/** The classifier of a file of weights. */
export const classifierOf = (file: WeightsFile): Classifier => {
  const names = file.intents.filter(isIntent);
  const features = summed(readNumbers(file.gaps));
  const ends = summed(readNumbers(file.counts));
  const intentGaps = readNumbers(file.intentGaps);
  const values = readNumbers(file.values);
  return (text) => {
    const known = [...sharesOf(text)]
      .map(([number, share]) => ({ row: placeOf(features, number), share }))
      .filter(({ row }) => row >= 0);
    const share = file.step / lengthOf(known.map(({ share: own }) => own));
    const scores = Float64Array.from(file.biases);
    for (const { row } of known) {
      let intent = 0;
      for (let at = ends[row - 1] ?? 0; at < (ends[row] ?? 0); at++) {
        intent += intentGaps[at] ?? 0;
        scores[intent] = (scores[intent] ?? 0) + share * ((values[at] ?? 0) - mostSteps);
      }
    }
    const guesses = names
      .map((intent, index) => ({ intent, score: scores[index] ?? 0 }))
      .toSorted((a, b) => b.score - a.score);
    const scoreOf = (isOne: (intent: Intent) => boolean): number =>
      guesses.find(({ intent }) => isOne(intent))?.score ?? -1;
    return {
      guesses,
      // Learned as one more intent, after the last. What is surely something else is none.
      alarm:
        (scores[names.length] ?? 0) +
        (scoreOf(isEmergency) - scoreOf((intent) => !isTrouble(intent))) / 2,
    };
  };
};

/** Not built before the first message: a cold start without one need not pay for it. */
let classifier: Classifier | undefined;

/** The classifier that was trained on the corpus. */
export const classify: Classifier = (text) => {
  classifier ??= classifierOf(weightsFile);
  return classifier(text);
};

/** No message has asked for more things than these. */
const mostIntents = 4;

/** Beside the best, what is on the right side of its border. */
const besideFrom = 0;

/**
 * What of some guesses is believed: the best where it is sure enough, and beside it what is surely
 * meant too. Empty where the message is open.
 */
export const believed = (
  guesses: readonly Guess[],
  file: WeightsFile = weightsFile,
): readonly Guess[] => {
  const [best, ...others] = guesses;
  if (best === undefined || best.score < file.openBelow) return [];
  const beside = others.filter(({ score }) => score >= besideFrom);
  return [best, ...beside].slice(0, mostIntents);
};
