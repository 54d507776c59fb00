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
import { airportName } from '#shared/domain/airport-names.ts';
import { airport } from '#shared/domain/airports.ts';
import { FiledAs } from '#shared/domain/document.ts';
import { type FlightPhase, flightKeyParts } from '#shared/domain/flight.ts';
import { day, earliest, hour, type Instant, minute, plus } from '#shared/domain/instant.ts';
import type { ItineraryItem } from '#shared/domain/itinerary.ts';
import { cityCode } from '#shared/domain/metropolitan-areas.ts';
import type { Language, Trip, TripStatus } from '#shared/domain/trip.ts';
import { InvariantBroken } from '#shared/errors.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import { BookingInput } from '#shared/events/trips.ts';
import { aTurn } from '#shared/testing/builders.ts';
import { createSeededIds, createStillClock } from '../replay/virtual.ts';
import type { EvaluatedTrip } from './utterance.ts';

const silentLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
/** The agency that the traveller writes to. */
export const ownAgency = {
  id: '00000000-0000-4000-8000-000000000001',
  name: 'Viajes del Sur',
  sender: '+5491155550000',
  emergencyPhone: '+541155550199',
  settings: {},
};
/** An agency whose trips the traveller may also have. */
export const otherAgency = {
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
/** Of a flight that the file gives no arrival. */
const defaultDuration = 115 * minute;

/** The AeroAPI record of a flight on schedule, with the fields that the file overrides. */
const recordOf = (trip: Trip, overrides: Readonly<Record<string, unknown>>): AeroFlight => {
  const { designator, origin, destination } = flightKeyParts(trip.flightKey);
  const place = (iata: string, timezone: string) => ({
    code: iata,
    code_iata: iata,
    timezone,
    city: airport(iata)?.city ?? null,
    name: airportName(iata) || null,
  });
  const out = trip.departure;
  const arrival = plus(out, defaultDuration);
  return AeroFlight.parse({
    ident: designator,
    ident_iata: designator,
    fa_flight_id: `${designator}-${out}-evaluation`,
    status: overrides['cancelled'] === true ? 'Cancelled' : 'Scheduled',
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
    ...overrides,
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

/** The real concierge on the real kernel, over an in-memory store that is filled from a file. */
export class World {
  readonly store: MemoryStore;
  readonly files = createMemoryDocumentStore();
  readonly kernel: Kernel;
  readonly clock;
  #count = 0;

  constructor(seed: string, now: Instant) {
    const ids = createSeededIds(seed);
    this.clock = createStillClock(plus(now, -10 * day));
    this.store = createMemoryStore({ ids });
    for (const agency of [ownAgency, otherAgency]) this.store.addAgency(agency);
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
      log: silentLog,
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

  /** Books a trip of the file; throws InvariantBroken where it cannot be booked. */
  async book(
    agencyId: string,
    trip: EvaluatedTrip,
    language: Language,
    now: Instant,
  ): Promise<Trip> {
    const input = BookingInput.parse({ ...trip, language: trip.language ?? language });
    const bookAt = async (bookedAt: Instant) =>
      bookTrip(this.store, { agencyId, name: 'evaluation' }, input, {
        now: bookedAt,
        idempotencyKey: null,
      });
    // A trip can only be booked before its departure, which may be long ago.
    for (const bookedAt of [
      plus(now, -hour),
      plus(now, -3 * day),
      plus(now, -20 * day),
      plus(now, -200 * day),
    ]) {
      const result = await bookAt(bookedAt);
      if ('trip' in result) return result.trip;
      const reason = result.kind === 'refused' ? result.code : result.kind;
      if (reason !== 'departure_past')
        throw new InvariantBroken(`the trip of the file could not be booked: ${reason}`);
    }
    throw new InvariantBroken('the trip of the file is too long ago');
  }

  /**
   * Records the flight as the tracker would have read it: once on schedule, then twice as the file
   * says, since a cancellation is believed at the second look.
   */
  async recordFlight(
    trip: Trip,
    overrides: Readonly<Record<string, unknown>>,
    now: Instant,
  ): Promise<void> {
    const booked = {
      ...flightKeyParts(trip.flightKey),
      departure: trip.departure,
      originZone: trip.originZone,
      destinationZone: trip.destinationZone,
    };
    const firstLookAt = earliest(plus(now, -hour), plus(trip.departure, -hour)) ?? now;
    let state =
      afterLook(unknownFlight, [recordOf(trip, {})], firstLookAt, booked) ?? unknownFlight;
    for (const at of [plus(now, -3 * minute), now])
      state = afterLook(state, [recordOf(trip, overrides)], at, booked) ?? state;
    if (state.kind === 'live' && cancellationDoubtOf(state))
      state = tellCancelled(state, now, 'look');
    const { facts } = state;
    await this.store.commit(
      aTurn(this.#event(null, trip.id), {
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

  /** Any event, which the commit of a turn needs as its cause. */
  #event(agencyId: string | null, tripId: string): AnyEvent {
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

  async recordItinerary(
    trip: Trip,
    days: readonly { readonly date: string; readonly items: readonly string[] }[],
    now: Instant,
  ): Promise<void> {
    await this.store.commit(
      aTurn(this.#event(trip.agencyId, trip.id), {
        agent: 'itinerary',
        actorId: trip.journeyId,
        now,
        records: [
          {
            kind: 'itinerary',
            journeyId: trip.journeyId,
            stay: cityCode(trip.destinationIata),
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

  async fileDocuments(trip: Trip, types: readonly string[], now: Instant): Promise<void> {
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
          passengerId: null,
          uploadedAt: plus(now, -hour),
        },
      });
    }
  }

  async #deliverOutbox(): Promise<void> {
    const events = this.store.inspect.unpublished();
    await this.store.markPublished(events.map(({ id }) => id));
    for (const event of events) {
      if (event.type !== 'InboundMessageReceived') continue;
      const result = await this.kernel.receive('concierge', event, { deliveries: 1 });
      if (!result.ok) throw result.error;
    }
  }

  /** A traveller writes; returns after the concierge's turn. */
  async write(phone: string, text: string, providerId: string): Promise<void> {
    await this.store.receiveInbound({
      sender: ownAgency.sender,
      phone,
      providerId,
      text,
      media: [],
      now: this.clock.now(),
    });
    await this.#deliverOutbox();
  }

  /** Moves the clock to where a pending question is answered. */
  async answerPendingQuestions(): Promise<void> {
    for (const timer of this.store.inspect
      .timers()
      .filter(({ kind }) => kind === 'PendingQuestionDue')) {
      this.clock.moveTo(timer.due);
      const result = await this.kernel.receive('concierge', timerEvent(timer), { deliveries: 1 });
      if (!result.ok) throw result.error;
    }
  }
}
