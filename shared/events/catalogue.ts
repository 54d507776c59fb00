import { z } from 'zod';
import { FlightElsewhere, FlightFacts, FlightKey } from '#shared/domain/flight.ts';
import { Instant } from '#shared/domain/instant.ts';
import { MessageType } from '#shared/domain/message.ts';
import { Consent, Language } from '#shared/domain/trip.ts';
import {
  defineEvent,
  type Envelope,
  type EventDefinition,
  type Party,
  type Subscriber,
} from './envelope.ts';
import { type TimerKind, timerEvents, timerKinds } from './timers.ts';

const exampleFacts: z.input<typeof FlightFacts> = {
  version: 3,
  observedAt: '2027-03-03T13:00:00.000Z',
  source: 'look',
  phase: 'scheduled',
  faFlightId: 'BAW820-1803831600-schedule-101p',
  scheduledDeparture: '2027-03-03T16:20:00.000Z',
  departure: '2027-03-03T17:00:00.000Z',
  departureSince: '2027-03-03T13:00:00.000Z',
  arrival: '2027-03-03T18:55:00.000Z',
  landedAt: null,
  gate: 'A13',
  terminal: '5',
  belt: null,
  origin: { iata: 'LHR', zone: 'Europe/London', city: 'London', name: 'London Heathrow' },
  destination: { iata: 'CPH', zone: 'Europe/Copenhagen', city: 'Copenhagen', name: 'Copenhagen' },
  divertedTo: null,
};
const flightKey = 'BA820/LHR-CPH/2027-03-03';
const uuid = '3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10';

/**
 * A booking as an agency or another system states it; the edge normalises and checks it
 * (services/api).
 */
export const BookingInput = z
  .object({
    clientName: z.string().trim().min(1).max(100),
    whatsapp: z
      .string()
      .trim()
      .min(8)
      .max(25)
      .describe('The traveller’s WhatsApp number with country code, in any common writing.'),
    language: Language.default('es'),
    flightNumber: z
      .string()
      .trim()
      .min(3)
      .max(10)
      .describe('Marketing flight number, as on the ticket.'),
    originIata: z.string().trim().length(3),
    destinationIata: z.string().trim().length(3),
    departure: z
      .string()
      .trim()
      .min(16)
      .max(40)
      .describe('ISO 8601. Without an offset: local time at the origin; with one: that instant.'),
    returnDate: z.iso.date().optional(),
    stay: z.string().trim().min(1).max(300).optional(),
    clientDescription: z.string().trim().max(2000).optional(),
    metadata: z.record(z.string(), z.unknown()).default({}),
    reference: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .optional()
      .describe('The agency’s own booking reference: the same reference is the same booking.'),
    journeyReference: z
      .string()
      .trim()
      .min(1)
      .max(100)
      .optional()
      .describe('Groups the legs and passengers of one journey.'),
    consent: Consent.pick({ how: true, at: true, by: true })
      .partial({ at: true, by: true })
      .optional(),
  })
  .meta({ id: 'BookingInput', description: 'A trip to be booked: one leg of one passenger.' });
export type BookingInput = z.output<typeof BookingInput>;

export const TripBookingReceived = defineEvent('TripBookingReceived', 1, BookingInput, {
  description:
    'Another system asks for a trip to be looked after. The only event with personal ' +
    'data: it goes to the intake alone and is never archived.',
  producers: ['outside'],
  subscribers: ['api'],
  example: {
    clientName: 'Ana Ruiz',
    whatsapp: '+54 9 11 5555 0100',
    language: 'es',
    flightNumber: 'BA820',
    originIata: 'LHR',
    destinationIata: 'CPH',
    departure: '2027-03-03T16:20',
    reference: 'LOC-7Q',
  },
});

