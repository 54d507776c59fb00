import { describeError } from '#shared/actor/describe-error.ts';
import { type Instant, minute, second } from '#shared/domain/instant.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Log } from '#shared/ports/log.ts';
import { regularly } from './regularly.ts';

/** Soon after the start, or a process that is restarted often would keep everything for ever. */
const firstAfterMs = 5 * second;
const everyMs = 30 * minute;

/** Removes what is older than its retention: soon after the start, then every half hour, in real time. */
export const startRetentionJob = (deps: {
  readonly store: { purge(now: Instant): Promise<boolean> };
  readonly clock: Clock;
  readonly log: Log;
}): { stop(): Promise<void> } => {
  let stopped = false;
  const purge = async (): Promise<void> => {
    try {
      while (!stopped && (await deps.store.purge(deps.clock.now()))) {
        // There is more.
      }
    } catch (error) {
      deps.log.warn('old rows could not be removed', { error: describeError(error) });
    }
  };
  const purges = regularly(everyMs, purge, firstAfterMs);
  return {
    stop: async () => {
      stopped = true;
      await purges.stop();
    },
  };
};
