import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { createMemoryStore } from '#shared/adapters/memory/memory-store.ts';
import { minute } from '#shared/domain/instant.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { ActorStore } from '#shared/ports/actor-store.ts';
import {
  acceptingSender,
  countingIds,
  ManualClock,
  RecordingBus,
  RecordingLog,
  RecordingTimers,
} from '#shared/testing/fakes.ts';
import type { Agent } from '../agent.ts';
import { anyAgent } from '../any-agent.ts';
import { createKernel } from '../kernel.ts';

const flightKey = 'BA820/LHR-CPH/2027-03-03/16';
const State = z.object({ alert: z.string().nullable(), trips: z.int() });
type State = z.infer<typeof State>;

/** A tracker that requests an alert for its first trip, and a service that counts alerts. */
const setUp = (
  over: {
    readonly make?: () => Promise<string>;
    readonly store?: (store: ActorStore) => ActorStore;
  } = {},
) => {
  const memory = createMemoryStore({ ids: { random: randomUUID, chance: () => 0.5 } });
  const bus = new RecordingBus();
  const clock = new ManualClock();
  const service = { made: 0, gathered: [] as string[] };
  const agent: Agent<'flight-tracker', State, string> = {
    name: 'flight-tracker',
    codec: { schemaVersion: 1, schema: State, initial: { alert: null, trips: 0 } },
    address: () => [{ actorId: flightKey, flightKey }],
    gather: async ({ event }) => {
      service.gathered.push(event.type);
      return 'nothing';
    },
    step: async () => {
      service.made += 1;
      return over.make ? over.make() : `alert ${service.made}`;
    },
    decide: ({ event, state }, gathered) => {
      if (event.type === 'FlightAlertRequested') return { state: { ...state, alert: gathered } };
      return {
        state: { ...state, trips: state.trips + 1 },
        events:
          state.trips > 0
            ? []
            : [{ type: 'FlightAlertRequested', agencyId: null, tripId: null, data: { flightKey } }],
      };
    },
  };
  const kernel = createKernel({
    store: over.store ? over.store(memory) : memory,
    sender: acceptingSender(),
    bus,
    timers: new RecordingTimers(),
    clock,
    ids: countingIds(),
    log: new RecordingLog(),
    agents: [anyAgent(agent)],
    pause: async () => {},
  });
  const receive = (event: AnyEvent, deliveries = 1) =>
    kernel.receive('flight-tracker', event, { deliveries });
  const state = async (): Promise<State> => {
    const { state: stored } = await memory.load({
      agent: 'flight-tracker',
      actorId: flightKey,
      eventId: randomUUID(),
      agencyId: null,
      tripId: null,
      conversation: null,
      flightKey: null,
      timerKind: null,
    });
    return State.parse(stored);
  };
  const booked = (): AnyEvent => {
    const id = randomUUID();
    return {
      id,
      type: 'TripBooked',
      version: 1,
      time: clock.now(),
      agencyId: null,
      tripId: null,
      correlationId: id,
      causationId: null,
      data: { flightKey, departure: clock.now() },
    };
  };
  /** The command that the first booking causes. */
  const command = async (): Promise<AnyEvent> => {
    await receive(booked());
    const [requested] = bus.published;
    if (requested?.type !== 'FlightAlertRequested') throw new Error('nothing was asked for');
    return requested;
  };
  return { memory, bus, clock, service, kernel, receive, state, booked, command };
};

describe('a step', () => {
  it('is not done by the turn that asks for it, and its outcome is decided', async () => {
    const { command, receive, service, state } = setUp();
    const requested = await command();
    expect(service.made).toBe(0);
    expect(await receive(requested)).toMatchObject({
      ok: true,
      value: { turns: [{ actorId: flightKey, outcome: 'committed', tries: 1 }] },
    });
    expect(await state()).toEqual({ alert: 'alert 1', trips: 1 });
    expect(service.gathered).toEqual(['TripBooked']);
  });

  it('is not done again for a command that was taken before', async () => {
    const { command, receive, service } = setUp();
    const requested = await command();
    await receive(requested);
    expect(await receive(requested, 2)).toMatchObject({
      ok: true,
      value: { turns: [{ outcome: 'taken' }] },
    });
    expect(service.made).toBe(1);
  });

  it('is asked for by nobody where the turn that asks is not committed', async () => {
    const { booked, receive, bus, memory } = setUp({
      store: (store) => ({
        ...store,
        commit: async () => {
          throw new ServiceUnavailable('database', 'gone');
        },
      }),
    });
    expect((await receive(booked())).ok).toBe(false);
    expect([bus.published, memory.inspect.unpublished()]).toEqual([[], []]);
  });

  it('survives a publication that fails: the sweeper publishes its command', async () => {
    const { booked, receive, bus, clock, kernel } = setUp();
    bus.failure = new ServiceUnavailable('bus', 'down');
    await receive(booked());
    bus.failure = null;
    clock.advance(minute);
    await kernel.sweep();
    expect(bus.published.map(({ type }) => type)).toEqual(['FlightAlertRequested']);
  });

  it('is done again after a crash between the work and its commit', async () => {
    let crash = false;
    const { command, receive, service, state } = setUp({
      store: (store) => ({
        ...store,
        commit: async (turn) => {
          if (!crash) return store.commit(turn);
          crash = false;
          throw new ServiceUnavailable('database', 'gone');
        },
      }),
    });
    const requested = await command();
    crash = true;
    expect((await receive(requested)).ok).toBe(false);
    expect(await state()).toEqual({ alert: null, trips: 1 });
    await receive(requested, 2);
    expect(service.made).toBe(2);
    expect(await state()).toEqual({ alert: 'alert 2', trips: 1 });
  });

  it('is not done again where another turn was faster', async () => {
    const { command, receive, service, state, booked } = setUp({
      make: async () => {
        await receive(booked());
        return 'the alert';
      },
    });
    const requested = await command();
    expect(await receive(requested)).toMatchObject({
      ok: true,
      value: { turns: [{ outcome: 'committed', tries: 2 }] },
    });
    expect(service.made).toBe(1);
    expect(await state()).toEqual({ alert: 'the alert', trips: 2 });
  });

  it('that fails is tried at each delivery, and holds up no other turn', async () => {
    const { command, receive, service, memory, booked } = setUp({
      make: async () => {
        throw new ServiceUnavailable('AeroAPI', 'down');
      },
    });
    const requested = await command();
    for (const deliveries of [1, 2, 3, 4, 5])
      expect((await receive(requested, deliveries)).ok).toBe(false);
    expect(service.made).toBe(5);
    expect(memory.inspect.quarantined()).toEqual([]);
    expect((await receive(booked())).ok).toBe(true);
  });
});
