import { randomUUID } from 'node:crypto';
import { day, minute, plus, second } from '#shared/domain/instant.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import { aMoment } from '#shared/testing/builders.ts';
import { countingIds } from '#shared/testing/fakes.ts';
import { createKernel } from '../kernel.ts';
import { news, setUp } from './kernel-set-up.ts';
import { oneMessage, type Toy, toyAgent } from './toy-agent.ts';

describe('an event that fails', () => {
  const failing = (error: () => Error): Toy => ({
    gather: async () => {
      throw error();
    },
  });

  it('goes back as often as it is delivered, where a service is to blame', async () => {
    const { receive, trip, memory } = await setUp(
      failing(() => new ServiceUnavailable('model', 'down')),
    );
    const event = news(trip);
    for (const deliveries of [1, 2, 5, 29, 100])
      expect((await receive(event, deliveries)).ok).toBe(false);
    expect(memory.inspect.quarantined()).toEqual([]);
  });

  it('by a defect is quarantined, and counts as taken', async () => {
    const { receive, trip, memory } = await setUp(failing(() => new TypeError('a defect')));
    const event = news(trip);
    expect(await receive(event)).toMatchObject({
      ok: true,
      value: { turns: [{ outcome: 'quarantined' }] },
    });
    expect(memory.inspect.quarantined()).toMatchObject([
      { agent: 'itinerary', actorId: trip.id, event: { id: event.id } },
    ]);
    expect(await receive(event, 2)).toMatchObject({
      ok: true,
      value: { turns: [{ outcome: 'taken' }] },
    });
  });

  it('older than the inbox remembers is set aside for that, and decides nothing', async () => {
    const decide = jest.fn(() => ({}));
    const { receive, trip, memory, clock } = await setUp({ decide });
    const event = news(trip);
    clock.advance(35 * day);
    expect(await receive(event)).toMatchObject({
      ok: true,
      value: { turns: [{ outcome: 'quarantined' }] },
    });
    expect(decide).not.toHaveBeenCalled();
    expect(memory.inspect.quarantined()).toMatchObject([
      { event: { id: event.id }, error: expect.stringContaining('EventTooOld') },
    ]);
  });

  it('by a defect is quarantined at once, and nothing a foreign error says is kept', async () => {
    const { receive, trip, memory, log } = await setUp(
      failing(() => new SyntaxError('Unexpected token in "Ana Ruiz"')),
    );
    expect((await receive(news(trip))).ok).toBe(true);
    expect(memory.inspect.quarantined()).toHaveLength(1);
    expect(memory.inspect.quarantined()[0]?.error).toContain('SyntaxError');
    expect(JSON.stringify([memory.inspect.quarantined()[0]?.error, log.lines])).not.toContain(
      'Ana',
    );
  });

  it('is a defect too where what the agent says does not fit the catalogue', async () => {
    const { receive, trip, memory } = await setUp({
      decide: () => ({
        events: [
          {
            type: 'ItineraryReady',
            agencyId: null,
            tripId: null,
            data: { version: 0, origin: 'model' },
          },
        ],
      }),
    });
    await receive(news(trip));
    expect(memory.inspect.quarantined()).toHaveLength(1);
  });

  it('is put back where even the quarantine cannot be reached', async () => {
    const down = async (): Promise<never> => {
      throw new ServiceUnavailable('database', 'down');
    };
    const { receive, trip } = await setUp(
      {},
      { store: (store) => ({ ...store, load: down, quarantine: down }) },
    );
    expect((await receive(news(trip), 9)).ok).toBe(false);
  });

  it('is a failure of the wiring where the agent is not here or does not hear it', async () => {
    const { kernel, receive, trip } = await setUp();
    expect((await kernel.receive('notifications', news(trip), { deliveries: 1 })).ok).toBe(false);
    expect(
      (
        await receive({
          ...news(trip),
          type: 'HumanTakeoverEnded',
          data: { conversationId: randomUUID() },
        })
      ).ok,
    ).toBe(false);
  });
});

describe('a crash between commit and send', () => {
  const lost = async () => {
    const world = await setUp({ decide: (turn) => ({ effects: oneMessage(turn) }) });
    // The process dies after its commit: the effect is claimed, and nobody performs it.
    const crashing = createKernel({
      ...world,
      store: {
        ...world.memory,
        commit: async (turn) => ({ ...(await world.memory.commit(turn)), claimed: [] }),
      },
      ids: countingIds(),
      agents: [toyAgent({ decide: (turn) => ({ effects: oneMessage(turn) }) })],
    });
    await crashing.receive('itinerary', news(world.trip), { deliveries: 1 });
    return world;
  };

  it('is found by the sweeper, looked up at the provider twice, and sent once', async () => {
    const { kernel, clock, memory, sender } = await lost();
    const sweep = async (at: number) => {
      clock.set(plus(aMoment, at));
      await kernel.sweep();
      return memory.inspect.effects()[0]?.status;
    };
    expect(await sweep(minute)).toBe('SENDING');
    expect(await sweep(3 * minute)).toBe('UNKNOWN');
    expect(sender).toMatchObject({ requests: [] });
    expect(await sweep(3 * minute + 59 * second)).toBe('UNKNOWN');
    expect(await sweep(4 * minute)).toBe('SENT');
    expect(await sweep(9 * minute)).toBe('SENT');
    expect(sender).toMatchObject({ requests: [{}] });
  });

  it('after the request sends nothing again', async () => {
    const { kernel, clock, memory, sender } = await lost();
    const text = memory.inspect.effects()[0]?.content.text ?? '';
    sender.listSent = async () => [
      { providerId: 'SM-lost', createdAt: plus(aMoment, second), text },
    ];
    clock.set(plus(aMoment, 3 * minute));
    await kernel.sweep();
    expect(memory.inspect.effects()).toMatchObject([
      { status: 'SENT', providerId: 'SM-lost', sentAt: plus(aMoment, second) },
    ]);
    expect(sender).toMatchObject({ requests: [] });
  });
});