export const TripBooked = defineEvent(
  'TripBooked',
  1,
  z.object({ flightKey: FlightKey, departure: Instant }),
  {
    description: 'A trip was booked, by whatever path; exactly once for each trip.',
    producers: ['api'],
    subscribers: ['flight-tracker', 'notifications', 'itinerary'],
    example: { flightKey, departure: '2027-03-03T16:20:00.000Z' },
  },
);

export const TripChanged = defineEvent(
  'TripChanged',
  1,
  z.object({
    revision: z.int().positive(),
    before: z.object({ flightKey: FlightKey, departure: Instant }),
    after: z.object({ flightKey: FlightKey, departure: Instant }),
    fields: z.array(z.string()).describe('Names of the fields that changed, never their values.'),
    notify: z.boolean().describe('False: the agency tells the traveller itself.'),
  }),
  {
    description: 'The agency edited a trip.',
    producers: ['api'],
    subscribers: ['flight-tracker', 'notifications', 'itinerary'],
    example: {
      revision: 2,
      before: { flightKey, departure: '2027-03-03T16:20:00.000Z' },
      after: { flightKey: 'BA822/LHR-CPH/2027-03-03', departure: '2027-03-03T20:05:00.000Z' },
      fields: ['flightNumber', 'departure'],
      notify: true,
    },
  },
);

export const TripCancelled = defineEvent(
  'TripCancelled',
  1,
  z.object({ flightKey: FlightKey, notify: z.boolean() }),
  {
    description: 'The agency withdrew a trip. With `notify` the traveller hears it from us.',
    producers: ['api'],
    subscribers: ['flight-tracker', 'notifications', 'itinerary'],
    example: { flightKey, notify: false },
  },
);

export const FlightMatched = defineEvent(
  'FlightMatched',
  1,
  z.object({ flightKey: FlightKey, facts: FlightFacts }),
  {
    description: 'The flight of a trip was found; one event for each trip that follows it.',
    producers: ['flight-tracker'],
    subscribers: ['notifications'],
    example: { flightKey, facts: exampleFacts },
  },
);

export const FlightStatusChanged = defineEvent(
  'FlightStatusChanged',
  1,
  z.object({
    flightKey: FlightKey,
    facts: FlightFacts,
    cause: z
      .enum(['change', 'look'])
      .describe(
        '`look`: nothing changed, but a message that wants fresh facts (reminder, ' +
          'boarding) is due, or an earlier reading was confirmed.',
      ),
  }),
  {
    description:
      'What is known about a flight changed, or was read afresh for a message that is ' +
      'due; one event for each trip that follows it.',
    producers: ['flight-tracker'],
    subscribers: ['notifications'],
    example: { flightKey, facts: exampleFacts, cause: 'change' },
  },
);

export const FlightNotFound = defineEvent(
  'FlightNotFound',
  1,
  z.object({
    flightKey: FlightKey,
    found: FlightElsewhere.nullable().describe(
      'The nearest flight of that number, where there is one: another time, or another ' +
        'airport of the same city.',
    ),
  }),
  {
    description:
      'AeroAPI does not know the flight (three times in a row), or knows it only ' +
      'elsewhere; one event for each trip that follows it.',
    producers: ['flight-tracker'],
    subscribers: ['notifications'],
    example: {
      flightKey,
      found: {
        originIata: 'LGW',
        destinationIata: 'CPH',
        scheduledDeparture: '2027-03-03T16:20:00.000Z',
      },
    },
  },
);

/**
 * What a push says of a flight at once (RULES §2: flags, times and status; a gate only as a hint to
 * look).
 */
export const PushedReading = z.object({
  status: z.string().nullable(),
  cancelled: z.boolean().nullable(),
  diverted: z.boolean().nullable(),
  destinationIata: z.string().nullable(),
  scheduledOut: Instant.nullable(),
  estimatedOut: Instant.nullable(),
  actualOut: Instant.nullable(),
  scheduledOff: Instant.nullable(),
  estimatedOff: Instant.nullable(),
  actualOff: Instant.nullable(),
  scheduledOn: Instant.nullable(),
  estimatedOn: Instant.nullable(),
  actualOn: Instant.nullable(),
  scheduledIn: Instant.nullable(),
  estimatedIn: Instant.nullable(),
  actualIn: Instant.nullable(),
});
export type PushedReading = z.infer<typeof PushedReading>;

