import { randomUUID } from 'node:crypto';
import type { AgencySeed } from '#shared/domain/agency.ts';
import { callName } from '#shared/domain/call-name.ts';
import { effectKey } from '#shared/domain/effect-key.ts';
import { type FlightFacts, flightKey } from '#shared/domain/flight.ts';
import { passengerOf } from '#shared/domain/passenger.ts';
import type { PlatformCeilings } from '#shared/domain/settings.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { AnyEvent, EventOf } from '#shared/events/catalogue.ts';
import type { ClaimedEffect, TurnCommit } from '#shared/ports/actor-store.ts';
import type { JourneyStays } from '#shared/ports/itineraries.ts';
import type { BookJourneyRequest } from '#shared/ports/journey-desk.ts';
import type { BookedTrip, BookRequest } from '#shared/ports/trip-desk.ts';
import type { EffectCommand } from '#shared/ports/turn-commands.ts';
import { type CompleteTripContext, JourneyLeg } from '#shared/ports/turn-contexts.ts';

/** The moment at which most tests start: two days before the flight of `aBookedTrip`. */
export const aMoment = '2027-03-01T12:00:00.000Z';

let counter = 0;
/** A number that no other call in this process got, for names that must not collide. */
export const aNumber = (): number => ++counter;

/** A WhatsApp number that belongs to nobody; a new one at each call. */
export const aPhone = (): string => `+549115555${String(aNumber()).padStart(4, '0')}`;

/** An agency with a sender of its own. */
export const anAgency = (over: Partial<AgencySeed> = {}): AgencySeed => ({
  id: randomUUID(),
  name: 'Viajes del Sur',
  sender: `+120255${String(aNumber()).padStart(5, '0')}`,
  emergencyPhone: '+541155550199',
  settings: {},
  ...over,
});

/**
 * The part of a trip that an agency sets. Its flight is a new one at each call, so that the trips
 * of different tests share no flight.
 */
export const aBookedTrip = (over: Partial<BookedTrip> = {}): BookedTrip => {
  const flightNumber = over.flightNumber ?? `BA${aNumber()}`;
  const departure = over.departure ?? '2027-03-03T16:20:00.000Z';
  const originIata = over.originIata ?? 'LHR';
  const destinationIata = over.destinationIata ?? 'CPH';
  return {
    clientName: 'Ana Ruiz',
    callName: callName(over.clientName ?? 'Ana Ruiz'),
    whatsapp: aPhone(),
    language: 'es',
    flightNumber,
    originIata,
    destinationIata,
    originZone: 'Europe/London',
    destinationZone: 'Europe/Copenhagen',
    departure,
    flightKey: flightKey({
      designator: flightNumber,
      origin: originIata,
      destination: destinationIata,
      date: departure.slice(0, 10),
    }),
    stay: null,
    returnDate: null,
    clientDescription: null,
    metadata: {},
    reference: null,
    ...over,
  };
};

/** The number of a trip whose contact has one. */
export const phoneOf = ({ whatsapp }: Pick<Trip, 'whatsapp'>): string => {
  if (whatsapp === null) throw new Error('the trip has no number');
  return whatsapp;
};

/** Ceilings of a platform that bounds messages and the model, and nothing else. */
export const someCeilings = (over: Partial<PlatformCeilings> = {}): PlatformCeilings => ({
  messagesPerMinute: 1_000,
  modelUsdPerMonth: 500,
  tripsPerDay: null,
  flightsPerDay: null,
  storageMb: null,
  ...over,
});

/** A request to book `aBookedTrip`. */
export const aBooking = (
  agencyId: string,
  over: Partial<Omit<BookRequest, 'trip'>> & { trip?: Partial<BookedTrip> } = {},
): BookRequest => {
  const trip = aBookedTrip(over.trip);
  return {
    agencyId,
    passengers: [passengerOf(trip.clientName)],
    role: 'traveller',
    consent: { how: 'attested', at: aMoment, by: 'main key' },
    journeyReference: null,
    idempotencyKey: null,
    now: aMoment,
    ...over,
    trip,
  };
};

