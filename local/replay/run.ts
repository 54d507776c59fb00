import { createHash } from 'node:crypto';
import { bookTrip } from '#services/api/book-trip.ts';
import { changeTrip } from '#services/api/change-trip.ts';
import { TripEdit } from '#services/api/domain/trip-edit.ts';
import { movePassenger } from '#services/api/move-passenger.ts';
import { createConcierge } from '#services/concierge/agent.ts';
import { connections } from '#services/connections/agent.ts';
import { createDutyDesk } from '#services/duty-desk/agent.ts';
import { createFlightTracker } from '#services/flight-tracker/agent.ts';
import { createItinerary } from '#services/itinerary/agent.ts';
import { createNotifications } from '#services/notifications/agent.ts';
import { type AnyAgent, anyAgent } from '#shared/actor/any-agent.ts';
import { createKernel } from '#shared/actor/kernel.ts';
import { timerEvent } from '#shared/actor/timer-event.ts';
import { createMemoryFlightSnapshots } from '#shared/adapters/aeroapi/memory-flight-snapshots.ts';
import { shareLooks } from '#shared/adapters/aeroapi/share-looks.ts';
import { createMemoryDocumentStore } from '#shared/adapters/memory/document-store.ts';
import { createMemoryStore } from '#shared/adapters/memory/memory-store.ts';
import { noMedia } from '#shared/adapters/memory/no-media.ts';
import { canonicalPhone } from '#shared/domain/canonical-phone.ts';
import { earliest, type Instant } from '#shared/domain/instant.ts';
import { normalisePhone } from '#shared/domain/phone.ts';
import { type AnyEvent, isEventFor } from '#shared/events/catalogue.ts';
import { BookingInput } from '#shared/events/trips.ts';
import type { AgentName } from '#shared/ports/actor-store.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { FlightData } from '#shared/ports/flight-data.ts';
import type { Log } from '#shared/ports/log.ts';
import { createFlightTimeline, pushedReading } from './flight-timeline.ts';
import type { Scenario } from './scenario.ts';
import { createScriptedSender } from './scripted-sender.ts';
import { staffOf, withoutMail } from './staff.ts';
import { createSeededIds, createStillClock } from './virtual.ts';

const sender = '+5491155550000';
const agencyId = '00000000-0000-4000-8000-000000000001';
const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** The result of booking a trip of the file. */
export type Booking =
  | {
      readonly accepted: true;
      readonly tripId: string;
      /** The passengers that this entry brought to a trip of an earlier one; else none. */
      readonly joined: readonly string[];
    }
  | { readonly accepted: false; readonly error: string };

/** The order of timers of one instant: a flight is checked before messages about it are decided. */
const timerOrder = (kind: string): number => (kind === 'FlightCheckDue' ? 0 : 1);

/**
 * Runs a scenario until its `until`: the real agents on the real kernel, with the in-memory store,
 * a scripted sender and the flights of the file, or those of `flightData`. The clock jumps to what
 * is due next.
 */
