import { z } from 'zod';
import type { Instant } from '#shared/domain/instant.ts';

/** The state of the whole system, over all agencies: ages in seconds and counts of rows. */
export const OperationsReport = z.object({
  outboxOldestSeconds: z.number().describe('Age of the oldest event that was not published.'),
  timersLateSeconds: z.number().describe('How late the most overdue timer is.'),
  unknownEffects: z.int().describe('Messages whose outcome has been unknown for five minutes.'),
  quarantined: z.int().describe('Events that were quarantined within the last hour.'),
  urgentTasks: z.int().describe('Open tasks about critical messages that could not be sent.'),
  untoldIncidents: z
    .int()
    .describe('Urgent incidents that nobody of their agency answered, or could be told of.'),
  eventToSendP95Seconds: z
    .number()
    .nullable()
    .describe(
      'From the decision, or the end of a hold, to the provider’s acceptance, over the last five ' +
        'minutes; null: nothing was sent.',
    ),
});
export type OperationsReport = z.infer<typeof OperationsReport>;

/**
 * The health of the system, for operators; without personal data.
 * @example
 * const { outboxOldestSeconds } = await operations.report(clock.now());
 */
export interface Operations {
  /** Computes the report as of `now`. */
  report(now: Instant): Promise<OperationsReport>;
}
