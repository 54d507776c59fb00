import { z } from 'zod';
import type { Instant } from '#shared/domain/instant.ts';

/**
 * The state of the whole system in numbers, over all agencies: ages in seconds, counts of rows, and
 * what happened in the last five minutes.
 */
export const OperationsReport = z.object({
  outboxOldestSeconds: z.number().describe('Age of the oldest event that was not published.'),
  timersLateSeconds: z.number().describe('How late the latest timer is that has not fired.'),
  unknownEffects: z
    .int()
    .describe('Messages of which nobody has known for five minutes whether they were sent.'),
  quarantined: z.int().describe('Events that were set aside within the last hour.'),
  urgentTasks: z.int().describe('Open tasks of critical messages that could not be sent.'),
  eventToSendP95Seconds: z
    .number()
    .nullable()
    .describe(
      'From the decision, or the end of a hold, to the provider’s yes; null: nothing was sent.',
    ),
});
export type OperationsReport = z.infer<typeof OperationsReport>;

/**
 * Tells operators how the system is; sees no personal data.
 * @example
 * const { outboxOldestSeconds } = await operations.report(clock.now());
 */
export interface Operations {
  report(now: Instant): Promise<OperationsReport>;
}