/** A request to book two passengers, who share a phone, on `aBookedTrip`. */
export const aNewJourney = (
  agencyId: string,
  over: Partial<BookJourneyRequest> = {},
): BookJourneyRequest => {
  const { clientName, callName, whatsapp, language, ...trip } = aBookedTrip();
  const { clientDescription: _, metadata: __, reference: ___, ...leg } = trip;
  return {
    agencyId,
    reference: null,
    title: null,
    owner: null,
    group: null,
    notes: null,
    metadata: {},
    passengers: [passengerOf(clientName), passengerOf('Beto Paz')],
    legs: [leg],
    contacts: [
      {
        name: clientName,
        callName,
        phone: whatsapp,
        email: null,
        language,
        role: 'traveller',
        consent: { how: 'attested', at: aMoment, by: 'main key' },
        passengers: [0, 1],
      },
    ],
    idempotencyKey: randomUUID(),
    bookedAs: 'its content',
    notify: true,
    now: aMoment,
    ...over,
  };
};

/** A booked trip of which nothing is known yet. */
export const aTrip = (over: Partial<Trip> = {}): Trip => ({
  ...aBookedTrip(over),
  id: randomUUID(),
  agencyId: randomUUID(),
  revision: 1,
  status: 'booked',
  scheduledDeparture: null,
  estimatedDeparture: null,
  estimatedArrival: null,
  gate: null,
  terminal: null,
  faFlightId: null,
  nextCheckAt: null,
  journeyId: randomUUID(),
  legId: randomUUID(),
  contactId: randomUUID(),
  role: 'traveller',
  passengers: [
    {
      ...passengerOf(over.clientName ?? 'Ana Ruiz'),
      id: randomUUID(),
      reference: over.reference ?? null,
      joinedAt: over.insertedAt ?? aMoment,
    },
  ],
  consent: { how: 'attested', at: aMoment, by: 'main key' },
  insertedAt: aMoment,
  ...over,
});

/** The facts of a flight that is on time. */
export const aFlightFacts = (over: Partial<FlightFacts> = {}): FlightFacts => ({
  version: 1,
  observedAt: aMoment,
  source: 'look',
  phase: 'scheduled',
  faFlightId: 'BAW820-1803831600-schedule-101p',
  scheduledDeparture: '2027-03-03T16:20:00.000Z',
  departure: '2027-03-03T16:20:00.000Z',
  departureSince: aMoment,
  arrival: '2027-03-03T18:15:00.000Z',
  landedAt: null,
  gate: null,
  terminal: '5',
  belt: null,
  origin: { iata: 'LHR', zone: 'Europe/London', city: 'London', name: 'London Heathrow' },
  destination: { iata: 'CPH', zone: 'Europe/Copenhagen', city: 'Copenhagen', name: 'Copenhagen' },
  divertedTo: null,
  ...over,
});

/** What the stays of a journey are made of; of one trip unless others are given. */
export const aJourneyStays = (over: Partial<JourneyStays> = {}): JourneyStays => {
  const [trip = aTrip()] = over.trips ?? [];
  return {
    journeyId: trip.journeyId,
    agencyId: trip.agencyId,
    agencyName: 'Viajes del Sur',
    emergencyPhone: '+541155550199',
    settings: {},
    trips: [trip],
    flights: {},
    beside: {},
    plans: [],
    itineraries: [],
    ...over,
  };
};

/** The context of a trip to which nothing has happened yet. */
export const aTripContext = (over: Partial<CompleteTripContext> = {}): CompleteTripContext => {
  const trip = over.trip ?? aTrip();
  return {
    trip,
    consent: trip.consent,
    agency: {
      id: trip.agencyId,
      name: 'Viajes del Sur',
      sender: '+12025550100',
      phone: null,
      emergencyPhone: '+541155550199',
      zone: null,
      hours: null,
    },
    settings: {},
    flight: null,
    ledger: [],
    optedOut: false,
    optedOutElsewhere: false,
    lastInboundAt: null,
    tasks: [],
    callsMade: [],
    brakes: [],
    nextLeg: null,
    journey: {
      id: trip.journeyId,
      comesInPieces: false,
      legs: [JourneyLeg.parse({ ...trip, tripId: trip.id, flight: null })],
    },
    confirmations: [],
    group: null,
    documents: [],
    recentMessages: [],
    journeyMetadata: {},
    stays: aJourneyStays({
      trips: [trip],
      ...(over.flight && { flights: { [trip.flightKey]: over.flight } }),
    }),
    ...over,
  };
};

