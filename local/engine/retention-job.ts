import { describeError } from '#shared/actor/describe-error.ts';
import { minute, second } from '#shared/domain/instant.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Log } from '#shared/ports/log.ts';
import { countsInWords, endWhatIsOver, type RetentionDependencies } from '#shared/retention.ts';
import { repeat } from './repeat.ts';

/** Soon after the start, since a process that restarts often would otherwise never delete. */
const firstDelayMs = 5 * second;
const intervalMs = 30 * minute;

/** Ends what is past its retention, now and every half hour, in real time. */
export const startRetentionJob = (
  deps: RetentionDependencies & {
    readonly mostMonths: number;
    readonly clock: Clock;
    readonly log: Log;
  },
): { stop(): Promise<void> } => {
  let isStopped = false;
  const purge = async (): Promise<void> => {
    try {
      const counts = await endWhatIsOver(deps, {
        mostMonths: deps.mostMonths,
        now: deps.clock.now(),
        mayGoOn: () => !isStopped,
      });
      if (Object.keys(counts).length > 0)
        deps.log.info('what was over has ended', { counts: countsInWords(counts) });
    } catch (error) {
      deps.log.warn('what is over could not be ended', { error: describeError(error) });
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
