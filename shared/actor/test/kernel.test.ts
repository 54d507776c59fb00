import { randomUUID } from 'node:crypto';
import { hour, minute, plus, second } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';
import { ActorBusy, ServiceUnavailable, StateFromTheFuture } from '#shared/errors.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import { aMoment } from '#shared/testing/builders.ts';
import { timerEvent } from '../timer-event.ts';
import { news, setUp } from './kernel-set-up.ts';
import { oneMessage, type Toy, ToyState } from './toy-agent.ts';

describe('a turn', () => {
  it('loads, gathers, decides, commits and performs', async () => {
    const { receive, trip, memory, state, sender } = await setUp({
      gather: async () => 'the answer',
      decide: (turn) => ({ effects: oneMessage(turn) }),
    });
    const result = await receive(news(trip));
    expect(result).toEqual({
      ok: true,
      value: { turns: [{ actorId: trip.id, outcome: 'committed', tries: 1, effects: 1 }] },
    });
    expect(await state()).toEqual({ seen: ['ItineraryRequested'], gathered: ['the answer'] });
    expect(memory.inspect.effects()).toMatchObject([{ status: 'SENT', providerId: 'SM1' }]);
    expect(sender).toMatchObject({ requests: [{ to: trip.whatsapp }] });
  });

  it('is told in the log by lines that all name the event and its story', async () => {
    const { kernel, trip, log, bus } = await setUp({
      decide: (turn) => ({
        effects: oneMessage(turn),
        events: [
          {
            type: 'ItineraryReady',
            agencyId: trip.agencyId,
            tripId: trip.id,
            data: { version: 1, origin: 'model' },
          },
        ],
      }),
    });
    bus.failure = new Error('the bus is away');
    const event = { ...news(trip), correlationId: randomUUID() };
    await kernel.receive('itinerary', event, { deliveries: 1 });
    expect(log.lines.map(({ message }) => message).sort()).toEqual([
      'effect settled',
      'events were not published; the sweeper will',
      'turn',
    ]);
    for (const { fields } of log.lines)
      expect(fields).toMatchObject({
        agent: 'itinerary',
        eventId: event.id,
        eventType: event.type,
        correlationId: event.correlationId,
      });
  });

  it('that fails says so with the same names, also where the event is set aside', async () => {
    const { receive, trip, log } = await setUp({
      gather: () =>
        Promise.reject(
          log.lines.length === 0
            ? new ServiceUnavailable('twilio', 'timeout')
            : new TypeError('a defect'),
        ),
    });
    const event = news(trip);
    await receive(event, 1);
    await receive(event, 5);
    const { id: eventId, correlationId } = event;
    expect(log.lines).toMatchObject([
      { message: 'turn failed', fields: { eventId, correlationId, deliveries: 1 } },
      { message: 'turn quarantined', fields: { eventId, correlationId, deliveries: 5 } },
    ]);
  });

  it('acknowledges an event it has taken before and does nothing', async () => {
    const { receive, trip, memory, state } = await setUp({
      decide: (turn) => ({ effects: oneMessage(turn) }),
    });
    const event = news(trip);
    const results = [
      await receive(event),
      await receive(event),
      ...(await Promise.all([receive(event, 2), receive(event, 3)])),
    ];
    expect(results.map((r) => r.ok && r.value.turns[0]?.outcome)).toEqual([
      'committed',
      'taken',
      'taken',
      'taken',
    ]);
    expect(await state()).toMatchObject({ seen: ['ItineraryRequested'] });
    expect(memory.inspect.effects()).toHaveLength(1);
  });

  it('commits once where the same event is delivered twice at the same time', async () => {
    const { receive, trip, memory } = await setUp({
      decide: (turn) => ({ effects: oneMessage(turn) }),
    });
    const event = news(trip);
    const results = await Promise.all([receive(event), receive(event), receive(event)]);
    expect(results.map((r) => r.ok && r.value.turns[0]?.outcome).sort()).toEqual([
      'committed',
      'taken',
      'taken',
    ]);
    expect(memory.inspect.effects()).toMatchObject([{ status: 'SENT' }]);
  });

  it('is decided again after a conflict, with the data it gathered', async () => {
    let gathers = 0;
    const { receive, trip, state, pauses } = await setUp({
      gather: async () => `look ${++gathers}`,
    });
    const results = await Promise.all(Array.from({ length: 4 }, () => receive(news(trip))));
    expect(results.every((r) => r.ok)).toBe(true);
    expect(gathers).toBe(4);
    expect(pauses.length).toBeGreaterThan(0);
    const { seen, gathered } = ToyState.parse(await state());
    expect(seen).toHaveLength(4);
    expect([...gathered].sort()).toEqual(['look 1', 'look 2', 'look 3', 'look 4']);
  });

  it('is put back as busy, and never quarantined, where it loses every try', async () => {
    const { receive, trip, memory, pauses } = await setUp(
      {},
      { store: (store) => ({ ...store, commit: async () => ({ kind: 'conflict' }) }) },
    );
    const result = await receive(news(trip), 50);
    expect(result.ok ? null : result.error).toBeInstanceOf(ActorBusy);
    expect(pauses).toHaveLength(5);
    expect(memory.inspect.quarantined()).toEqual([]);
  });

  it('is run for every actor the event is for, and takes each only once', async () => {
    const second_: { trip?: Trip } = {};
    const { receive, trip, book, state } = await setUp({
      address: () =>
        [trip.id, second_.trip?.id ?? ''].map((tripId) => ({ actorId: tripId, tripId })),
    });
    second_.trip = await book();
    const event = news(trip);
    const result = await receive(event);
    expect(result.ok && result.value.turns.map((t) => t.outcome)).toEqual([
      'committed',
      'committed',
    ]);
    expect(await state(second_.trip.id)).toMatchObject({ seen: ['ItineraryRequested'] });
    const again = await receive(event);
    expect(again.ok && again.value.turns.map((t) => t.outcome)).toEqual(['taken', 'taken']);
  });

  it('of one actor that fails does not keep the others from theirs', async () => {
    const other = randomUUID();
    const { receive, trip, state } = await setUp({
      address: () => [{ actorId: other }, { actorId: trip.id, tripId: trip.id }],
      decide: (turn) => {
        if (turn.actorId === other) throw new ServiceUnavailable('model', 'down');
        return {};
      },
    });
    const result = await receive(news(trip));
    expect(result.ok).toBe(false);
    expect(await state()).toMatchObject({ seen: ['ItineraryRequested'] });
  });

  it('concerns nobody where the event has no address', async () => {
    const { receive, trip } = await setUp({ address: () => [] });
    expect(await receive(news(trip))).toEqual({ ok: true, value: { turns: [] } });
  });

  it('says its events with ids that a second run would repeat', async () => {
    const announcement = { type: 'ItineraryReady', data: { version: 1, origin: 'model' } } as const;
    const run = async (event: AnyEvent, trip: Trip, world: Awaited<ReturnType<typeof setUp>>) => {
      await world.receive(event);
      return world.bus.published.filter((e) => e.tripId === trip.id);
    };
    const decide: Toy['decide'] = ({ event }) => ({
      events: [
        { ...announcement, agencyId: event.agencyId, tripId: event.tripId },
        { ...announcement, agencyId: event.agencyId, tripId: event.tripId },
      ],
    });
    const [one, two] = [await setUp({ decide }), await setUp({ decide })];
    const event = news(one.trip);
    const first = await run(event, one.trip, one);
    const second_ = await run(event, one.trip, two);
    expect(first).toHaveLength(2);
    expect(first[0]).toMatchObject({
      time: aMoment,
      correlationId: event.correlationId,
      causationId: event.id,
      version: 1,
      data: announcement.data,
    });
    expect(new Set(first.map((e) => e.id)).size).toBe(2);
    expect(second_.map((e) => e.id)).toEqual(first.map((e) => e.id));
    expect(one.memory.inspect.unpublished().filter((e) => e.type === 'ItineraryReady')).toEqual([]);
  });

  it('leaves events in the outbox where the bus does not take them', async () => {
    const { receive, trip, bus, clock, memory, kernel } = await setUp({
      decide: ({ event }) => ({
        events: [
          {
            type: 'ItineraryReady',
            agencyId: event.agencyId,
            tripId: event.tripId,
            data: { version: 1, origin: 'model' },
          },
        ],
      }),
    });
    bus.failure = new ServiceUnavailable('bus', 'down');
    expect((await receive(news(trip))).ok).toBe(true);
    expect(memory.inspect.unpublished().map((e) => e.type)).toContain('ItineraryReady');
    bus.failure = null;
    clock.advance(10 * second);
    await kernel.sweep();
    expect(bus.published.map((e) => e.type)).toEqual([
      'TripBooked',
      'JourneyBooked',
      'ItineraryReady',
    ]);
    expect(memory.inspect.unpublished()).toEqual([]);
  });

  it('publishes nothing where the commit carries the events itself', async () => {
    const { receive, trip, bus, kernel, memory } = await setUp({
      decide: ({ event }) => ({
        events: [
          {
            type: 'ItineraryReady',
            agencyId: event.agencyId,
            tripId: event.tripId,
            data: { version: 1, origin: 'model' },
          },
        ],
      }),
    });
    Object.assign(bus, { transactional: true });
    await receive(news(trip));
    await kernel.sweep();
    expect(bus.published).toEqual([]);
    expect(memory.inspect.unpublished().map((e) => e.type)).toEqual([
      'TripBooked',
      'JourneyBooked',
      'ItineraryReady',
    ]);
  });
});

