import { createBreakers } from '#shared/actor/breakers.ts';
import { createKernel } from '#shared/actor/kernel.ts';
import { oneMessage, toyAgent } from '#shared/actor/test/toy-agent.ts';
import { guardedSender } from '#shared/adapters/twilio/guarded-sender.ts';
import { hour, plus, second } from '#shared/domain/instant.ts';
import type { MessageSender } from '#shared/ports/message-sender.ts';
import { aMoment, anItineraryRequested, aPhone } from '#shared/testing/builders.ts';
import { later, minute, Scene } from '#shared/testing/contract/harness.ts';
import {
  countingIds,
  ManualClock,
  RecordingBus,
  RecordingLog,
  RecordingTimers,
} from '#shared/testing/fakes.ts';
import { type PostgresStore, postgresStore } from '#shared/testing/postgres-store.ts';

/** Two workers that share only one Postgres, and a provider that goes down and comes back. */
describe('a provider that is down, and two workers', () => {
  let h: PostgresStore;
  beforeAll(async () => {
    h = await postgresStore();
  });
  afterAll(() => h.close());

  it('stops both workers, is probed once, and costs no message a try or a repeat', async () => {
    const clock = new ManualClock();
    const provider = { up: false, requests: 0, underWay: 0, together: 0, taken: [] as string[] };
    const twilio: MessageSender = {
      send: async ({ id }) => {
        provider.requests += 1;
        provider.underWay += 1;
        provider.together = Math.max(provider.together, provider.underWay);
        await new Promise((resolve) => setTimeout(resolve, 20));
        provider.underWay -= 1;
        if (!provider.up) return { kind: 'not-sent', code: 'ECONNREFUSED', retryAfterMs: null };
        provider.taken.push(id);
        return { kind: 'accepted', providerId: `SM-${id}` };
      },
      listSent: async () => [],
    };
    const worker = () => {
      const log = new RecordingLog();
      const breakers = createBreakers({ stored: h.store.breakers, clock, log });
      const decide: NonNullable<Parameters<typeof toyAgent>[0]>['decide'] = (turn) => ({
        effects: oneMessage(turn, {
          type: 'cancelled',
          critical: true,
          expiresAt: plus(aMoment, 5 * hour),
        }),
      });
      return createKernel({
        store: h.store,
        sender: guardedSender(twilio, breakers.of('twilio'), clock),
        bus: new RecordingBus(),
        timers: new RecordingTimers(),
        clock,
        ids: countingIds(),
        log,
        agents: [toyAgent({ decide })],
      });
    };
    const [one, two] = [worker(), worker()];
    const first = await Scene.open(h, {
      settings: { rate_limiting: { messages_per_minute: 6000 } },
    });
    const trips = [first.trip];
    while (trips.length < 12)
      trips.push(
        (await first.another({ whatsapp: aPhone(), clientName: `Traveller ${trips.length}` })).trip,
      );
    const hears = (kernel: typeof one, trip: (typeof trips)[number]) =>
      kernel.receive('itinerary', anItineraryRequested(trip), {
        deliveries: 1,
      });
    const ledger = async () =>
      (await Promise.all(trips.map((trip) => h.store.messages(first.agency.id, trip.id)))).flatMap(
        (m) => m ?? [],
      );

    for (const trip of trips.slice(0, 5)) await hears(one, trip);
    expect(provider.requests).toBe(5);
    clock.advance(second); // the number has a rate
    for (const trip of trips.slice(5)) await hears(two, trip);
    expect(provider.requests).toBe(5);
    const waiting = await ledger();
    expect(waiting.map((m) => [m.status, m.attempts])).toEqual([
      ...Array.from({ length: 4 }, () => ['PENDING', 1]),
      ...Array.from({ length: 8 }, () => ['PENDING', 0]),
    ]);
    expect(waiting.slice(4).every((m) => m.errorCode === 'provider_down')).toBe(true);

    // The retries of the four that failed come due within the half minute, and wait as well.
    for (let at = 5 * second; at < 30 * second; at += 5 * second) {
      clock.set(later(at));
      await Promise.all([one.sweep(), two.sweep()]);
    }
    expect(provider.requests).toBe(5);
    expect((await ledger()).map((m) => m.attempts)).toEqual([1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]);

    provider.up = true;
    provider.together = 0;
    const takenAt: number[] = [];
    for (let at = 30 * second; at < 2 * minute; at += second) {
      clock.set(later(at));
      await Promise.all([one.sweep(), two.sweep()]);
      takenAt.push(provider.taken.length);
      if (takenAt.filter((n) => n > 0).length === 1) expect(provider.together).toBe(1);
    }
    expect([...provider.taken].sort()).toEqual(waiting.map((m) => m.id).sort());
    expect(provider.requests).toBe(5 + 12);
    expect((await ledger()).map((m) => [m.status, m.attempts])).toEqual(
      waiting.map((m) => ['SENT', m.attempts]),
    );
  });
});
