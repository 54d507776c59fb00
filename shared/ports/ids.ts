/**
 * The only source of ids and randomness, so that replay can repeat them.
 * @example
 * const pauseMs = Math.round(ids.chance() * 1_000);
 */
export interface Ids {
  /** A new uuid v4. */
  random(): string;
  /** A number in [0, 1), for jitter. */
  chance(): number;
}
