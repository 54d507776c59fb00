import { useEffect, useSyncExternalStore } from 'react';
import { createStore, useStore } from './store.ts';

/** A reading of the agents’ clock: what it showed, and when by ours. */
interface Reading {
  readonly agents: number;
  readonly ours: number;
}

/** The agents’ time runs faster than ours where somebody plays (`npm start -- --speed 60`). */
interface Line extends Reading {
  readonly rate: number;
}

/**
 * The line through two readings of the agents’ clock. Nearer than two seconds they say nothing of
 * its speed.
 */
export const lineThrough = (before: Line | null, { agents, ours }: Reading): Line => {
  if (before === null) return { agents, ours, rate: 1 };
  const passed = ours - before.ours;
  if (passed < 2_000) return before;
  const rate = (agents - before.agents) / passed;
  // The delay of an answer makes real time a little slower or faster, for once.
  return { agents, ours, rate: Math.abs(rate - 1) < 0.2 ? 1 : Math.max(rate, 0) };
};

let line: Line | null = null;
const tick = createStore(0);

/** The agents’ time of now, in milliseconds. */
export const agentsNow = (): number =>
  line === null ? Date.now() : line.agents + (Date.now() - line.ours) * line.rate;

/** How long it is by our clock until the agents’ one shows a time, in milliseconds. */
export const oursUntil = (agentsTime: number): number =>
  (agentsTime - agentsNow()) / (line?.rate || 1);

/** Sets the clock by what the API said. */
export const setClock = (now: string): void => {
  line = lineThrough(line, { agents: Date.parse(now), ours: Date.now() });
};

/** The agents’ time, every second. */
export const useNow = (): number => {
  useStore(tick);
  return agentsNow();
};

/** What the agents’ time makes of something: drawn again only when that is another text. */
export const useTold = (tell: (now: number) => string): string =>
  useSyncExternalStore(tick.subscribe, () => tell(agentsNow()));

/** Lets the clock tick while the page lives. */
export const useTicking = (): void => {
  useEffect(() => {
    const timer = setInterval(() => tick.set(tick.get() + 1), 1_000);
    return () => clearInterval(timer);
  }, []);
};
