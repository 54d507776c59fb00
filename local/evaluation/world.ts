import { bookTrip } from '#services/api/book-trip.ts';
import { createConcierge } from '#services/concierge/agent.ts';
import { afterLook, tellCancelled } from '#services/flight-tracker/domain/interpret.ts';
import { cancellationDoubtOf, unknownFlight } from '#services/flight-tracker/domain/state.ts';
import { anyAgent } from '#shared/actor/any-agent.ts';
import { createKernel, type Kernel } from '#shared/actor/kernel.ts';
import { timerEvent } from '#shared/actor/timer-event.ts';
import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import { createMemoryDocumentStore } from '#shared/adapters/memory/document-store.ts';
import { createMemoryStore, type MemoryStore } from '#shared/adapters/memory/memory-store.ts';
import { noMedia } from '#shared/adapters/memory/no-media.ts';
import { AeroFlight } from '#shared/domain/aero-flight.ts';
import { airport } from '#shared/domain/airports.ts';
import { DocumentType, FiledAs } from '#shared/domain/document.ts';
import { type FlightPhase, flightKeyParts } from '#shared/domain/flight.ts';
import {
  between,
  day,
  earliest,
  hour,
  type Instant,
  minute,
  plus,
  second,
} from '#shared/domain/instant.ts';
import type { ItineraryItem } from '#shared/domain/itinerary.ts';
import { normalisePhone } from '#shared/domain/phone.ts';
import type { Language, Trip, TripStatus } from '#shared/domain/trip.ts';
import { InvariantBroken } from '#shared/errors.ts';
import { type AnyEvent, BookingInput } from '#shared/events/catalogue.ts';
import { aTurn } from '#shared/testing/builders.ts';
import { createSeededIds, createStillClock } from '../replay/virtual.ts';
import type { EvaluatedTrip, Outcome, Utterance, UtteranceContext } from './utterance.ts';

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const same = {
  id: '00000000-0000-4000-8000-000000000001',
  name: 'Viajes del Sur',
  sender: '+5491155550000',
  emergencyPhone: '+541155550199',
  settings: {},
};
const other = {
  id: '00000000-0000-4000-8000-000000000002',
  name: 'Viajes del Norte',
  sender: '+5491155550001',
  emergencyPhone: null,
  settings: {},
};

const statusOf: Readonly<Record<FlightPhase, TripStatus>> = {
  scheduled: 'scheduled',
  departed: 'departed',
  landed: 'landed',
  cancelled: 'cancelled',
  diverted: 'diverted',
};
/** How long the scheduled flight takes where nothing says so. */
const usualDuration = 115 * minute;

/** A flight on time, as AeroAPI would show it, with what the file puts over it. */
const recordOf = (trip: Trip, over: Readonly<Record<string, unknown>>): AeroFlight => {
  const { designator, origin, destination } = flightKeyParts(trip.flightKey);
  const place = (iata: string, timezone: string) => ({
    code: iata,
    code_iata: iata,
    timezone,
    city: airport(iata)?.city ?? null,
    name: airport(iata)?.name ?? null,
  });
  const out = trip.departure;
  const arrival = plus(out, usualDuration);
  return AeroFlight.parse({
    ident: designator,
    ident_iata: designator,
    fa_flight_id: `${designator}-${out}-evaluation`,
    status: over['cancelled'] === true ? 'Cancelled' : 'Scheduled',
    origin: place(origin, trip.originZone),
    destination: place(destination, trip.destinationZone),
    scheduled_out: out,
    estimated_out: out,
    scheduled_off: plus(out, 15 * minute),
    estimated_off: plus(out, 15 * minute),
    scheduled_on: plus(arrival, -8 * minute),
    estimated_on: plus(arrival, -8 * minute),
    scheduled_in: arrival,
    estimated_in: arrival,
    ...over,
  });
};

const item = (title: string): ItineraryItem => ({
  title,
  type: 'activity',
  start: null,
  address: null,
  city: null,
  country: null,
  lat: null,
  lng: null,
  opening_hours: null,
  rating: null,
  source: 'agency',
  safety_warnings: [],
  tags: [],
});

/** A store with everything that a line of the file says, and the real concierge on the real kernel over it. */
class World {
  readonly store: MemoryStore;
  readonly files = createMemoryDocumentStore();
  readonly kernel: Kernel;
  readonly clock;
  #count = 0;

