import { describeError } from '#shared/actor/describe-error.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Log } from '#shared/ports/log.ts';

const everyMs = 30 * 60_000;

/** Removes every half hour, in real time, what is older than its retention. */
export const startRetentionJob = (deps: {
  readonly store: { purge(now: Instant): Promise<boolean> };
  readonly clock: Clock;
  readonly log: Log;
}): { stop(): void } => {
  let stopped = false;
  const purge = async (): Promise<void> => {
    while (!stopped && (await deps.store.purge(deps.clock.now()))) {
      // There is more.
    }
  };
  const timer = setInterval(() => {
    purge().catch((error: unknown) =>
      deps.log.warn('old rows could not be removed', { error: describeError(error) }),
    );
  }, everyMs).unref();
  return {
    stop: () => {
      stopped = true;
      clearInterval(timer);
    },
  };
};
