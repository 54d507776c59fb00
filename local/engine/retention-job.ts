import { describeError } from '#shared/actor/describe-error.ts';
import { type Instant, minute, second } from '#shared/domain/instant.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Log } from '#shared/ports/log.ts';
import { repeat } from './repeat.ts';

/** Soon after the start, since a process that restarts often would otherwise never delete. */
const firstDelayMs = 5 * second;
const intervalMs = 30 * minute;

/** Deletes rows older than their retention, now and every half hour, in real time. */
export const startRetentionJob = (deps: {
  readonly store: { purge(now: Instant): Promise<boolean> };
  readonly clock: Clock;
  readonly log: Log;
}): { stop(): Promise<void> } => {
  let isStopped = false;
  const purge = async (): Promise<void> => {
    try {
      while (!isStopped && (await deps.store.purge(deps.clock.now()))) {
        // One call deletes a batch.
      }
    } catch (error) {
      deps.log.warn('old rows could not be removed', { error: describeError(error) });
    }
  };
  const purges = repeat(intervalMs, purge, firstDelayMs);
  return {
    stop: async () => {
      isStopped = true;
      await purges.stop();
    },
  };
};