/** The envelope of an event that begins a chain, at `aMoment`. */
const envelope = (over: {
  readonly id?: string;
  readonly agencyId?: string | null;
  readonly tripId?: string | null;
  readonly time?: string;
}) => {
  const id = over.id ?? randomUUID();
  return {
    id,
    version: 1,
    time: over.time ?? aMoment,
    agencyId: over.agencyId ?? null,
    tripId: over.tripId ?? null,
    correlationId: id,
    causationId: null,
  };
};

/** The event that a trip was booked. */
export const aTripBooked = (
  trip: Pick<Trip, 'id' | 'agencyId' | 'flightKey' | 'departure'> &
    Partial<Pick<Trip, 'journeyId'>>,
  over: { id?: string; time?: string } = {},
): EventOf<'TripBooked'> => ({
  ...envelope({ agencyId: trip.agencyId, tripId: trip.id, ...over }),
  type: 'TripBooked',
  data: {
    flightKey: trip.flightKey,
    departure: trip.departure,
    ...(trip.journeyId !== undefined && { journeyId: trip.journeyId }),
  },
});

/** The event that a trip's flight has new facts. */
export const aFlightStatusChanged = (
  trip: Pick<Trip, 'id' | 'agencyId' | 'flightKey'>,
  facts: FlightFacts,
  over: { id?: string; time?: string; cause?: 'change' | 'look' } = {},
): EventOf<'FlightStatusChanged'> => ({
  ...envelope({ agencyId: trip.agencyId, tripId: trip.id, ...over }),
  type: 'FlightStatusChanged',
  data: { flightKey: trip.flightKey, facts, cause: over.cause ?? 'change' },
});

/** The event that somebody wants a new itinerary. */
export const anItineraryRequested = (
  trip: Pick<Trip, 'id' | 'agencyId' | 'journeyId'>,
  by: 'agency' | 'traveller' = 'traveller',
): EventOf<'ItineraryRequested'> => ({
  ...envelope({ agencyId: trip.agencyId, tripId: trip.id }),
  type: 'ItineraryRequested',
  data: { by, journeyId: trip.journeyId },
});

/**
 * A message for the ledger. Unless set, `episode` and the text are new at each call, so two calls
 * are two messages.
 */
export const anEffect = (
  trip: Pick<Trip, 'id' | 'whatsapp'>,
  agency: Pick<AgencySeed, 'sender'>,
  over: Partial<EffectCommand> = {},
): EffectCommand => {
  const type = over.type ?? 'delayed';
  const episode = over.episode ?? aNumber();
  return {
    key: effectKey(trip.id, type, episode, 'words'),
    tripId: trip.id,
    type,
    episode,
    from: agency.sender,
    to: phoneOf(trip),
    content: { kind: 'text', text: `Message ${episode}` },
    told: {},
    critical: false,
    dueAt: aMoment,
    expiresAt: null,
    evenIfOptedOut: false,
    ...over,
  };
};

/** A message that is claimed for sending, at its first try. */
export const aClaimedEffect = (over: Partial<ClaimedEffect> = {}): ClaimedEffect => ({
  id: randomUUID(),
  fence: 1,
  mode: 'send',
  agencyId: randomUUID(),
  tripId: randomUUID(),
  type: 'delayed',
  from: '+12025550100',
  to: '+5491155550100',
  testFor: null,
  content: { kind: 'text', text: 'Your flight leaves later' },
  critical: false,
  attempts: 0,
  emptyLists: 0,
  firstTriedAt: aMoment,
  lastTriedAt: aMoment,
  expiresAt: null,
  leaseUntil: '2027-03-01T12:01:00.000Z',
  retryLimits: {},
  accountedFor: [],
  ...over,
});

/**
 * A turn that writes only what is given; its actor is new unless `expectedVersion` says otherwise.
 */
export const aTurn = (event: AnyEvent, over: Partial<TurnCommit> = {}): TurnCommit => ({
  agent: 'notifications',
  actorId: event.tripId ?? 'nobody',
  agencyId: event.agencyId,
  event,
  now: aMoment,
  expectedVersion: 0,
  schemaVersion: 1,
  state: {},
  events: [],
  timers: [],
  effects: [],
  voids: [],
  assumedDelivered: [],
  tasks: [],
  records: [],
  reasons: [],
  ...over,
});
