import type { Log } from '#shared/ports/log.ts';
import type { Problem, ProblemName } from './problem.ts';

/** Between two lines about refusals of one kind at one route. */
const pauseMs = 10_000;
const maxKinds = 1_000;

/** Refusals that say something about who asks, or about how busy this process is. */
const logged: ReadonlySet<ProblemName> = new Set([
  'unauthorized',
  'bad-signature',
  'too-many-requests',
  'request-timeout',
  'body-too-large',
  'unavailable',
]);

/** Writes down that a request was refused at a route; `instance` as the client was told it. */
export type LogRefusal = (problem: Problem, route: string) => void;

/**
 * A line for the first refusal of a kind, and then one at most every ten seconds with how many
 * there were: a flood of refusals must not become a flood of lines.
 */
export const createRefusalLog = (
  log: Pick<Log, 'warn'>,
  nowMs: () => number = () => performance.now(),
): LogRefusal => {
  const kinds = new Map<string, { count: number; loggedAtMs: number }>();
  return (problem, route) => {
    if (!logged.has(problem.problem)) return;
    const kind = `${problem.problem} ${route}`;
    const now = nowMs();
    const state = kinds.get(kind) ?? { count: 0, loggedAtMs: Number.NEGATIVE_INFINITY };
    state.count += 1;
    if (now - state.loggedAtMs >= pauseMs) {
      log.warn('requests refused', { code: problem.problem, route, count: state.count });
      state.count = 0;
      state.loggedAtMs = now;
    }
    if (kinds.size < maxKinds) kinds.set(kind, state);
  };
};
