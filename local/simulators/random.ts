import { createHash } from 'node:crypto';

/** Pseudo-random numbers that repeat for the same seed. */
export interface SeededRandom {
  /** A number in [0, 1). */
  chance(): number;
  /** An integer from `low` to `high`, both inclusive. */
  between(low: number, high: number): number;
  /** One of the items. */
  pick<T>(items: readonly [T, ...T[]]): T;
}

/** Random numbers that depend on the seed parts alone (mulberry32 over their hash). */
export const seededRandom = (...seedParts: readonly string[]): SeededRandom => {
  let state = createHash('sha256').update(seedParts.join('\u0000')).digest().readUInt32LE(0);
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
