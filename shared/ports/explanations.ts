import { z } from 'zod';
import { FlightKey, FlightPhase } from '#shared/domain/flight.ts';
import { Instant } from '#shared/domain/instant.ts';
import { DeliveryStatus, MessageType } from '#shared/domain/message.ts';
import { TaskState } from '#shared/domain/task.ts';
import { ContactRole } from '#shared/domain/trip.ts';

/** What was said and not said to a contact about one leg, as it was written down. */
export const TripRecord = z.object({
  tripId: z.uuid(),
  journeyId: z.uuid(),
  role: ContactRole,
  flightNumber: z.string(),
  flightKey: FlightKey,
  originIata: z.string(),
  destinationIata: z.string(),
  originZone: z.string(),
  departure: Instant,
  bookedAt: Instant,
  hasNumber: z.boolean(),
  messages: z.array(
    z.object({
      id: z.uuid(),
      type: MessageType,
      status: DeliveryStatus,
      providerStatus: z.string().nullable(),
      errorCode: z.string().nullable(),
      reason: z.string().nullable(),
      createdAt: Instant,
      sentAt: Instant.nullable(),
      gate: z.string().nullable().describe('The gate that it said.'),
    }),
  ),
  decisions: z
    .array(
      z.object({
        at: Instant,
        decision: z.enum(['held', 'suppressed', 'dropped']),
        subject: z.string(),
        rule: z.string(),
        until: Instant.nullable(),
      }),
    )
    .describe('What was not said, or not then.'),
  readings: z
    .array(
      z.object({
        at: Instant,
        phase: FlightPhase,
        gate: z.string().nullable(),
        departure: Instant.nullable(),
      }),
    )
    .describe('Each change of the flight, oldest first.'),
  calls: z.array(
    z.object({ at: Instant, state: TaskState, message: z.string(), closedAt: Instant.nullable() }),
  ),
});
export type TripRecord = z.output<typeof TripRecord>;

/** Everything that was written down of what a contact was told. */
export const ContactRecord = z.object({
  contactId: z.uuid(),
  optedOut: z.boolean(),
  trips: z.array(TripRecord).describe('By departure; the latest twenty.'),
});
export type ContactRecord = z.output<typeof ContactRecord>;

/** Why somebody heard, and why not. */
export interface Explanations {
  /** Null: the agency has no such contact. */
  of(agencyId: string, contactId: string): Promise<ContactRecord | null>;
}
