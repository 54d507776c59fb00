import { airport } from '#shared/domain/airports.ts';
import { effectKey } from '#shared/domain/effect-key.ts';
import type { FlightFacts } from '#shared/domain/flight.ts';
import { hour, type Instant, latest, plus } from '#shared/domain/instant.ts';
import { criticalTypes, type MessageType, type Told } from '#shared/domain/message.ts';
import type { EffectCommand, TripContext } from '#shared/ports/actor-store.ts';
import type { Usable, When, Words } from '#shared/templates/compose.ts';
import { contentOf } from './content.ts';
import { momentKey } from './moment.ts';
import type { NewsItem } from './news.ts';
import type { Booking, News, NotificationsState } from './state.ts';
import { type Baseline, bookingOf } from './told.ts';

/** A message that should stand in the ledger after this turn. */
export interface Draft {
  readonly type: MessageType;
  readonly words: Words;
  readonly told: Told;
  /** What is told, as part of the ledger key: not how it is worded. */
  readonly content: string;
  /** The kind of news whose episode counts; messages of one kind tell different values of the same thing. */
  readonly stream: 'departure' | 'gate' | 'phase' | 'boarding' | 'booking' | 'itinerary' | 'once';
  readonly expiresAt: Instant | null;
}

const at = (instant: Instant, trip: TripContext['trip']): When => ({
  at: instant,
  zone: trip.originZone,
  iata: trip.originIata,
});

/** A departure of the booking that the traveller holds, which may be from another airport than the trip's. */
const fromBooking = (
  { originIata }: Booking,
  instant: Instant,
  trip: TripContext['trip'],
): When => ({
  at: instant,
  zone:
    originIata === trip.originIata
      ? trip.originZone
      : (airport(originIata)?.zone ?? trip.originZone),
  iata: originIata,
});

/** The facts that ride along in a message about the departure: gate and terminal, where they are known. */
const place = (facts: FlightFacts): Told => ({
  ...(facts.gate ? { gate: facts.gate } : {}),
  ...(facts.terminal ? { terminal: facts.terminal } : {}),
});

const staleAfterDisruption = 24 * hour;

/** The message of a piece of news. */
export const newsDraft = (
  item: NewsItem,
  context: TripContext,
  facts: FlightFacts,
  told: Baseline,
  leg: number,
  longDelay: boolean,
): Draft => {
  const { trip } = context;
  const name = trip.clientName;
  const flight = trip.flightNumber;
  const departure = at(facts.departure, trip);
  const before = at(told.departure, trip);
  const tells: Told = { leg, departure: facts.departure, ...place(facts) };
  const aboutDeparture = {
    stream: 'departure',
    content: momentKey(facts.departure),
    expiresAt: facts.departure,
  } as const;
  switch (item.type) {
    case 'cancelled':
      return {
        type: item.type,
        words: { type: item.type, name, flight, departure: before },
        told: { leg, phase: 'cancelled' },
        content: 'cancelled',
        stream: 'phase',
        expiresAt: plus(
          told.departure > facts.departure ? told.departure : facts.departure,
          staleAfterDisruption,
        ),
      };
    case 'reinstated':
      return {
        type: item.type,
        words: { type: item.type, name, flight, departure, gate: facts.gate },
        told: { ...tells, phase: 'scheduled' },
        content: 'reinstated',
        stream: 'phase',
        expiresAt: facts.departure,
      };
    case 'diverted':
      return {
        type: item.type,
        words: {
          type: item.type,
          name,
          flight,
          to: facts.divertedTo && { city: facts.divertedTo.city, iata: facts.divertedTo.iata },
        },
        told: { leg, phase: 'diverted' },
        content: 'diverted',
        stream: 'phase',
        expiresAt: plus(facts.arrival ?? facts.observedAt, staleAfterDisruption),
      };
    case 'delayed':
      return {
        type: item.type,
        words: {
          type: item.type,
          name,
          flight,
          before,
          departure,
          gate: facts.gate,
          agencyKnows: longDelay,
        },
        told: { ...tells, delay: true },
        ...aboutDeparture,
      };
    case 'departure_moved_earlier':
      return {
        type: item.type,
        words: { type: item.type, name, flight, before, departure, gate: facts.gate },
        told: tells,
        ...aboutDeparture,
      };
    case 'back_on_time':
      return {
        type: item.type,
        words: { type: item.type, name, flight, departure, gate: facts.gate },
        told: tells,
        ...aboutDeparture,
      };
    case 'gate_change': {
      const gate = item.gate ? facts.gate : null;
      const terminal = item.terminal ? facts.terminal : null;
      return {
        type: item.type,
        // While a change of departure is held or too small to tell, the gate message carries the time the traveller holds.
        words: { type: item.type, name, flight, departure: before, gate, terminal },
        told: { leg, ...(item.gate ? { gate } : {}), ...(item.terminal ? { terminal } : {}) },
        content: `${gate ?? ''}/${terminal ?? ''}`,
        stream: 'gate',
        expiresAt: facts.departure,
      };
    }
  }
};

