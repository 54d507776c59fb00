import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';

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

const Waiting = z.object({
  count: z.int(),
  oldestAt: Instant.describe('Since when the oldest of them waits.'),
});
const OfAgency = Waiting.extend({ agencyId: z.uuid(), agencyName: z.string() });

/** What waits, what is not known and what was set aside, by whom it concerns; no personal data. */
export const OperationsState = z.object({
  events: z.array(Waiting.extend({ type: z.string() })).describe('Not published yet.'),
  timers: z
    .array(Waiting.extend({ agent: z.string() }))
    .describe('That are due and have not fired.'),
  due: z.array(OfAgency).describe('Messages that should have been tried by now.'),
  unknown: z.array(OfAgency).describe('Messages of which nobody knows whether they were sent.'),
  quarantine: z
    .array(
      Waiting.extend({
        agent: z.string(),
        type: z.string(),
        latestAt: Instant,
        error: z.string().describe('Of the latest.'),
      }),
    )
    .describe('Events that were set aside since an agent failed at them.'),
});
export type OperationsState = z.infer<typeof OperationsState>;

/**
 * The health of the system, for operators; without personal data.
 * @example
 * const { outboxOldestSeconds } = await operations.report(clock.now());
 */
export interface Operations {
  /** Computes the report as of `now`. */
  report(now: Instant): Promise<OperationsReport>;
  /** What makes it up, as of `now`: the oldest first. */
  operationsState(now: Instant): Promise<OperationsState>;
}