export const FlightAlertReceived = defineEvent(
  'FlightAlertReceived',
  1,
  z.object({
    flightKey: FlightKey,
    alertId: z.string(),
    code: z.string().describe('AeroAPI event code, such as `cancelled`, `change`, `out`, `on`.'),
    faFlightId: z.string().nullable(),
    reading: PushedReading,
  }),
  {
    description: 'AeroAPI pushed an alert about a flight.',
    producers: ['api'],
    subscribers: ['flight-tracker'],
    example: {
      flightKey,
      alertId: '4711',
      code: 'cancelled',
      faFlightId: 'BAW820-1803831600-schedule-101p',
      reading: {
        status: 'Cancelled',
        cancelled: true,
        diverted: false,
        destinationIata: 'CPH',
        scheduledOut: '2027-03-03T16:20:00.000Z',
        estimatedOut: null,
        actualOut: null,
        scheduledOff: null,
        estimatedOff: null,
        actualOff: null,
        scheduledOn: null,
        estimatedOn: null,
        actualOn: null,
        scheduledIn: null,
        estimatedIn: null,
        actualIn: null,
      },
    },
  },
);

export const FlightAlertRequested = defineEvent(
  'FlightAlertRequested',
  1,
  z.object({ flightKey: FlightKey }),
  {
    description: 'AeroAPI is to be asked for pushes about a flight, a step of the tracker.',
    producers: ['flight-tracker'],
    subscribers: ['flight-tracker'],
    example: { flightKey },
  },
);

export const FlightAlertRemovalRequested = defineEvent(
  'FlightAlertRemovalRequested',
  1,
  z.object({ flightKey: FlightKey, alertId: z.string() }),
  {
    description: 'AeroAPI is to push no more about a flight, a step of the tracker.',
    producers: ['flight-tracker'],
    subscribers: ['flight-tracker'],
    example: { flightKey, alertId: '4711' },
  },
);

export const MessageFailed = defineEvent(
  'MessageFailed',
  1,
  z.object({
    messageId: z.uuid(),
    type: MessageType,
    state: z
      .enum(['retrying', 'unknown', 'failed', 'needs_redecision'])
      .describe(
        '`failed` is final for this message; `unknown` has lasted ten minutes; ' +
          '`needs_redecision` was counted as told by a turn and turned out unsent.',
      ),
    permanent: z.boolean(),
    code: z.string().nullable().describe('Twilio’s error code where there is one.'),
    attempts: z.int(),
  }),
  {
    description:
      'A message could not be delivered, or has been failing for long enough that the ' +
      'agency must hear of it.',
    producers: ['kernel', 'api'],
    subscribers: ['notifications'],
    example: {
      messageId: uuid,
      type: 'boarding',
      state: 'retrying',
      permanent: false,
      code: '20429',
      attempts: 3,
    },
  },
);

export const InboundMessageReceived = defineEvent(
  'InboundMessageReceived',
  1,
  z.object({ conversationId: z.uuid(), messageId: z.uuid() }),
  {
    description: 'A traveller wrote. The words are in `conversations`, never in the event.',
    producers: ['api'],
    subscribers: ['concierge'],
    example: { conversationId: uuid, messageId: uuid },
  },
);

export const MediaFetchRequested = defineEvent(
  'MediaFetchRequested',
  1,
  z.object({ conversationId: z.uuid(), messageId: z.uuid() }),
  {
    description:
      'The files that came with a message are to be fetched and kept, a step of the concierge.',
    producers: ['concierge'],
    subscribers: ['concierge'],
    example: { conversationId: uuid, messageId: uuid },
  },
);

