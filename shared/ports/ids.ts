/**
 * Makes ids and chance, so that replay can make them repeatable.
 * @example
 * const pauseMs = Math.round(ids.chance() * 1_000);
 */
export interface Ids {
  /** A new uuid v4. */
  random(): string;
  /** A number in [0, 1), for jitter. */
  chance(): number;
}
