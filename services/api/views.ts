import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';
import { Journey } from '#shared/domain/journey.ts';
import { TaskKind, TaskSeverity, TaskState } from '#shared/domain/task.ts';
import { Trip } from '#shared/domain/trip.ts';

/** Free-form JSON; its members depend on the kind of the entry. */
const facts = z.record(z.string(), z.unknown());

/** A trip, as the API shows it. */
export const TripView = Trip.meta({
  id: 'Trip',
  description: 'One leg of one passenger, as booked and as it stands.',
});

/** A trip after a booking or an edit, with its warnings. */
export const TripWithWarnings = TripView.extend({
  warnings: z.array(z.object({ field: z.string(), code: z.string(), message: z.string() })),
}).meta({
  id: 'TripWithWarnings',
  description: 'A trip, and what the agency should check about it.',
});

/** What the agency should check about a journey, and where in the document it is. */
const JourneyWarnings = z.array(
  z.object({ pointer: z.string(), code: z.string(), message: z.string() }),
);

/** A journey after it was booked, with its warnings. */
export const JourneyWithWarnings = Journey.extend({ warnings: JourneyWarnings }).meta({
  id: 'JourneyWithWarnings',
  description: 'A journey, and what the agency should check about it.',
});

/** A task, as the API shows it (RULES §8). */
export const TaskView = z
  .object({
    id: z.uuid(),
    tripId: z.uuid().nullable(),
    kind: TaskKind,
    severity: TaskSeverity,
    state: TaskState,
    reason: z.string(),
    facts,
    openedAt: Instant,
    updatedAt: Instant,
    closedReason: z.string().nullable().describe('Why it was closed; null before.'),
  })
  .meta({ id: 'Task', description: 'Trouble that needs a person.' });

/** A message to a traveller with its delivery status, as the API shows it. */
export const MessageView = z
  .object({
    id: z.uuid(),
    tripId: z.uuid().nullable(),
    type: z.string(),
    status: z.string().describe('Ours: PENDING, SENDING, SENT, FAILED, UNKNOWN or DROPPED.'),
    providerStatus: z.string().nullable().describe('Twilio’s: queued, sent, delivered, read, …'),
    template: z.string().nullable(),
    text: z.string().describe('What the traveller reads.'),
    to: z.string(),
    createdAt: Instant,
    dueAt: Instant,
    sentAt: Instant.nullable(),
    attempts: z.int(),
    errorCode: z.string().nullable(),
    reason: z.string().nullable().describe('Why it was dropped.'),
  })
  .meta({ id: 'Message', description: 'A message to a traveller.' });

/** An entry of a trip's timeline. */
export const TimelineView = z
  .object({
    at: Instant,
    kind: z.enum(['flight', 'decision', 'message', 'task', 'inbound']),
    summary: z.string(),
    detail: facts,
  })
  .meta({
    id: 'TimelineEntry',
    description:
      'One thing that happened to a trip: a flight event, a decision with its reason, a ' +
      'message, a task, a message received.',
  });

/** The schema of a whole list. */
export const listOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item) });
/** The schema of one page of a list. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    next: z.string().nullable().describe('The `cursor` of the next page; null on the last.'),
  });
