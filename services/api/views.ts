import { z } from 'zod';
import { airport } from '#shared/domain/airports.ts';
import { Instant } from '#shared/domain/instant.ts';
import { type Journey, JourneySummary } from '#shared/domain/journey.ts';
import { localClock, localDate } from '#shared/domain/local-time.ts';
import { TaskKind, TaskOfAgency, TaskSeverity, TaskState } from '#shared/domain/task.ts';
import { Trip } from '#shared/domain/trip.ts';

/** Free-form JSON; its members depend on the kind of the entry. */
const facts = z.record(z.string(), z.unknown());

/** What clocks at the airports show, as `2027-03-03T16:20`. */
const LocalTimes = z
  .object({
    departure: z.string(),
    scheduledDeparture: z.string().nullable(),
    estimatedDeparture: z.string().nullable(),
    estimatedArrival: z.string().nullable().describe('At the destination.'),
  })
  .meta({ id: 'LocalTimes', description: 'The instants of a trip as local times.' });

/** A trip, as the API shows it. */
export const TripView = Trip.extend({ local: LocalTimes }).meta({
  id: 'Trip',
  description: 'One leg as one contact lives it, as booked and as it stands.',
});

/** What a clock and a calendar in the zone show, as `2027-03-03T16:20`. */
export const localTime = (at: Instant, zone: string): string =>
  `${localDate(at, zone)}T${localClock(at, zone)}`;

/** A trip with its local times. */
export const tripView = (trip: Trip): z.input<typeof TripView> => ({
  ...trip,
  local: {
    departure: localTime(trip.departure, trip.originZone),
    scheduledDeparture:
      trip.scheduledDeparture && localTime(trip.scheduledDeparture, trip.originZone),
    estimatedDeparture:
      trip.estimatedDeparture && localTime(trip.estimatedDeparture, trip.originZone),
    estimatedArrival:
      trip.estimatedArrival && localTime(trip.estimatedArrival, trip.destinationZone),
  },
});

const LegView = JourneySummary.shape.legs.element
  .extend({ localDeparture: z.string().describe('At the origin, as `2027-03-03T16:20`.') })
  .meta({ id: 'Leg', description: 'One flight of a journey as booked.' });

/** A journey in a list, as the API shows it. */
export const JourneySummaryView = JourneySummary.extend({ legs: z.array(LegView) }).meta({
  id: 'JourneySummary',
  description: 'One booking of an agency, without its trips.',
});

/** A journey, as the API shows it. */
export const JourneyView = JourneySummaryView.extend({ trips: z.array(TripView) }).meta({
  id: 'Journey',
  description: 'One booking of an agency: legs, people and trips.',
});

/** A journey in a list, with its local times. */
export const journeySummaryView = (
  journey: JourneySummary,
): z.input<typeof JourneySummaryView> => ({
  ...journey,
  legs: journey.legs.map((leg) => ({
    ...leg,
    localDeparture: localTime(leg.departure, airport(leg.originIata)?.zone ?? 'UTC'),
  })),
});

/** A journey with its local times. */
export const journeyView = ({ trips, ...journey }: Journey): z.input<typeof JourneyView> => ({
  ...journeySummaryView(journey),
  trips: trips.map(tripView),
});

/** A trip after a booking or an edit, with its warnings. */
export const TripWithWarnings = TripView.extend({
  warnings: z.array(z.object({ field: z.string(), code: z.string(), message: z.string() })),
}).meta({
  id: 'TripWithWarnings',
  description: 'A trip, and what the agency should check about it.',
});

/** What the agency should check, and where in the document it is. */
export const Warnings = z.array(
  z.object({ pointer: z.string(), code: z.string(), message: z.string() }),
);

/** A journey after it was booked, with its warnings. */
export const JourneyWithWarnings = JourneyView.extend({ warnings: Warnings }).meta({
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
    attempts: TaskOfAgency.shape.attempts,
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
    kind: z.enum(['flight', 'decision', 'message', 'task', 'inbound', 'document', 'act']),
    summary: z.string(),
    detail: facts,
  })
  .meta({
    id: 'TimelineEntry',
    description:
      'One thing that happened to a trip: a flight event, a decision with its reason, a ' +
      'message, a task, a message received, a document, what somebody of the agency did.',
  });

/** The schema of a whole list. */
export const listOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item) });
/** The schema of one page of a list. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    next: z.string().nullable().describe('The `cursor` of the next page; null on the last.'),
  });

/** The schema of the outcome of an import; `idName`: what names the thing that a row repeats. */
export const importResult = (idName: string) =>
  z.object({
    imported: z.int().describe('Rows that were added.'),
    duplicates: z
      .array(z.object({ line: z.int(), [idName]: z.uuid() }))
      .describe('Rows that the agency has already; nothing was changed by them.'),
    errors: z
      .array(
        z.object({
          line: z.int(),
          column: z.string().nullable(),
          code: z.string(),
          message: z.string(),
        }),
      )
      .describe('Rows that were not added, by line of the file (the first is 1) and column.'),
  });
