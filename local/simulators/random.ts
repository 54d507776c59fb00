import { createHash } from 'node:crypto';

/** Chance that is the same for the same words, so that a simulated world can be visited again. */
export interface SeededRandom {
  /** A number in [0, 1). */
  chance(): number;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  /** One of the items; the list must not be empty. */
  pick<T>(items: readonly [T, ...T[]]): T;
}

/** Chance that depends on the words alone (mulberry32 over a hash of them). */
export const seededRandom = (...words: readonly string[]): SeededRandom => {
  let state = createHash('sha256').update(words.join('\u0000')).digest().readUInt32LE(0);
  const chance = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    chance,
    between: (low, high) => low + Math.floor(chance() * (high - low + 1)),
    pick: (items) => items[Math.floor(chance() * items.length)] ?? items[0],
  };
};