  constructor(seed: string, now: Instant) {
    const ids = createSeededIds(seed);
    this.clock = createStillClock(plus(now, -10 * day));
    this.store = createMemoryStore({ ids });
    for (const agency of [same, other]) this.store.addAgency(agency);
    this.kernel = createKernel({
      store: this.store,
      sender: {
        send: async () => ({ kind: 'accepted', providerId: `SM${++this.#count}` }),
        listSent: async () => [],
      },
      bus: { publish: async () => {} },
      timers: { set: async () => {}, clear: async () => {} },
      clock: this.clock,
      ids,
      log: silent,
      agents: [
        anyAgent(
          createConcierge({
            trips: this.store,
            documents: this.files,
            media: noMedia,
            model: null,
            places: null,
            itineraryLinks: null,
          }),
        ),
      ],
    });
  }

  async book(
    agencyId: string,
    trip: EvaluatedTrip,
    language: Language,
    now: Instant,
  ): Promise<Trip> {
    const input = BookingInput.parse({ ...trip, language: trip.language ?? language });
    // A flight that has left long ago was booked before it did.
    const at = async (moment: Instant) =>
      bookTrip(this.store, { agencyId, name: 'evaluation' }, input, {
        now: moment,
        idempotencyKey: null,
      });
    for (const moment of [
      plus(now, -hour),
      plus(now, -3 * day),
      plus(now, -20 * day),
      plus(now, -200 * day),
    ]) {
      const booked = await at(moment);
      if ('trip' in booked) return booked.trip;
      if (booked.kind !== 'refused' || booked.code !== 'departure_past')
        throw new InvariantBroken(
          `the trip of the file could not be booked: ${booked.kind === 'refused' ? booked.code : booked.kind}`,
        );
    }
    throw new InvariantBroken('the trip of the file is too long ago');
  }

  /** The flight as the tracker would have read it: once on time, then twice as the file says, so that a cancellation is believed. */
  async fly(trip: Trip, over: Readonly<Record<string, unknown>>, now: Instant): Promise<void> {
    const booked = {
      ...flightKeyParts(trip.flightKey),
      departure: trip.departure,
      originZone: trip.originZone,
      destinationZone: trip.destinationZone,
    };
    const before = earliest(plus(now, -hour), plus(trip.departure, -hour)) ?? now;
    let state = afterLook(unknownFlight, [recordOf(trip, {})], before, booked) ?? unknownFlight;
    for (const at of [plus(now, -3 * minute), now])
      state = afterLook(state, [recordOf(trip, over)], at, booked) ?? state;
    if (state.kind === 'live' && cancellationDoubtOf(state))
      state = tellCancelled(state, now, 'look');
    const { facts } = state;
    await this.store.commit(
      aTurn(this.event(null, trip.id), {
        agent: 'flight-tracker',
        actorId: trip.flightKey,
        now,
        records: [
          {
            kind: 'flight',
            flightKey: trip.flightKey,
            facts,
            status: facts ? statusOf[facts.phase] : null,
            nextCheckAt: null,
            raw: null,
            changed: true,
            alertId: null,
          },
        ],
      }),
    );
  }

