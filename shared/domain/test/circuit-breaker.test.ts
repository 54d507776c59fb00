import {
  adviceOf,
  afterFailure,
  afterNothing,
  afterSuccess,
  type BreakerState,
  closedBreaker,
  defaultBreakerPolicy as policy,
  probing,
} from '../circuit-breaker.ts';
import { type Instant, minute, plus, second } from '../instant.ts';

const start = '2027-03-03T12:00:00.000Z';
const at = (ms: number): Instant => plus(start, ms);
const failing = (times: readonly number[], from: BreakerState = closedBreaker): BreakerState =>
  times.reduce((state, ms) => afterFailure(state, null, at(ms), policy), from);
/** Open since the start, for half a minute. */
const open = failing([0, 0, 0, 0, 0]);
/** What the next probe makes of it, once it may. */
const probe = (
  state: BreakerState,
  end: 'fails' | 'succeeds',
): { readonly state: BreakerState; readonly now: Instant } => {
  const now = state.openUntil ?? start;
  const probed = probing(state, now, policy);
  return {
    now,
    state:
      end === 'fails'
        ? afterFailure(probed, probed.probeUntil, now, policy)
        : afterSuccess(probed, probed.probeUntil),
  };
};

describe('a closed breaker', () => {
  it('opens at the fifth failure in a row within two minutes', () => {
    expect(adviceOf(failing([0, 1, 2, 3]), start, policy)).toEqual({ kind: 'closed' });
    expect(adviceOf(failing([0, 1, 2, 3, 2 * minute]), at(2 * minute), policy)).toEqual({
      kind: 'open',
      until: at(2.5 * minute),
    });
  });

  it('forgets failures at a success, and those that are older than the window', () => {
    expect(afterSuccess(failing([0, 0, 0, 0]), null)).toMatchObject({
      failures: 0,
      failingSince: null,
    });
    expect(failing([0, 0, 0, 0, 2 * minute + 1])).toMatchObject({
      failures: 1,
      failingSince: at(2 * minute + 1),
      openUntil: null,
    });
  });

  it('is left as it is by what says nothing new, so that nothing is written', () => {
    expect(afterSuccess(closedBreaker, null)).toBe(closedBreaker);
    expect(afterNothing(closedBreaker, null)).toBe(closedBreaker);
  });
});

describe('an open breaker', () => {
  it('stays as it is whatever calls that began before it opened come to', () => {
    expect(afterFailure(open, null, at(second), policy)).toBe(open);
    expect(afterSuccess(open, null)).toBe(open);
  });

  it('is half-open when its time is over, and gives one probe at a time', () => {
    expect(adviceOf(open, at(30 * second - 1), policy)).toEqual({
      kind: 'open',
      until: at(30 * second),
    });
    expect(adviceOf(open, at(30 * second), policy)).toEqual({ kind: 'half-open' });
    const probed = probing(open, at(30 * second), policy);
    expect(adviceOf(probed, at(31 * second), policy)).toEqual({
      kind: 'open',
      until: at(36 * second),
    });
  });

  it('gives another probe when the first prober died, or found nothing out', () => {
    const probed = probing(open, at(30 * second), policy);
    expect(adviceOf(probed, at(150 * second - 1), policy)).toEqual({
      kind: 'open',
      until: at(150 * second),
    });
    expect(adviceOf(probed, at(150 * second), policy)).toEqual({ kind: 'half-open' });
    expect(adviceOf(afterNothing(probed, probed.probeUntil), at(31 * second), policy)).toEqual({
      kind: 'half-open',
    });
  });

  it('does not hear a prober whose time is over', () => {
    const first = probing(open, at(30 * second), policy);
    const next = probing(first, at(150 * second), policy);
    expect(afterSuccess(next, first.probeUntil)).toBe(next);
    expect(afterFailure(next, first.probeUntil, at(151 * second), policy)).toBe(next);
  });

  it('closes when the probe succeeds', () => {
    expect(adviceOf(probe(open, 'succeeds').state, at(30 * second), policy)).toEqual({
      kind: 'closed',
    });
  });

  it('stays open twice as long at each probe that fails, up to four minutes', () => {
    let state = open;
    const lasted = [1, 2, 3, 4, 5].map(() => {
      const probed = probe(state, 'fails');
      state = probed.state;
      return (Date.parse(state.openUntil ?? start) - Date.parse(probed.now)) / second;
    });
    expect(lasted).toEqual([60, 120, 240, 240, 240]);
  });

  it('goes on counting its openings where it opens again soon after, and begins anew later', () => {
    const { state: closed, now } = probe(open, 'succeeds');
    const failsAgain = (ms: number) =>
      failing(
        [0, 0, 0, 0, 0].map(() => Date.parse(now) - Date.parse(start) + ms),
        closed,
      );
    expect(failsAgain(minute).openings).toBe(2);
    expect(failsAgain(10 * minute).openings).toBe(1);
  });
});
