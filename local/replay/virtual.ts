import { createHash } from 'node:crypto';
import { type Instant, latest } from '#shared/domain/instant.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Ids } from '#shared/ports/ids.ts';

/** A clock that only moves when it is told to, and never backwards. */
export const createStillClock = (
  start: Instant,
): Clock & { readonly moveTo: (at: Instant) => void } => {
  let now = start;
  return {
    now: () => now,
    moveTo: (at) => {
      now = latest(now, at) ?? at;
    },
  };
};

/** Ids and random numbers that depend on the seed alone, so that a replay gives the same bytes. */
export const createSeededIds = (seed: string): Ids => {
  let count = 0;
  const digest = () => createHash('sha256').update(`${seed}:${count++}`).digest('hex');
  return {
    random: () => {
      const hex = digest();
      return [
        hex.slice(0, 8),
        hex.slice(8, 12),
        `4${hex.slice(13, 16)}`,
        `8${hex.slice(17, 20)}`,
        hex.slice(20, 32),
      ].join('-');
    },
    chance: () => Number.parseInt(digest().slice(0, 12), 16) / 2 ** 48,
  };
};