describe('a timer', () => {
  const due = plus(aMoment, hour);

  it('is scheduled after the commit, and cleared', async () => {
    const { receive, trip, timers } = await setUp({
      decide: ({ state }) => ({
        timers: [{ kind: 'ItineraryDue', due: state.seen.length === 0 ? due : null }],
      }),
    });
    await receive(news(trip));
    expect([...timers.rows.values()]).toMatchObject([
      {
        agent: 'itinerary',
        actorId: trip.id,
        kind: 'ItineraryDue',
        generation: 1,
        due,
        tripId: trip.id,
      },
    ]);
    await receive(news(trip));
    expect(timers.rows.size).toBe(0);
  });

  it('of an older generation, or cleared since, is ignored with an acknowledgement', async () => {
    const { receive, trip, memory, state } = await setUp({
      decide: ({ event }) =>
        event.type === 'ItineraryRequested' ? { timers: [{ kind: 'ItineraryDue', due }] } : {},
    });
    await receive(news(trip));
    const [first] = memory.inspect.timers();
    await receive(news(trip));
    if (!first) throw new Error('expected a timer');
    const stale = await receive(timerEvent(first));
    expect(stale.ok && stale.value.turns).toEqual([
      { actorId: trip.id, outcome: 'stale', tries: 1, effects: 0 },
    ]);
    const [second_] = memory.inspect.timers();
    if (!second_) throw new Error('expected a timer');
    expect((await receive(timerEvent(second_))).ok).toBe(true);
    expect(await state()).toMatchObject({
      seen: ['ItineraryRequested', 'ItineraryRequested', 'ItineraryDue'],
    });
    const cleared = await receive({ ...timerEvent(second_), id: randomUUID() });
    expect(cleared.ok && cleared.value.turns[0]?.outcome).toBe('stale');
  });

  it('is never decided before it was due, whatever the clock says', async () => {
    const nows: string[] = [];
    const { receive, trip, memory, clock } = await setUp({
      decide: ({ event, now }) => {
        nows.push(now);
        return event.type === 'ItineraryRequested'
          ? { timers: [{ kind: 'ItineraryDue', due }] }
          : {};
      },
    });
    await receive(news(trip));
    const [row] = memory.inspect.timers();
    if (!row) throw new Error('expected a timer');
    clock.set(plus(due, -2 * second));
    await receive(timerEvent(row));
    expect(nows).toEqual([aMoment, due]);
  });

  it('that was lost is fired by the sweeper, once', async () => {
    const { receive, trip, kernel, clock, state } = await setUp({
      decide: ({ event }) =>
        event.type === 'ItineraryRequested' ? { timers: [{ kind: 'ItineraryDue', due }] } : {},
    });
    await receive(news(trip));
    clock.set(plus(due, 89 * second));
    await kernel.sweep();
    expect(await state()).toMatchObject({ seen: ['ItineraryRequested'] });
    clock.set(plus(due, 91 * second));
    expect(await kernel.sweep()).toMatchObject({ ok: true, value: { timers: 1 } });
    await kernel.sweep();
    expect(await state()).toMatchObject({ seen: ['ItineraryRequested', 'ItineraryDue'] });
  });
});

