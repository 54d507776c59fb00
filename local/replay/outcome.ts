import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';
import { MessageType } from '#shared/domain/message.ts';
import { TaskKind, TaskState } from '#shared/domain/task.ts';

const entry = { at: Instant, trip: z.string() };
const message = { ...entry, type: MessageType };

/** The final status of a message; one that is still being retried at the end is UNKNOWN. */
export const MessageStatus = z.enum(['SENT', 'FAILED', 'UNKNOWN']);

/** How soon a person has to act on a task. */
export const TaskSeverity = z.enum(['urgent', 'normal']);

/** The outcome of a scenario, as `replay --json` prints it. */
export const Outcome = z.object({
  scenario: z.string(),
  booking: z.record(
    z.string(),
    z.discriminatedUnion('accepted', [
      z.object({ accepted: z.literal(true), joined: z.string().optional() }),
      z.object({ accepted: z.literal(false), error: z.string() }),
    ]),
  ),
  /** All messages that were decided and not dropped. */
  messages: z
    .array(
      z.object({
        ...message,
        to: z.string(),
        template: z.string().nullable(),
        variables: z.record(z.string(), z.string()).nullable(),
        text: z.string(),
        status: MessageStatus,
      }),
    )
    .readonly(),
  /** What the provider accepted. */
  delivered: z
    .array(z.object({ ...message, to: z.string().optional(), text: z.string() }))
    .readonly(),
  /** Messages that were held back or dropped, and why. */
  suppressed: z.array(z.object({ ...message, reason: z.string() })).readonly(),
  tasks: z
    .array(
      z.object({
        ...entry,
        kind: TaskKind,
        severity: TaskSeverity,
        state: TaskState,
        reason: z.string().default(''),
      }),
    )
    .readonly(),
  aeroapi: z.object({ lookups: z.int(), pushes: z.int() }),
  /** Each booked trip at the end. */
  trips: z.record(z.string(), z.record(z.string(), z.unknown())),
});
export type Outcome = z.infer<typeof Outcome>;
