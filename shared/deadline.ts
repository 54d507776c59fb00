import { AsyncLocalStorage } from 'node:async_hooks';
import { second } from './domain/instant.ts';

/** By the process's own steady clock: that of the agents may run faster. */
interface Deadline {
  readonly at: number;
  readonly lengthMs: number;
}

const current = new AsyncLocalStorage<Deadline>();

/** What a call leaves untouched of the time, for what has to follow it however it ends. */
export const reserves = {
  /** After a call whose answer the turn can do without: decide, commit, and send. */
  fallback: 20 * second,
  /** After a message: settle it. */
  settling: 5 * second,
} as const;

/** Reserves are meant for a deadline of this length or more, and are in proportion to a shorter one. */
const usualMs = 40 * second;
const inProportion = (ms: number, { lengthMs }: Deadline): number =>
  ms * Math.min(1, lengthMs / usualMs);

/**
 * Runs work that has to be over in so many milliseconds: every call that it makes to the outside is
 * cut to what is left by then, whoever makes it and however deep. Inside another deadline the
 * earlier one counts.
 */
export const withDeadline = <T>(ms: number, work: () => Promise<T>): Promise<T> => {
  const outer = current.getStore();
  const lengthMs = Math.max(0, ms);
  const at = performance.now() + lengthMs;
  return current.run(outer && outer.at <= at ? outer : { at, lengthMs }, work);
};

/** How long a call may take that would like `wantedMs` and is to leave `reserveMs`; whole, from 0. */
export const allowedMs = (wantedMs: number, reserveMs = 0): number => {
  const deadline = current.getStore();
  if (!deadline) return wantedMs;
  const leftMs = deadline.at - performance.now() - inProportion(reserveMs, deadline);
  return Math.max(0, Math.min(wantedMs, Math.floor(leftMs)));
};

/** Whether something that takes up to so long is worth beginning. */
export const hasTimeFor = (ms: number): boolean => {
  const deadline = current.getStore();
  if (!deadline) return true;
  const leftMs = deadline.at - performance.now();
  return leftMs > 0 && leftMs >= inProportion(ms, deadline);
};