describe('the state', () => {
  it('of an older schema is brought up to date', async () => {
    const old = await setUp();
    await old.receive(news(old.trip));
    const newer = old.build({
      codec: {
        schemaVersion: 2,
        upcast: (state, from) => ({ gathered: [], seen: [`from ${from}`, typeof state] }),
      },
    });
    await newer.receive('itinerary', news(old.trip), { deliveries: 1 });
    expect(await old.state()).toMatchObject({ seen: ['from 1', 'object', 'ItineraryRequested'] });
  });

  it('written by newer code waits for it', async () => {
    const world = await setUp();
    await world
      .build({ codec: { schemaVersion: 9 } })
      .receive('itinerary', news(world.trip), { deliveries: 1 });
    const result = await world.receive(news(world.trip));
    expect(result.ok ? null : result.error).toBeInstanceOf(StateFromTheFuture);
    expect(result.ok ? null : result.error.retryable).toBe(true);
  });

  it('that fits no schema is a defect', async () => {
    const world = await setUp({ decide: () => ({ state: JSON.parse('{"seen":"nonsense"}') }) });
    await world.receive(news(world.trip));
    await world.receive(news(world.trip));
    expect(world.memory.inspect.quarantined()).toHaveLength(1);
  });
});

describe('waking effects', () => {
  it('claims and performs what is due', async () => {
    const { receive, trip, kernel, clock, memory } = await setUp({
      decide: (turn) => ({ effects: oneMessage(turn, { dueAt: plus(turn.now, minute) }) }),
    });
    await receive(news(trip));
    const ids = memory.inspect.effects().map((e) => e.id);
    expect(memory.inspect.nextEffectAt()).toBe(plus(aMoment, minute));
    expect(await kernel.wake(ids, trip.agencyId)).toEqual({ ok: true, value: 0 });
    clock.advance(minute);
    expect(memory.inspect.effectsDue(clock.now())).toEqual([
      { id: ids[0], agencyId: trip.agencyId },
    ]);
    expect(await kernel.wake(ids, trip.agencyId)).toEqual({ ok: true, value: 1 });
    expect(memory.inspect.effects()).toMatchObject([{ status: 'SENT' }]);
    expect(memory.inspect.nextEffectAt()).toBeNull();
  });

  it('answers a failure where the store cannot be reached', async () => {
    const { kernel, trip } = await setUp(
      {},
      {
        store: (store) => ({
          ...store,
          claim: async () => {
            throw new ServiceUnavailable('database', 'down');
          },
        }),
      },
    );
    expect((await kernel.wake([randomUUID()], trip.agencyId)).ok).toBe(false);
  });
});

it('no line of the log holds a name, a number or a word of a message', async () => {
  const { receive, trip, log, kernel, clock } = await setUp({
    decide: (turn) => ({ effects: oneMessage(turn), state: { seen: ['x'], gathered: [] } }),
  });
  await receive(news(trip));
  clock.advance(hour);
  await kernel.sweep();
  const lines = JSON.stringify(log.lines);
  expect(log.lines.length).toBeGreaterThan(1);
  for (const secret of [trip.whatsapp, trip.clientName, 'Message '])
    expect(lines).not.toContain(secret);
});
