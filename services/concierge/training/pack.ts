import { mostSteps, type WeightsFile, writeNumbers } from '../domain/understanding/weights.ts';
import type { Learned, Weight } from './learn.ts';

/** So many weights are kept, of more than a million: with all of them it is hardly better. */
const mostWeights = 250_000;
const step = 0.08;

/** How much would be lost with a weight: many lines miss that of a frequent feature. */
const importance = ({ value, lines }: Weight): number => Math.abs(value) * Math.sqrt(lines);

const mostImportant = (weights: readonly Weight[], count: number): readonly Weight[] => {
  const least = Float64Array.from(weights, importance).sort().at(-count) ?? 0;
  return weights.filter((weight) => importance(weight) >= least);
};

/** What was learned, pruned, in steps, as the file holds it. */
export const pack = ({
  biases,
  weights,
}: Learned): Pick<WeightsFile, 'biases' | 'step' | 'gaps' | 'counts' | 'intentGaps' | 'values'> => {
  const inSteps = mostImportant(weights, mostWeights)
    .map((weight) => ({
      ...weight,
      value: Math.max(-mostSteps, Math.min(mostSteps, Math.round(weight.value / step))),
    }))
    .filter(({ value }) => value !== 0)
    .toSorted((a, b) => a.feature - b.feature || a.intent - b.intent);
  const ofFeature = Map.groupBy(inSteps, ({ feature }) => feature);
  const features = [...ofFeature.keys()];
  return {
    biases: biases.map((bias) => Number(bias.toFixed(3))),
    step,
    gaps: writeNumbers(features.map((feature, index) => feature - (features[index - 1] ?? 0))),
    counts: writeNumbers([...ofFeature.values()].map((own) => own.length)),
    intentGaps: writeNumbers(
      [...ofFeature.values()].flatMap((own) =>
        own.map(({ intent }, index) => intent - (own[index - 1]?.intent ?? 0)),
      ),
    ),
    values: writeNumbers(inSteps.map(({ value }) => value + mostSteps)),
  };
};