/** The welcome; `departure`: as booked, or as the traveller was told where the confirmation came later than that. */
export const confirmationDraft = (
  { trip }: TripContext,
  departure: Instant,
  leg: number,
): Draft => ({
  type: 'reservation_confirmation',
  words: {
    type: 'reservation_confirmation',
    name: trip.clientName,
    flight: trip.flightNumber,
    origin: trip.originIata,
    destination: trip.destinationIata,
    departure: at(departure, trip),
  },
  told: { leg, departure, booking: bookingOf(trip) },
  content: departure === trip.departure ? 'booked' : `booked/${momentKey(departure)}`,
  stream: 'once',
  // A booking that is accepted after its own time (the flight is late) is confirmed all the same.
  expiresAt: latest(trip.departure, plus(trip.insertedAt, hour)),
});

const noteLength = 120;
/** The agency's one line for the reminder: `metadata.custom_message`, never its internal notes. */
const customMessage = (metadata: Readonly<Record<string, unknown>>): string | null => {
  const text = metadata['custom_message'];
  if (typeof text !== 'string') return null;
  const line = text.replace(/\s+/g, ' ').trim();
  return line === '' ? null : [...line].slice(0, noteLength).join('').trim();
};

/** The reminder, with the newest time and gate; `news`: a delay or gate change that it is sent instead of. */
export const reminderDraft = (
  context: TripContext,
  facts: FlightFacts | null,
  told: Baseline,
  leg: number,
  news: NewsItem | null,
  expiresAt: Instant,
): Draft => {
  const { trip } = context;
  const departure = facts?.departure ?? told.departure;
  const changed = news?.type === 'delayed';
  return {
    type: '24h_reminder',
    words: {
      type: '24h_reminder',
      name: trip.clientName,
      flight: trip.flightNumber,
      origin: trip.originIata,
      destination: trip.destinationIata,
      departure: at(departure, trip),
      before: changed ? at(told.departure, trip) : null,
      gate: facts?.gate ?? null,
      terminal: facts?.terminal ?? null,
      note: customMessage(trip.metadata),
    },
    told: { leg, departure, ...(facts ? place(facts) : {}), ...(changed ? { delay: true } : {}) },
    content: `${momentKey(departure)}/${facts?.gate ?? ''}`,
    stream: 'once',
    expiresAt,
  };
};

/** The call to the gate; `unchecked`: no fresh look stands behind it. */
export const boardingDraft = (
  { trip }: TripContext,
  departure: Instant,
  facts: FlightFacts | null,
  unchecked: boolean,
  leg: number,
): Draft => ({
  type: 'boarding',
  words: {
    type: 'boarding',
    flight: trip.flightNumber,
    departure: at(departure, trip),
    gate: facts?.gate ?? null,
    terminal: facts?.terminal ?? null,
    unchecked: unchecked && facts?.gate != null,
  },
  told: {
    leg,
    departure,
    gate: facts?.gate ?? null,
    ...(facts?.terminal ? { terminal: facts.terminal } : {}),
    boardingFor: departure,
  },
  content: `${momentKey(departure)}/${facts?.gate ?? ''}`,
  stream: 'boarding',
  expiresAt: departure,
});

