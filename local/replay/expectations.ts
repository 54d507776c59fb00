import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';
import { MessageType } from '#shared/domain/message.ts';
import { TaskKind, TaskState } from '#shared/domain/task.ts';
import { MessageStatus, TaskSeverity } from './outcome.ts';

/** Both bounds are inclusive. */
const entry = {
  trip: z.string().optional(),
  after: Instant.optional(),
  before: Instant.optional(),
};
/** The text contains all of `includes` and none of `excludes`. */
const text = { includes: z.array(z.string()).optional(), excludes: z.array(z.string()).optional() };
/** `to`: the number it went to, in any of its writings. */
const to = { to: z.string().optional() };
const message = { ...entry, type: MessageType.optional() };
const task = {
  ...entry,
  kind: TaskKind.optional(),
  state: TaskState.optional(),
  severity: TaskSeverity.optional(),
};
/** The exact number of matches; at least one where it is absent. */
const times = { times: z.int().min(0).optional() };

/** Limits all delivered messages about the flight; replies to a traveller do not count. */
export const flightTotal = 'flight_total_at_most';

/** The `expect` of a scenario file. Unknown keys are refused, since they would match nothing. */
export const Expectations = z.strictObject({
  delivered: z.array(z.strictObject({ ...message, ...to, ...text, ...times })).default([]),
  messages: z
    .array(
      z.strictObject({ ...message, ...to, ...text, ...times, status: MessageStatus.optional() }),
    )
    .default([]),
  suppressed: z.array(z.strictObject({ ...message, ...times })).default([]),
  tasks: z.array(z.strictObject({ ...task, ...times })).default([]),
  /** Delivered messages by trip, `*` for all of them, and type. */
  count: z
    .record(
      z.string(),
      z.partialRecord(z.enum([...MessageType.options, flightTotal]), z.int().min(0)),
    )
    .default({}),
  never: z.array(z.strictObject({ ...message, ...to, ...text })).default([]),
  neverTasks: z.array(z.strictObject(task)).default([]),
  lookupsAtMost: z.int().min(0).optional(),
  booking: z.record(z.string(), z.boolean()).default({}),
  /** Fields of a trip at the end, by path; `nextCheckAt` may also be "some" or "none". */
  trips: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
});
export type Expectations = z.infer<typeof Expectations>;