  event(agencyId: string | null, tripId: string): AnyEvent {
    const id = uuidV5('evaluation', tripId, this.#count++);
    return {
      id,
      type: 'TripCancelled',
      version: 1,
      time: this.clock.now(),
      agencyId,
      tripId,
      correlationId: id,
      causationId: null,
      data: { flightKey: 'XX1/AAA-BBB/2027-01-01', notify: false },
    };
  }

  async plan(
    trip: Trip,
    days: readonly { readonly date: string; readonly items: readonly string[] }[],
    now: Instant,
  ): Promise<void> {
    await this.store.commit(
      aTurn(this.event(trip.agencyId, trip.id), {
        agent: 'itinerary',
        actorId: trip.id,
        now,
        records: [
          {
            kind: 'itinerary',
            tripId: trip.id,
            itinerary: {
              version: 1,
              status: 'approved',
              origin: 'agency_places',
              generatedAt: now,
              days: days.map(({ date, items }) => ({ date, items: items.map(item) })),
            },
          },
        ],
      }),
    );
  }

  async file(trip: Trip, types: readonly string[], now: Instant): Promise<void> {
    for (const [index, type] of types.entries()) {
      const filedAs = FiledAs.parse(type);
      const path = `${trip.agencyId}/${trip.id}/${index}/${filedAs}.pdf`;
      await this.files.put(path, {
        bytes: new TextEncoder().encode('%PDF-1.4'),
        contentType: 'application/pdf',
      });
      await this.store.addDocument({
        agencyId: trip.agencyId,
        document: {
          id: uuidV5('document', trip.id, index),
          tripId: trip.id,
          type: filedAs,
          path,
          fileName: `${filedAs}.pdf`,
          contentType: 'application/pdf',
          bytes: 8,
          uploadedBy: 'main key',
          uploadedByType: 'api_integration',
          uploadedAt: plus(now, -hour),
        },
      });
    }
  }

  /** Delivers what is in the outbox to the concierge. */
  async deliver(): Promise<void> {
    const events = this.store.inspect.unpublished();
    await this.store.markPublished(events.map(({ id }) => id));
    for (const event of events) {
      if (event.type !== 'InboundMessageReceived') continue;
      const result = await this.kernel.receive('concierge', event, { deliveries: 1 });
      if (!result.ok) throw result.error;
    }
  }

  async write(phone: string, text: string, providerId: string): Promise<void> {
    await this.store.receiveInbound({
      sender: same.sender,
      phone,
      providerId,
      text,
      media: [],
      now: this.clock.now(),
    });
    await this.deliver();
  }

  /** Lets an open thought end. */
  async waitForThought(): Promise<void> {
    for (const timer of this.store.inspect
      .timers()
      .filter(({ kind }) => kind === 'PendingQuestionDue')) {
      this.clock.moveTo(timer.due);
      const result = await this.kernel.receive('concierge', timerEvent(timer), { deliveries: 1 });
      if (!result.ok) throw result.error;
    }
  }
}

const defaults: UtteranceContext = { trip: undefined };
/** Where a file says nothing of the world: a trip that leaves in a few hours. */
const usualTrip: EvaluatedTrip = {
  clientName: 'Ana Ruiz',
  whatsapp: '+5491155550200',
  flightNumber: 'BA820',
  originIata: 'LHR',
  destinationIata: 'CPH',
  departure: '2027-08-10T16:20',
  metadata: {},
};
const beforeDeparture = 5 * hour;
const mediaType = /\/([a-z_]+)\.pdf\?/;

/** Says the words of one line to the concierge in the world of that line. */
export const hear = async (utterance: Utterance): Promise<Outcome> => {
  const context = utterance.context ?? defaults;
  const trip =
    context.trip === null
      ? null
      : (context.trip ??
        (utterance.context === undefined || context.flight || context.itinerary || context.documents
          ? usualTrip
          : null));
  const now =
    context.now ?? plus(trip ? departureOf(trip) : '2027-08-10T15:20:00.000Z', -beforeDeparture);
  const world = new World(utterance.id, now);
  const phone = normalisePhone(trip?.whatsapp ?? usualTrip.whatsapp) ?? usualTrip.whatsapp;
  const set = async (
    agencyId: string,
    wanted: EvaluatedTrip,
    about: Pick<UtteranceContext, 'flight' | 'itinerary' | 'documents'>,
    matched: boolean,
  ) => {
    const booked = await world.book(agencyId, wanted, utterance.language, now);
    if (matched) await world.fly(booked, about.flight ?? {}, now);
    if (about.itinerary && about.itinerary.length > 0)
      await world.plan(booked, about.itinerary, now);
    if (about.documents) await world.file(booked, about.documents, now);
  };
  if (trip) await set(same.id, trip, context, true);
  for (const one of context.otherTrips ?? [])
    await set(one.agency === 'same' ? same.id : other.id, one.trip, one, true).catch(
      (error: unknown) => {
        // Somebody else's trip that cannot be booked leaves this traveller's question as it is.
        if (!(error instanceof InvariantBroken)) throw error;
      },
    );
  if (context.optedOut) {
    world.clock.moveTo(plus(now, -2 * day));
    await world.write(phone, 'BAJA', `SMoptout${utterance.id}`);
  }
  world.clock.moveTo(now);
  const before = new Set(world.store.inspect.effects().map(({ id }) => id));
  const decided = world.store.inspect.decisions().length;
  await world.write(phone, utterance.text, `SM${utterance.id}`);
  await world.waitForThought();
  const said = world.store.inspect
    .effects()
    .filter(({ id, to }) => !before.has(id) && to === phone);
  const routed = world.store.inspect
    .decisions()
    .slice(decided)
    .find(({ rule }) => rule === 'routed');
  return {
    id: utterance.id,
    skill: String(routed?.detail['skill'] ?? 'none'),
    reply: said.map(({ content }) => content.text).join('\n\n'),
    media: said.flatMap(({ content }) => {
      const type =
        content.kind === 'text' ? mediaType.exec(content.mediaUrl ?? '')?.[1] : undefined;
      return type !== undefined && DocumentType.safeParse(type).success ? [type] : [];
    }),
  };
};

/** A departure of the file as an instant, well enough to choose a moment before it. */
const departureOf = (trip: EvaluatedTrip): Instant => {
  const at = /[zZ]|[+-]\d\d:?\d\d$/.test(trip.departure)
    ? trip.departure
    : `${trip.departure.slice(0, 16)}:00Z`;
  return between(at, at) === 0 ? new Date(at).toISOString() : plus(at, second);
};