/** The welcome; held over quiet hours it omits the belt, which nobody waits at any more. */
export const landingDraft = (
  { trip }: TripContext,
  facts: FlightFacts,
  held: boolean,
  leg: number,
  expiresAt: Instant,
): Draft => ({
  type: 'landing',
  words: {
    type: 'landing',
    name: trip.clientName,
    city: facts.destination.city ?? airport(trip.destinationIata)?.city ?? trip.destinationIata,
    stay: trip.stay,
    belt: held ? null : facts.belt,
  },
  told: { leg, phase: 'landed' },
  content: 'landed',
  stream: 'once',
  expiresAt,
});

/** An itinerary that may be looked at; once for each version. */
export const itineraryDraft = (
  { trip }: TripContext,
  version: number,
  leg: number,
  expiresAt: Instant,
): Draft => ({
  type: 'itinerary_ready',
  words: { type: 'itinerary_ready', name: trip.clientName },
  told: { leg, itinerary: version },
  content: String(version),
  stream: 'itinerary',
  expiresAt,
});

export const tripChangedDraft = (
  { trip }: TripContext,
  departure: Instant,
  told: Baseline,
  leg: number,
): Draft => ({
  type: 'trip_changed',
  words: {
    type: 'trip_changed',
    name: trip.clientName,
    flight: trip.flightNumber,
    origin: trip.originIata,
    destination: trip.destinationIata,
    departure: at(departure, trip),
    beforeFlight: told.booking.flightNumber,
    beforeDeparture: fromBooking(told.booking, told.bookingDeparture, trip),
  },
  told: { leg, departure, booking: bookingOf(trip) },
  content: `${trip.flightNumber}/${trip.originIata}-${trip.destinationIata}/${trip.departure}/${momentKey(departure)}`,
  stream: 'booking',
  expiresAt: departure,
});

export const tripCancelledDraft = ({ trip }: TripContext, told: Baseline, leg: number): Draft => ({
  type: 'trip_cancelled',
  words: {
    type: 'trip_cancelled',
    name: trip.clientName,
    flight: told.booking.flightNumber,
    departure: fromBooking(told.booking, told.booking.departure, trip),
  },
  told: { leg },
  content: 'withdrawn',
  stream: 'once',
  expiresAt: trip.departure,
});

/** A value of before this turn goes on in its episode: another message of the turn ends none. */
const begun = (last: News | undefined, before: News | undefined, value: string): News => {
  if (last?.value === value) return last;
  return before?.value === value ? before : { episode: (last?.episode ?? 0) + 1, value };
};

/**
 * The episodes after a message: its own stream has its value, and a message that carries a departure
 * or a gate in passing counts as telling it, so that the same value told later is a new episode.
 */
const episodes = (
  draft: Draft,
  news: NotificationsState['news'],
  before: NotificationsState['news'],
): NotificationsState['news'] => {
  const { departure, gate, terminal } = draft.told;
  const next = { ...news };
  const tell = (stream: Draft['stream'], value: string) => {
    next[stream] = begun(news[stream], before[stream], value);
  };
  if (departure) tell('departure', momentKey(departure));
  if (gate || terminal) tell('gate', `${gate ?? ''}/${terminal ?? ''}`);
  tell(draft.stream, draft.stream === 'once' ? '' : draft.content);
  return next;
};

/**
 * The draft as an entry of the ledger, and the state with the episode it belongs to; `before` are the
 * episodes at the start of the turn.
 */
export const enter = (
  draft: Draft,
  context: TripContext,
  state: NotificationsState,
  before: NotificationsState['news'],
  dueAt: Instant,
  usable: Usable,
): { readonly effect: EffectCommand; readonly state: NotificationsState } => {
  const news = episodes(draft, state.news, before);
  const episode = news[draft.stream]?.episode ?? 1;
  const { trip, agency } = context;
  return {
    state: { ...state, news },
    effect: {
      key: effectKey(trip.id, draft.type, episode, `${state.leg}/${draft.content}`),
      tripId: trip.id,
      type: draft.type,
      episode,
      from: agency.sender,
      to: trip.whatsapp,
      content: contentOf(draft.words, context, dueAt, usable),
      told: draft.told,
      critical: criticalTypes.has(draft.type),
      dueAt,
      expiresAt: draft.expiresAt,
      evenIfOptedOut: false,
    },
  };
};
