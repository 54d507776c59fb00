import { anyAgent } from '#shared/actor/any-agent.ts';
import { createKernel } from '#shared/actor/kernel.ts';
import { timerEvent } from '#shared/actor/timer-event.ts';
import { createMemoryDocumentStore } from '#shared/adapters/memory/document-store.ts';
import { noMedia } from '#shared/adapters/memory/no-media.ts';
import type { AgencySeed } from '#shared/domain/agency.ts';
import type { FiledDocument } from '#shared/domain/document.ts';
import type { FlightFacts } from '#shared/domain/flight.ts';
import { hour, type Instant, plus, second } from '#shared/domain/instant.ts';
import type { ItineraryDay } from '#shared/domain/itinerary.ts';
import type { OptOutType } from '#shared/domain/message.ts';
import { cityCode } from '#shared/domain/metropolitan-areas.ts';
import type { LinkOptions } from '#shared/domain/stay-link.ts';
import type { SoldPlan } from '#shared/domain/stay-plan.ts';
import type { Trip } from '#shared/domain/trip.ts';
import { type AnyEvent, type EventFor, isEventFor } from '#shared/events/catalogue.ts';
import type { KnowledgeFinder } from '#shared/find-knowledge.ts';
import type { InboundMedia } from '#shared/ports/inbound-media.ts';
import type { LanguageModel } from '#shared/ports/language-model.ts';
import type { BookedTrip } from '#shared/ports/trip-desk.ts';
import { aBooking, aFlightFacts, anAgency, aTurn } from '#shared/testing/builders.ts';
import { emittedBy, farFuture } from '#shared/testing/contract/harness.ts';
import { emptiedStore } from '#shared/testing/emptied-store.ts';
import {
  acceptingSender,
  countingIds,
  ManualClock,
  RecordingBus,
  RecordingLog,
} from '#shared/testing/fakes.ts';
import { createConcierge } from '../agent.ts';

/** Five hours before the flight of every test here. */
export const now: Instant = '2027-03-03T11:20:00.000Z';
const phone = '+5491155550200';

