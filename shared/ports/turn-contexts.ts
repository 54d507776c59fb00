import { z } from 'zod';
import { AgencyProfile } from '#shared/domain/agency.ts';
import { DutyRoster } from '#shared/domain/duty-roster.ts';
import { FlightFacts, FlightPhase } from '#shared/domain/flight.ts';
import { Incident } from '#shared/domain/incident.ts';
import { Instant } from '#shared/domain/instant.ts';
import { DeliveryStatus, LedgerEntry, MessageType, OptOutType } from '#shared/domain/message.ts';
import { BrakeInForce } from '#shared/domain/sending.ts';
import { StaffMember } from '#shared/domain/staff.ts';
import { TaskFacts, TaskKind, TaskState } from '#shared/domain/task.ts';
import { Consent, Trip, TripStatus } from '#shared/domain/trip.ts';
import { DutyDay } from '#shared/events/incidents.ts';
import { JourneyStays } from './itineraries.ts';

const storedSettings = z
  .record(z.string(), z.unknown())
  .describe('setting_key -> setting_value as stored; see effectiveSettings.');

const brakes = z
  .array(BrakeInForce)
  .default([])
  .describe('Brakes that may be on what is said here; see strictestBrake.');

/** The agency that a turn works for. */
export const AgencyContext = AgencyProfile.pick({
  id: true,
  name: true,
  sender: true,
  phone: true,
  emergencyPhone: true,
  zone: true,
  hours: true,
});
export type AgencyContext = z.infer<typeof AgencyContext>;

/** A leg of a journey as one contact lives it, with what is known of its flight. */
export const JourneyLeg = Trip.pick({
  flightNumber: true,
  originIata: true,
  destinationIata: true,
  originZone: true,
  destinationZone: true,
  departure: true,
  flightKey: true,
  status: true,
  stay: true,
  role: true,
  contactId: true,
  revision: true,
  insertedAt: true,
}).extend({ tripId: z.uuid(), flight: FlightFacts.nullable() });
export type JourneyLeg = z.infer<typeof JourneyLeg>;

/** What is known of the messages to one contact of a group about a flight. */
export const GroupTrip = z.object({
  tripId: z.uuid(),
  passengers: z.array(z.uuid()).describe('Infants left out: they are never addressed.'),
  isWrittenTo: z.boolean().describe('There is a number, and it has not opted out.'),
  last: z
    .object({
      type: MessageType,
      status: DeliveryStatus,
      permanent: z.boolean(),
      departure: Instant.nullable(),
      phase: FlightPhase.nullable(),
    })
    .nullable()
    .describe('The newest message that tells a departure or a phase, and was not dropped.'),
  call: z
    .object({ state: TaskState, message: z.string() })
    .nullable()
    .describe('The newest call to make, and what is to be told by it.'),
});
export type GroupTrip = z.infer<typeof GroupTrip>;

/** What turns about a trip are decided on. */
export const TripContext = z.object({
  trip: Trip,
  agency: AgencyContext,
  settings: storedSettings,
  flight: FlightFacts.nullable().describe('The latest facts about the flight the trip is on.'),
  ledger: z.array(LedgerEntry).describe('Every message decided for this trip, oldest first.'),
  consent: Consent.nullable().describe(
    'Of the contact, for the number and name of now; null: what there was is of another.',
  ),
  optedOut: z
    .boolean()
    .describe(
      'The traveller has opted out of the number that the agency writes from, whoever shares it.',
    ),
  optedOutElsewhere: z
    .boolean()
    .default(false)
    .describe('The opt-out was sent to another agency that writes from the same number.'),
  lastInboundAt: Instant.nullable().describe(
    'When this phone last wrote to this agency: the 24-hour window.',
  ),
  tasks: z
    .array(z.object({ kind: TaskKind, state: TaskState, facts: TaskFacts }))
    .describe('Tasks that are not done; `claimed` too where somebody has their incident.'),
  callsMade: z
    .array(z.object({ openedAt: Instant, closedAt: Instant }))
    .default([])
    .describe('Calls that a person of the agency has made about this trip.'),
  brakes,
  nextLeg: z
    .object({ tripId: z.uuid(), departure: Instant })
    .nullable()
    .describe('The same passenger’s next departure with this agency, as well as it is known.'),
  journey: z
    .object({
      id: z.uuid(),
      comesInPieces: z.boolean().describe('It has a reference, by which more of it may follow.'),
      legs: z.array(JourneyLeg),
    })
    .describe('The journey as this contact lives it, by departure; this trip is one of its legs.'),
  confirmations: z
    .array(LedgerEntry)
    .describe('Messages of the other legs that confirm them or name this one.'),
  group: z
    .array(GroupTrip)
    .nullable()
    .default(null)
    .describe(
      'Of a guide: the trips of travellers and guardians on this flight, in the group of the ' +
        'journey or, without one, in the journey.',
    ),
});
export type TripContext = z.infer<typeof TripContext>;