export const runScenario = async (
  scenario: Scenario,
  flightData?: (clock: Clock) => FlightData,
) => {
  const inputs = [
    ...scenario.trips.map((trip) => ({ at: trip.bookedAt, order: 0, kind: 'book' as const, trip })),
    ...scenario.changes.map((change) => ({
      at: change.at,
      order: 1,
      kind: 'change' as const,
      change,
    })),
    ...scenario.inbound.map((inbound, index) => ({
      at: inbound.at,
      order: 2,
      kind: 'inbound' as const,
      inbound,
      index,
    })),
  ];
  const start = scenario.start ?? earliest(...inputs.map(({ at }) => at)) ?? scenario.until;
  const clock = createStillClock(start);
  const ids = createSeededIds(scenario.name);
  const store = createMemoryStore({ ids });
  const flightTimeline = createFlightTimeline(scenario, clock);
  const { sender: scriptedSender, accepted } = createScriptedSender(scenario, clock);
  store.addAgency({
    id: agencyId,
    name: scenario.agency.name,
    sender,
    emergencyPhone: scenario.agency.emergencyPhone,
    settings: scenario.agency.settings,
    zone: scenario.agency.zone,
  });
  const staff = staffOf(scenario.agency, start);
  store.setStaff(agencyId, staff.members, staff.roster);
  await store.places.addAll(agencyId, scenario.agency.places);

  const queue: AnyEvent[] = [];
  const flights = shareLooks(
    flightData?.(clock) ?? flightTimeline.data,
    createMemoryFlightSnapshots(),
    clock,
  );
  const agents: readonly AnyAgent[] = [
    anyAgent(createFlightTracker({ flights, alerts: flightTimeline.alerts })),
    anyAgent(createNotifications({ templates: null })),
    anyAgent(connections),
    ...(staff.members.length === 0 ? [] : [anyAgent(createDutyDesk(withoutMail))]),
    anyAgent(
      createItinerary({ itineraries: store, places: store.places, model: null, embedder: null }),
    ),
    anyAgent(
      createConcierge({
        trips: store,
        conversations: store,
        documents: createMemoryDocumentStore(),
        media: noMedia,
        model: null,
        places: null,
        knowledge: null,
        itineraryLinks: null,
      }),
    ),
  ];
  const kernel = createKernel({
    store,
    sender: scriptedSender,
    bus: {
      publish: async (events) => {
        queue.push(...events);
      },
    },
    timers: { set: async () => {}, clear: async () => {} },
    clock,
    ids,
    log: silentLog,
    agents,
  });

  const deliver = async (agent: AgentName, event: AnyEvent): Promise<void> => {
    const result = await kernel.receive(agent, event, { deliveries: 1 });
    if (!result.ok) throw result.error;
  };
  /** Delivers all events: those of the API are in the outbox, those of turns come over the bus. */
  const deliverAll = async (): Promise<void> => {
    for (;;) {
      const outbox = store.inspect.unpublished();
      await store.markPublished(outbox.map((e) => e.id));
      queue.push(...outbox);
      const event = queue.shift();
      if (!event) return;
      for (const { name } of agents) if (isEventFor(event, name)) await deliver(name, event);
    }
  };

  const bookings = new Map<string, Booking>();
  const book = async ({
    key,
    bookedAt: _,
    journey,
    ...trip
  }: Scenario['trips'][number]): Promise<void> => {
    const consent: BookingInput['consent'] =
      trip.role === 'follower' ? { how: 'explicit' } : undefined;
    const input = BookingInput.parse({ consent, journeyReference: journey, ...trip });
    const now = clock.now();
    const result = await bookTrip(store, { agencyId, name: 'replay' }, input, {
      now,
      idempotencyKey: null,
    });
    bookings.set(
      key,
      'trip' in result
        ? {
            accepted: true,
            tripId: result.trip.id,
            joined:
              result.kind === 'joined'
                ? result.trip.passengers
                    .filter(({ joinedAt }) => joinedAt === now)
                    .map(({ id }) => id)
                : [],
          }
        : { accepted: false, error: result.kind === 'refused' ? result.code : result.kind },
    );
  };
  const change = async ({
    trip,
    set,
    cancel,
    notify,
  }: Scenario['changes'][number]): Promise<void> => {
    const editOf = (): TripEdit =>
      TripEdit.parse({ ...set, ...(notify === undefined ? {} : { notify }) });
    const booking = bookings.get(trip);
    if (!booking?.accepted) return;
    const { tripId } = booking;
    const now = clock.now();
    for (const passengerId of booking.joined)
      if (cancel)
        await store.leave({ agencyId, tripId, passengerId, notify: notify ?? false, now });
      else {
        const moved = await movePassenger(store, { agencyId, tripId, passengerId }, editOf(), now);
        if (moved.kind === 'moved')
          bookings.set(trip, { accepted: true, tripId: moved.trip.id, joined: [] });
      }
    if (booking.joined.length > 0) return;
    if (cancel) await store.cancel({ agencyId, tripId, notify: notify ?? false, now });
    else
      await changeTrip({ desk: store, contacts: store }, { agencyId, tripId }, editOf(), {
        now,
        revision: null,
      });
  };
  /** The `trip` of inbound messages by phone and by conversation, for entries without a trip. */
  const writers = new Map<string, string>(staff.keyByPhone);
  const write = async (
    { trip, body, from, optOutType, messageSid, repeat }: Scenario['inbound'][number],
    index: number,
  ): Promise<void> => {
    const number =
      scenario.trips.find(({ key }) => key === trip)?.whatsapp ??
      scenario.agency.staff.find(({ key }) => key === trip)?.phone ??
      trip;
    const phone = from ?? normalisePhone(number) ?? number;
    const digest = createHash('sha256').update(`${scenario.name}:${index}`).digest('hex');
    const providerId = messageSid ?? `SM${digest.slice(0, 32)}`;
    for (let i = 0; i < repeat; i += 1) {
      const received = await store.receiveInbound({
        sender,
        phone,
        providerId,
        text: body,
        media: [],
        optOutType: optOutType ?? null,
        now: clock.now(),
      });
      for (const writer of [canonicalPhone(phone), received?.conversationId])
        if (writer && !writers.has(writer)) writers.set(writer, trip);
    }
  };
  let pushes = 0;
  const push = async ({
    flight,
    code,
    eventKey,
  }: (typeof flightTimeline.pushes)[number]): Promise<void> => {
    for (const alertId of flightTimeline.alertsFor(flight)) {
      pushes += 1;
      await store.receiveAlert({
        alertId,
        code,
        faFlightId: flight.fa_flight_id,
        reading: pushedReading(flight),
        eventKey: `${alertId}:${eventKey}`,
        now: clock.now(),
      });
    }
  };

  const script = [
    ...inputs,
    ...flightTimeline.pushes.map((p) => ({ at: p.at, order: -1, kind: 'push' as const, push: p })),
  ]
    .filter((input) => input.at >= start || input.kind !== 'push')
    .sort((a, b) => (a.at === b.at ? a.order - b.order : a.at < b.at ? -1 : 1));
  const apply = async (input: (typeof script)[number]): Promise<void> => {
    switch (input.kind) {
      case 'book':
        return book(input.trip);
      case 'change':
        return change(input.change);
      case 'inbound':
        return write(input.inbound, input.index);
      case 'push':
        return push(input.push);
    }
  };

  const reportedIds = new Set<string>();
  /** Reports every accepted message as delivered, once the ledger has its provider id. */
  const reportDeliveries = async (): Promise<void> => {
    const unreported = accepted.filter(({ providerId }) => !reportedIds.has(providerId));
    if (unreported.length === 0) return;
    const ledgerIds = new Set(store.inspect.effects().map(({ providerId }) => providerId));
    for (const { id, providerId } of unreported.filter((m) => ledgerIds.has(m.providerId))) {
      reportedIds.add(providerId);
      await store.deliveryReport({
        id,
        providerId,
        status: 'delivered',
        code: null,
        permanent: false,
        now: clock.now(),
      });
    }
  };

  for (;;) {
    const next: Instant | null = earliest(
      script[0]?.at,
      store.inspect.nextEffectAt(),
      ...store.inspect.timers().map((t) => t.due),
    );
    if (next === null || next > scenario.until) break;
    clock.moveTo(next);
    const now = clock.now();
    for (let input = script[0]; input && input.at <= now; input = script[0]) {
      script.shift();
      await apply(input);
      await deliverAll();
    }
    for (const timer of store.inspect
      .timers()
      .filter((t) => t.due <= now)
      .sort((a, b) => timerOrder(a.kind) - timerOrder(b.kind))) {
      await deliver(timer.agent, timerEvent(timer));
      await deliverAll();
    }
    const due = store.inspect.effectsDue(now).map((e) => e.id);
    if (due.length > 0) await kernel.wake(due, agencyId);
    await deliverAll();
    await reportDeliveries();
  }
  clock.moveTo(scenario.until);
  return {
    bookings,
    writers,
    store,
    accepted,
    lookedAt: flightTimeline.lookedAt(),
    pushes,
    agencyId,
  };
};

/** What is left after a run: the store, and what came in and went out. */
export type ScenarioRun = Awaited<ReturnType<typeof runScenario>>;