export const TravellerOptedOut = defineEvent(
  'TravellerOptedOut',
  1,
  z.object({ conversationId: z.uuid() }),
  {
    description:
      'A traveller wants no more messages; one event for each live trip of that number ' +
      'with the agency.',
    producers: ['concierge'],
    subscribers: ['notifications'],
    example: { conversationId: uuid },
  },
);

export const TravellerOptedIn = defineEvent(
  'TravellerOptedIn',
  1,
  z.object({ conversationId: z.uuid() }),
  {
    description:
      'A traveller who had opted out wants messages again; one event for each live trip ' +
      'of that number with the agency.',
    producers: ['concierge'],
    subscribers: ['notifications'],
    example: { conversationId: uuid },
  },
);

export const HumanTakeoverStarted = defineEvent(
  'HumanTakeoverStarted',
  1,
  z.object({ conversationId: z.uuid() }),
  {
    description:
      'A person of the agency took a conversation over: the concierge is silent, also ' +
      'with what it was about to say.',
    producers: ['api'],
    subscribers: ['concierge'],
    example: { conversationId: uuid },
  },
);

export const HumanTakeoverEnded = defineEvent(
  'HumanTakeoverEnded',
  1,
  z.object({ conversationId: z.uuid() }),
  {
    description: 'A person gave a conversation back to the concierge.',
    producers: ['api'],
    subscribers: ['concierge'],
    example: { conversationId: uuid },
  },
);

export const HumanReplied = defineEvent(
  'HumanReplied',
  1,
  z.object({ conversationId: z.uuid(), messageId: z.uuid() }),
  {
    description:
      'A person of the agency wrote to a traveller. The words are in `conversations`, ' +
      'never in the event.',
    producers: ['api'],
    subscribers: ['concierge'],
    example: { conversationId: uuid, messageId: uuid },
  },
);

export const ItineraryRequested = defineEvent(
  'ItineraryRequested',
  1,
  z.object({ by: z.enum(['agency', 'traveller']) }),
  {
    description: 'Somebody wants a new version of a trip’s itinerary now.',
    producers: ['api', 'concierge'],
    subscribers: ['itinerary'],
    example: { by: 'traveller' },
  },
);

export const ItineraryReady = defineEvent(
  'ItineraryReady',
  1,
  z.object({
    version: z.int().positive(),
    origin: z
      .enum(['model', 'agency_places'])
      .describe('`agency_places`: made of the agency’s own places alone.'),
  }),
  {
    description:
      'A version of a trip’s itinerary may be shown to the traveller: saved, or approved ' +
      'where the agency wants that.',
    producers: ['itinerary', 'api'],
    subscribers: ['notifications'],
    example: { version: 1, origin: 'model' },
  },
);

export const ItineraryFailed = defineEvent(
  'ItineraryFailed',
  1,
  z.object({
    reason: z.enum(['unavailable', 'refused', 'invalid', 'truncated', 'budget', 'no_places']),
  }),
  {
    description:
      'No itinerary could be made: the language model failed (or there is none) and the ' +
      'agency has no places at the destination.',
    producers: ['itinerary'],
    subscribers: ['notifications'],
    example: { reason: 'no_places' },
  },
);

/** Every event there is; docs/events.md and the JSON Schemas are generated from this list. */
export const catalogue = [
  TripBookingReceived,
  TripBooked,
  TripChanged,
  TripCancelled,
  FlightMatched,
  FlightStatusChanged,
  FlightNotFound,
  FlightAlertReceived,
  FlightAlertRequested,
  FlightAlertRemovalRequested,
  MessageFailed,
  InboundMessageReceived,
  MediaFetchRequested,
  TravellerOptedOut,
  TravellerOptedIn,
  HumanTakeoverStarted,
  HumanTakeoverEnded,
  HumanReplied,
  ItineraryRequested,
  ItineraryReady,
  ItineraryFailed,
  ...timerEvents,
] as const;