/**
 * Everything about one trip in one call (`get_complete_trip_context`): with the documents, messages
 * and plans that only somebody who talks with the traveller needs.
 */
export const CompleteTripContext = TripContext.extend({
  documents: z
    .array(
      z.object({
        id: z.uuid(),
        type: z.string(),
        fileName: z.string().nullable(),
        path: z.string(),
        uploadedAt: Instant,
        uploadedByType: z.string(),
        passengerId: z.uuid().nullable().describe('Whose it is; null: of all passengers.'),
      }),
    )
    .describe('Oldest first.'),
  recentMessages: z
    .array(z.object({ direction: z.enum(['in', 'out']), text: z.string(), at: Instant }))
    .describe('Newest last, at most 20.'),
  stays: JourneyStays.describe('What the stays of the journey are made of, with their plans.'),
  journeyMetadata: z
    .record(z.string(), z.unknown())
    .describe('Of the journey, as booked: what its legs do not say themselves.'),
});
export type CompleteTripContext = z.infer<typeof CompleteTripContext>;

/** What turns about a journey are decided on: its trips, without personal data. */
export const JourneyContext = z.object({
  id: z.uuid(),
  agencyId: z.uuid(),
  settings: storedSettings,
  legs: z
    .array(JourneyLeg)
    .describe('The legs of all its contacts that are not withdrawn, by departure.'),
  tasks: z
    .array(z.object({ tripId: z.uuid(), kind: TaskKind }))
    .describe('Tasks about its trips that are not done.'),
});
export type JourneyContext = z.infer<typeof JourneyContext>;

/** What turns about a flight are decided on: the trips on it, without personal data. */
export const FlightContext = z.object({
  followers: z.array(
    z.object({
      tripId: z.uuid(),
      agencyId: z.uuid(),
      journeyId: z.uuid(),
      departure: Instant,
      bookedAt: Instant.describe(
        'When the trip was put on this flight: its booking, or the last edit of flight or time.',
      ),
      status: TripStatus,
      originZone: z.string(),
      destinationZone: z.string(),
    }),
  ),
  agencies: z
    .record(z.uuid(), storedSettings)
    .describe('Stored settings of each agency that has a follower.'),
});
export type FlightContext = z.infer<typeof FlightContext>;

/** What turns about a conversation (agency's number, traveller's number) are decided on. */
export const ConversationContext = z.object({
  id: z.uuid(),
  agency: AgencyContext,
  settings: storedSettings,
  phone: z.string(),
  message: z
    .object({
      id: z.uuid(),
      text: z.string(),
      at: Instant,
      providerId: z.string(),
      media: z.array(z.object({ url: z.string(), contentType: z.string() })),
      optOutType: OptOutType.nullable(),
      choice: z.string().nullable().describe('The id of the option that was tapped.'),
    })
    .nullable()
    .describe('The message of the event, written by the traveller or by a person of the agency.'),
  optedOut: z.boolean(),
  trips: z
    .array(Trip)
    .describe('Trips of this phone with this agency that are not withdrawn, by departure.'),
  withdrawn: z
    .array(
      Trip.pick({
        id: true,
        flightNumber: true,
        departure: true,
        originZone: true,
        language: true,
      }),
    )
    .describe('Those that the agency has taken back, by departure.'),
  lastInboundAt: Instant.nullable(),
  takenOverUntil: Instant.nullable().describe('Until when a person has the conversation.'),
  takenOverBy: z.string().nullable().describe('Who took it last.'),
  brakes,
  pendingReplies: z.array(z.string()).describe('Keys of the replies that are PENDING.'),
});
export type ConversationContext = z.infer<typeof ConversationContext>;

/** An incident as the duty desk tells of it. */
export const DutyIncident = Incident.omit({
  about: true,
  waitingSince: true,
  counts: true,
}).extend({
  urgentFrom: Instant.nullable().describe('From then on it is urgent, whatever its tasks are.'),
  flight: z
    .object({ number: z.string(), origin: z.string(), destination: z.string() })
    .nullable()
    .describe('The first flight that it is about.'),
});
export type DutyIncident = z.infer<typeof DutyIncident>;

/** What turns of the duty desk are decided on. */
export const DutyContext = z.object({
  agency: AgencyContext.extend({ languages: AgencyProfile.shape.languages }),
  roster: DutyRoster.nullable(),
  members: z.array(StaffMember).describe('Those who may be on duty, in the order of joining.'),
  incidents: z
    .array(DutyIncident)
    .describe(
      'Those to ask about, those of which somebody was told, and those that time makes urgent; ' +
        'the oldest first.',
    ),
  messages: z
    .array(z.object({ key: z.string(), status: DeliveryStatus }))
    .describe('The alerts of incidents that wait for somebody.'),
  day: DutyDay.nullable().describe('What to watch, where the address asks for it.'),
});
export type DutyContext = z.infer<typeof DutyContext>;
