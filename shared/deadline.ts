import { AsyncLocalStorage } from 'node:async_hooks';
import { second } from './domain/instant.ts';

/** On the process's monotonic clock, since the agents' clock may run faster than real time. */
interface Deadline {
  readonly at: number;
  readonly lengthMs: number;
}

const current = new AsyncLocalStorage<Deadline>();

/** Time that a call must leave for what follows it. */
export const reserves = {
  /** After a call that the turn can do without: to decide, commit and send. */
  fallback: 20 * second,
  /** After a message was sent: to settle it. */
  settling: 5 * second,
} as const;

/** Shorter deadlines shrink reserves in proportion, so that short timeouts leave time to work. */
const usualMs = 40 * second;
const inProportion = (ms: number, { lengthMs }: Deadline): number =>
  ms * Math.min(1, lengthMs / usualMs);

/**
 * Runs work that must finish within `ms` of real time: every outside call that it makes, however
 * deep, is limited to the time left. Of nested deadlines the earlier one applies.
 */
export const withDeadline = <T>(ms: number, work: () => Promise<T>): Promise<T> => {
  const outer = current.getStore();
  const lengthMs = Math.max(0, ms);
  const at = performance.now() + lengthMs;
  return current.run(outer && outer.at <= at ? outer : { at, lengthMs }, work);
};

/**
 * Timeout for a call: at most `wantedMs`, and early enough to leave `reserveMs`. An integer ≥ 0.
 */
export const allowedMs = (wantedMs: number, reserveMs = 0): number => {
  const deadline = current.getStore();
  if (!deadline) return wantedMs;
  const leftMs = deadline.at - performance.now() - inProportion(reserveMs, deadline);
  return Math.max(0, Math.min(wantedMs, Math.floor(leftMs)));
};

/** Whether there is time for something that takes up to `ms`. */
export const hasTimeFor = (ms: number): boolean => {
  const deadline = current.getStore();
  if (!deadline) return true;
  const leftMs = deadline.at - performance.now();
  return leftMs > 0 && leftMs >= inProportion(ms, deadline);
};