type Definition = (typeof catalogue)[number];
export type EventName = Definition['name'];
export type EventOf<N extends EventName> =
  Extract<Definition, { readonly name: N }> extends EventDefinition<N, infer D>
    ? Envelope<N, z.output<D>>
    : never;
/** Names of the events that the party may say. */
export type ProducedBy<P extends Party> = {
  [D in Definition as D['name']]: P extends D['producers'][number] ? D['name'] : never;
}[EventName];
/** Names of the events that the subscriber hears, its timers' among them. */
export type HeardBy<S extends Subscriber> = {
  [D in Definition as D['name']]: S extends D['subscribers'][number] ? D['name'] : never;
}[EventName];
/** Kinds of the timers that wake the subscriber. */
export type TimerOf<S extends Subscriber> = Extract<HeardBy<S>, TimerKind>;
/** Any event that the subscriber hears. */
export type EventFor<S extends Subscriber> = Extract<AnyEvent, { readonly type: HeardBy<S> }>;
/** Any event of the catalogue, told apart by `type`. */
export type AnyEvent = { [N in EventName]: EventOf<N> }[EventName];
/** Any event that a timer fires. */
export type TimerEvent = { [K in TimerKind]: EventOf<K> }[TimerKind];
/** A command: what the subscriber says is for itself to hear, a step of its own to do (ADR 19). */
export type CommandFor<S extends Subscriber> = EventFor<S> &
  Extract<AnyEvent, { readonly type: ProducedBy<S> }>;
/** What the subscriber hears from others. */
export type NewsFor<S extends Subscriber> = EventFor<S> &
  Extract<AnyEvent, { readonly type: Exclude<EventName, ProducedBy<S>> }>;
/** Whether an event was fired by a timer: its data is `TimerData`. */
export const isTimerEvent = (event: AnyEvent): event is TimerEvent =>
  timerKinds.some((kind) => kind === event.type);

const byName: ReadonlyMap<string, EventDefinition> = new Map(
  catalogue.map((d) => [d.name, d as unknown as EventDefinition]),
);

/** The definition of an event by its name, or undefined. */
export const definitionOf = (name: string): EventDefinition | undefined => byName.get(name);

/** Whether the catalogue names the subscriber as one who hears the event. */
export const isHeardBy = <S extends Subscriber>(
  event: AnyEvent,
  subscriber: S,
): event is EventFor<S> => byName.get(event.type)?.subscribers.includes(subscriber) ?? false;

const isSaidBy = (event: AnyEvent, party: Party): boolean =>
  byName.get(event.type)?.producers.includes(party) ?? false;

/** Whether the subscriber has given itself this command. */
export const isCommandOf = <S extends Subscriber>(
  event: AnyEvent,
  subscriber: S,
): event is CommandFor<S> => isHeardBy(event, subscriber) && isSaidBy(event, subscriber);

/** Whether the subscriber hears the event from somebody else. */
export const isNewsFor = <S extends Subscriber>(
  event: AnyEvent,
  subscriber: S,
): event is NewsFor<S> => isHeardBy(event, subscriber) && !isSaidBy(event, subscriber);

/**
 * Reads an event off the wire: done once on each hop, where it enters the process; what holds an
 * `AnyEvent` trusts it.
 * @throws Error where its type or version is unknown, ZodError where it does not fit its schema.
 */
export const parseEvent = (raw: unknown): AnyEvent => {
  const type: unknown = Reflect.get(Object(raw), 'type');
  const version: unknown = Reflect.get(Object(raw), 'version');
  if (typeof type !== 'string' || typeof version !== 'number')
    throw new Error('not an event: it names no type and version');
  const definition = byName.get(type);
  if (!definition || definition.version !== version)
    throw new Error(`unknown event ${type}.v${version}`);
  return definition.schema.parse(raw) as AnyEvent;
};
