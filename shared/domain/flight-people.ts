import { z } from 'zod';
import { DeliveryState, deliveryOf } from './delivery-state.ts';
import { FlightFacts, FlightKey, FlightPhase } from './flight.ts';
import { between, Instant, minute } from './instant.ts';
import { DeliveryStatus, MessageType } from './message.ts';
import { messageTypes } from './message-types.ts';
import { Passenger } from './passenger.ts';
import { TaskOfAgency, TaskState } from './task.ts';
import { ContactRole } from './trip.ts';

/** What tells of a flight; all else that is sent is about a conversation, a stay or a booking. */
export const flightSubjects: readonly MessageType[] = MessageType.options.filter(
  (type) =>
    !messageTypes[type].conversational && type !== 'itinerary_ready' && type !== 'trip_cancelled',
);

/** A person on a flight as the store knows them: a trip with what was said last of its flight. */
export const PersonOnFlight = z.object({
  tripId: z.uuid(),
  journeyId: z.uuid(),
  contactId: z.uuid(),
  name: z.string().describe('The contact’s, as the agency wrote it.'),
  role: ContactRole,
  passengers: z.array(Passenger),
  phone: z.string().nullable(),
  optedOut: z.boolean(),
  last: z
    .object({
      messageId: z.uuid(),
      tripId: z.uuid(),
      type: MessageType,
      status: DeliveryStatus,
      providerStatus: z.string().nullable(),
      errorCode: z.string().nullable(),
      createdAt: Instant,
      sentAt: Instant.nullable(),
      departure: Instant.nullable(),
      phase: FlightPhase.nullable(),
    })
    .nullable()
    .describe('The last message to the number of now that tells of the flight as it is booked.'),
  dropped: z
    .object({ type: MessageType, reason: z.string().nullable(), at: Instant })
    .nullable()
    .describe('The last one that was taken back, where it came after `last`.'),
  suppressed: z
    .object({ subject: z.string(), rule: z.string(), at: Instant })
    .nullable()
    .describe('The last decision to say nothing of the flight, or not yet.'),
  call: z
    .object({ state: TaskState, message: z.string() })
    .nullable()
    .describe('The last that is to be made, or was made by somebody at the agency.'),
  tasks: z.array(TaskOfAgency).describe('Those that are not done, oldest first.'),
});
export type PersonOnFlight = z.infer<typeof PersonOnFlight>;

/** A flight and an agency's people on it; nobody whose trip was withdrawn. */
export const PeopleOnFlight = z.object({
  flightKey: FlightKey,
  flightNumber: z.string(),
  originIata: z.string(),
  destinationIata: z.string(),
  originZone: z.string(),
  destinationZone: z.string(),
  departure: Instant.describe('As booked; the earliest where bookings differ.'),
  facts: FlightFacts.nullable(),
  nextCheckAt: Instant.nullable(),
  people: z.array(PersonOnFlight).describe('By name.'),
});
export type PeopleOnFlight = z.infer<typeof PeopleOnFlight>;

/** How far a person on a flight is with what holds of it now. */
export const ToldState = z.enum([
  ...DeliveryState.exclude(['dropped']).options,
  'called',
  'to_call',
  'not_told',
]);
export type ToldState = z.infer<typeof ToldState>;

/** Travellers are told times in steps of so much; less is the same time. */
const stepMs = 5 * minute;

/** Whether what was said last is what holds now, as far as it is to be told. */
const isOfNow = (
  last: NonNullable<PersonOnFlight['last']>,
  { suppressed }: PersonOnFlight,
  facts: FlightFacts | null,
): boolean => {
  if (facts === null) return true;
  switch (facts.phase) {
    case 'cancelled':
    case 'diverted':
      return last.phase === facts.phase;
    case 'departed':
    case 'landed':
      return last.phase !== 'cancelled';
    case 'scheduled':
      return (
        last.phase !== 'cancelled' &&
        (last.departure === null ||
          Math.abs(between(last.departure, facts.departure)) < stepMs ||
          suppressed?.rule === 'below_threshold')
      );
  }
};

/** Whether a call that was made told what holds now, which no message did. */
const isCalled = (person: PersonOnFlight, facts: FlightFacts | null): boolean =>
  person.call?.state === 'done' &&
  !(person.last && person.last.status !== 'FAILED' && isOfNow(person.last, person, facts)) &&
  (facts?.phase === 'cancelled' || facts?.phase === 'diverted'
    ? person.call.message === facts.phase
    : person.call.message !== 'cancelled' && person.call.message !== 'diverted');

const reasonOf = ({ optedOut, suppressed, dropped, phone }: PersonOnFlight): string | null =>
  optedOut
    ? 'opted_out'
    : dropped && (suppressed === null || suppressed.at < dropped.at)
      ? dropped.reason
      : (suppressed?.rule ?? (phone === null ? 'no_number' : null));

/**
 * How far a person is, and, of one who was not told, the rule that says why; null where nothing
 * has been decided yet.
 */
export const toldState = (
  person: PersonOnFlight,
  facts: FlightFacts | null,
): { readonly state: ToldState; readonly why: string | null } => {
  const { call, last } = person;
  if (call && call.state !== 'done') return { state: 'to_call', why: null };
  if (isCalled(person, facts)) return { state: 'called', why: null };
  if (last === null || !isOfNow(last, person, facts))
    return { state: 'not_told', why: reasonOf(person) };
  const state = deliveryOf(last);
  return state === 'dropped' ? { state: 'not_told', why: reasonOf(person) } : { state, why: null };
};

/** How many people of a flight are how far. */
export const ToldTotals = z.object({
  people: z.int(),
  told: z.int().describe('Sent, delivered, read or called.'),
  called: z.int().describe('Of those told: by telephone, and by no message.'),
  delivered: z.int().describe('Of those told: the phone has it, read or not.'),
  read: z.int().describe('Of those delivered: read.'),
  waiting: z.int(),
  failed: z.int(),
  toCall: z.int(),
  notTold: z.int(),
});
export type ToldTotals = z.infer<typeof ToldTotals>;

/** Counts people by how far they are; told, waiting, failed, to call and not told are all. */
export const toldTotals = (states: readonly ToldState[]): ToldTotals => {
  const count = (...wanted: readonly ToldState[]): number =>
    states.filter((state) => wanted.includes(state)).length;
  return {
    people: states.length,
    told: count('sent', 'delivered', 'read', 'called'),
    called: count('called'),
    delivered: count('delivered', 'read'),
    read: count('read'),
    waiting: count('waiting'),
    failed: count('failed'),
    toCall: count('to_call'),
    notTold: count('not_told'),
  };
};