/** An agency with a traveller, and the concierge on the real kernel. */
export const aWorld = async (
  over: {
    readonly model?: LanguageModel;
    readonly media?: InboundMedia;
    readonly trip?: Partial<BookedTrip> | null;
    readonly role?: Trip['role'];
    readonly agency?: Partial<AgencySeed>;
    readonly facts?: Partial<FlightFacts>;
    readonly itineraryLinks?: LinkOptions;
    readonly knowledge?: KnowledgeFinder;
  } = {},
) => {
  const clock = new ManualClock(now);
  const h = await emptiedStore();
  const { store } = h;
  const files = createMemoryDocumentStore();
  const sender = acceptingSender();
  const log = new RecordingLog();
  const bus = new RecordingBus();
  const agency = anAgency(over.agency ?? {});
  await h.addAgency(agency);
  const concierge = createConcierge({
    trips: store,
    conversations: store,
    documents: files,
    media: over.media ?? noMedia,
    model: over.model ?? null,
    places: store.places,
    knowledge: over.knowledge ?? { knowledge: store.knowledge, embedder: null },
    itineraryLinks: over.itineraryLinks ?? null,
  });
  const kernel = createKernel({
    store,
    sender,
    bus,
    timers: { set: async () => {}, clear: async () => {} },
    clock,
    ids: countingIds(),
    log,
    agents: [anyAgent(concierge)],
    pause: async () => {},
  });

  const book = async (
    trip: Partial<BookedTrip> = {},
    role: Trip['role'] = 'traveller',
  ): Promise<Trip> => {
    const booked = await store.book(
      aBooking(agency.id, {
        trip: {
          whatsapp: phone,
          flightNumber: 'BA820',
          flightKey: 'BA820/LHR-CPH/2027-03-03',
          ...trip,
        },
        role,
        now: plus(now, -48 * hour),
      }),
    );
    if (booked.kind !== 'booked' && booked.kind !== 'joined')
      throw new Error(`not booked: ${booked.kind}`);
    return booked.trip;
  };
  const trip = over.trip === null ? null : await book(over.trip ?? {}, over.role);
  const commit = (
    agent: 'flight-tracker' | 'itinerary',
    actorId: string,
    records: Parameters<typeof aTurn>[1],
    // A flight belongs to no tenant.
    agencyId = agent === 'itinerary' ? agency.id : null,
  ) =>
    store.commit(
      aTurn(
        {
          id: countingIds().random(),
          type: 'FlightCheckDue',
          version: 1,
          time: now,
          agencyId,
          tripId: null,
          correlationId: now,
          causationId: null,
          data: { actorId, generation: 1, due: now },
        },
        { agent, actorId, now, ...records },
      ),
    );
  const fly = (facts: Partial<FlightFacts>, ofTrip: Trip | null = trip) =>
    ofTrip
      ? commit('flight-tracker', ofTrip.flightKey, {
          records: [
            {
              kind: 'flight',
              flightKey: ofTrip.flightKey,
              facts: aFlightFacts(facts),
              status: 'scheduled',
              nextCheckAt: null,
              raw: null,
              changed: true,
              alertId: null,
            },
          ],
        })
      : null;
  await fly({ gate: 'A13', ...over.facts });

  let heard = 0;
  let crashing: string | null = null;
  /** Delivers the events in the outbox to the concierge, and its commands to itself. */
  const deliver = async (): Promise<void> => {
    for (;;) {
      const emitted = await emittedBy(h);
      await store.markPublished(emitted.map(({ id }) => id));
      const events = [...emitted, ...bus.published.slice(heard)];
      heard = bus.published.length;
      if (events.length === 0) return;
      for (const event of events) {
        if (!isEventFor(event, 'concierge')) continue;
        if (event.type === crashing) {
          crashing = null;
          await anyAgent(concierge)
            .turns(event)?.[0]
            ?.decide(await loadedFor(event), clock.now());
        }
        const result = await kernel.receive('concierge', event, { deliveries: 1 });
        if (!result.ok) throw result.error;
      }
    }
  };
  /** What a turn of a conversation’s event starts from. */
  const loadedFor = (event: AnyEvent) => {
    const address = anyAgent(concierge).turns(event)?.[0]?.address;
    if (!address) throw new Error(`not for the concierge: ${event.type}`);
    return store.load({
      agent: 'concierge',
      actorId: address.actorId,
      eventId: event.id,
      agencyId: event.agencyId,
      tripId: null,
      conversation: address.conversation ?? null,
      flightKey: null,
      timerKind: null,
    });
  };
  let sids = 0;
  const receive = (
    text: string,
    media: DocumentMedia = [],
    sid = `SM${++sids}`,
    from = phone,
    optOutType: OptOutType | null = null,
    choice: string | null = null,
  ) =>
    store.receiveInbound({
      sender: agency.sender,
      phone: from,
      providerId: sid,
      text,
      media,
      optOutType,
      choice,
      now: clock.now(),
    });
  await store.markPublished((await emittedBy(h)).map(({ id }) => id));
  const fireTimers = async (ms: number, afterEach = async () => {}): Promise<void> => {
    const until = plus(clock.now(), ms);
    for (;;) {
      const { timers } = await store.overdue({ now: farFuture, limit: 10 });
      const [next] = timers
        .filter((timer) => timer.agent === 'concierge' && timer.due <= until)
        .sort((a, b) => (a.due < b.due ? -1 : 1));
      if (!next) break;
      clock.set(next.due);
      const result = await kernel.receive('concierge', timerEvent(next), { deliveries: 1 });
      if (!result.ok) throw result.error;
      await afterEach();
    }
    clock.set(until);
  };

  return {
    clock,
    store,
    bus,
    files,
    sender,
    log,
    agency,
    trip,
    kernel,
    concierge,
    book,
    fly,
    receive,
    deliver,
    /** Stores a message of the traveller and delivers it to the concierge. */
    write: async (text: string, media: DocumentMedia = [], sid?: string): Promise<string> => {
      const received = await receive(text, media, sid);
      await deliver();
      if (!received) throw new Error('nobody’s number');
      return received.conversationId;
    },
    /** The traveller taps an option of a message. */
    tap: async (id: string, title = id): Promise<void> => {
      await receive(title, [], undefined, phone, null, id);
      await deliver();
    },
    /** Advances the clock and fires the timers that become due. */
    fireTimers,
    /** The same, and delivers what they set off. */
    wait: async (ms: number): Promise<void> => fireTimers(ms, deliver),
    /** The next event of this type is worked on once, and then nothing of it was committed. */
    crashOnce: (type: EventFor<'concierge'>['type']): void => {
      crashing = type;
    },
    plan: (days: readonly ItineraryDay[]) =>
      trip &&
      commit('itinerary', trip.journeyId, {
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
              days: [...days],
            },
          },
        ],
      }),
    sell: (plan: SoldPlan) =>
      trip &&
      store.putPlan({
        agencyId: agency.id,
        journeyId: trip.journeyId,
        stay: cityCode(trip.destinationIata),
        plan,
        revision: null,
        now,
      }),
    file: async (document: Partial<FiledDocument> = {}): Promise<void> => {
      if (!trip) throw new Error('no trip');
      const id = document.id ?? countingIds().random();
      await store.addDocument({
        agencyId: agency.id,
        document: {
          id,
          tripId: trip.id,
          type: 'boarding_pass',
          path: `${agency.id}/${trip.id}/${id}.pdf`,
          fileName: 'pass.pdf',
          contentType: 'application/pdf',
          bytes: 10,
          uploadedBy: 'main key',
          uploadedByType: 'api_integration',
          passengerId: null,
          uploadedAt: now,
          ...document,
        },
      });
    },
    /** What the traveller was sent, in order. */
    sentTexts: () => sender.requests.map(({ content }) => content.text),
    media: () =>
      sender.requests.flatMap(({ content }) =>
        content.kind === 'text' && content.mediaUrl ? [content.mediaUrl] : [],
      ),
    /** Oldest first. */
    tasks: async () =>
      (await store.tasks(agency.id, { limit: 20 }))
        .map(({ kind, severity, state, reason, tripId, facts }) => ({
          kind,
          severity,
          state,
          reason,
          tripId,
          facts,
        }))
        .reverse(),
    rules: async () => (await h.inspect.decisions()).map(({ rule }) => rule),
    emitted: () => emittedBy(h),
    inspect: h.inspect,
    addAgency: h.addAgency,
  };
};
type DocumentMedia = readonly { readonly url: string; readonly contentType: string }[];

/** Longer than an open question waits. */
export const restOfQuestionMs = 5 * second;
