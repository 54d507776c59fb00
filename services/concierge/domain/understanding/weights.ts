import { z } from 'zod';

/**
 * The file of what was learned. Numbers are characters from "!" on, one a number, so that the file
 * compresses to less than half of what digits would: see `training/pack.ts`, which writes it.
 */
export const WeightsFile = z.strictObject({
  /** Of the corpus, the lexicon and the code that this was learned with. */
  digest: z.string(),
  /** Names of the intents, by their numbers here. */
  intents: z.array(z.string()),
  biases: z.array(z.number()),
  /** Below this score the best guess is none. */
  openBelow: z.number(),
  /** From which score on a text that tells of an emergency is believed to. */
  alarmFrom: z.number(),
  /** From which score on a person had better look at it. */
  worryFrom: z.number(),
  /** What one step of a value is. */
  step: z.number(),
  /** How far each feature's number is from the one before, as `readNumbers` reads it. */
  gaps: z.string(),
  /** How many weights each feature has. */
  counts: z.string(),
  /** How far the intent of each weight is from the one before of the same feature. */
  intentGaps: z.string(),
  /** Each weight in steps, from `-mostSteps` on. */
  values: z.string(),
});
export type WeightsFile = z.infer<typeof WeightsFile>;

/** The largest weight in steps; values are written from its negative on. */
export const mostSteps = 45;

const first = '!'.charCodeAt(0);
/** Figures up to this stand alone; this and the figure after it are added together, and so on. */
const largest = 92;

/** Numbers from zero on as characters, without quotes or backslashes, which JSON would escape. */
export const writeNumbers = (numbers: readonly number[]): string =>
  numbers
    .map((number) => {
      const whole = Math.floor(number / largest);
      return characterOf(largest).repeat(whole) + characterOf(number % largest);
    })
    .join('');

const characterOf = (figure: number): string => {
  const code = first + figure;
  // '"' and '\' give way to the two characters after the last figure.
  if (code === 0x22) return '~';
  return code === 0x5c ? '\u007f' : String.fromCharCode(code);
};

/** The numbers of a text that `writeNumbers` wrote. */
export const readNumbers = (text: string): Int32Array => {
  const numbers = new Int32Array(text.length);
  let count = 0;
  let sum = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const figure = (code === 0x7e ? 0x22 : code === 0x7f ? 0x5c : code) - first;
    sum += figure;
    if (figure === largest) continue;
    numbers[count++] = sum;
    sum = 0;
  }
  return numbers.subarray(0, count);
};
