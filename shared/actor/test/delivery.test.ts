import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { createMemoryStore } from '#shared/adapters/memory/memory-store.ts';
import { hour, minute, plus, second } from '#shared/domain/instant.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import type { MessageSender, SendOutcome, SentMessage } from '#shared/ports/message-sender.ts';
import {
  aBooking,
  aMoment,
  anAgency,
  anItineraryRequested,
  aPhone,
} from '#shared/testing/builders.ts';
import {
  countingIds,
  ManualClock,
  RecordingBus,
  RecordingLog,
  RecordingTimers,
} from '#shared/testing/fakes.ts';
import { createKernel } from '../kernel.ts';
import { oneMessage, toyAgent } from './toy-agent.ts';

/** A fault of one request or of its settlement. */
const faults = [
  'none',
  'refused',
  'refused-later',
  'accepted-but-silent',
  'silent',
  'settlement-lost',
  'claim-lost',
  'list-down',
  'called-back',
] as const;
type Fault = (typeof faults)[number];

/** A provider that accepts messages or not, as the faults say, and lists all it accepted. */
const world = (script: readonly Fault[], travellers: number) => {
  const left = [...script];
  const clock = new ManualClock();
  const taken: (SentMessage & { readonly id: string; readonly to: string })[] = [];
  const memory = createMemoryStore({ ids: { random: randomUUID, chance: () => 0.5 } });
  let loseSettlement = false;
  let underWay = new Map<string, number>();
  let together = 0;

  const accept = (id: string, to: string, text: string): SendOutcome => {
    const providerId = `SM${taken.length}`;
    taken.push({ id, to, text, providerId, createdAt: clock.now() });
    return { kind: 'accepted', providerId };
  };
  const sender: MessageSender = {
    send: async ({ id, to, content }) => {
      underWay.set(to, (underWay.get(to) ?? 0) + 1);
      together = Math.max(together, underWay.get(to) ?? 0);
      await Promise.resolve();
      underWay.set(to, (underWay.get(to) ?? 0) - 1);
      const fault = left.shift() ?? 'none';
      if (fault === 'refused') return { kind: 'not-sent', code: '20429', retryAfterMs: null };
      if (fault === 'refused-later')
        return { kind: 'not-sent', code: '20429', retryAfterMs: 90 * second };
      if (fault === 'silent') return { kind: 'unknown', code: 'timeout' };
      const outcome = accept(id, to, content.text);
      if (fault === 'accepted-but-silent') return { kind: 'unknown', code: 'timeout' };
      if (fault === 'settlement-lost') loseSettlement = true;
      if (fault === 'called-back') {
        const providerId = outcome.kind === 'accepted' ? outcome.providerId : '';
        await memory.deliveryReport({
          id,
          providerId,
          status: 'delivered',
          code: null,
          permanent: false,
          now: clock.now(),
        });
        return { kind: 'unknown', code: 'reset' };
      }
      return outcome;
    },
    listSent: async ({ to, since }) => {
      if (left[0] === 'list-down') {
        left.shift();
        throw new ServiceUnavailable('twilio', 'down');
      }
      return taken.filter((m) => m.to === to && m.createdAt >= since).reverse();
    },
  };
  const kernel = createKernel({
    store: {
      ...memory,
      commit: async (turn) => {
        const result = await memory.commit(turn);
        if (result.kind !== 'committed' || left[0] !== 'claim-lost') return result;
        left.shift();
        return { ...result, claimed: [] };
      },
      settle: async (request) => {
        if (!loseSettlement) return memory.settle(request);
        loseSettlement = false;
        throw new ServiceUnavailable('database', 'gone');
      },
    },
    sender,
    bus: new RecordingBus(),
    timers: new RecordingTimers(),
    clock,
    ids: countingIds(),
    log: new RecordingLog(),
    agents: [
      toyAgent({
        decide: (turn) => ({
          effects: oneMessage(turn, {
            type: 'cancelled',
            critical: true,
            expiresAt: plus(aMoment, 5 * hour),
            content: { kind: 'text', text: 'The same words' },
          }),
        }),
      }),
    ],
  });

  const live = async () => {
    const agency = anAgency();
    memory.addAgency(agency);
    const whatsapp = aPhone();
    for (let i = 0; i < travellers; i++) {
      const booked = await memory.book(
        aBooking(agency.id, { trip: { whatsapp, clientName: `Traveller ${i}` } }),
      );
      if (booked.kind !== 'booked') throw new Error(booked.kind);
      const event = anItineraryRequested(booked.trip);
      await Promise.all(
        [1, 2].map((deliveries) => kernel.receive('itinerary', event, { deliveries })),
      );
    }
    for (let at = 0; at < 4 * hour; at += 15 * second) {
      clock.set(plus(aMoment, at));
      await kernel.sweep();
      if (memory.inspect.nextEffectAt() === null) break;
    }
    underWay = new Map();
    return { taken, effects: memory.inspect.effects(), together };
  };
  return { live };
};

describe('delivery under faults', () => {
  it('sends each message once, one at a time to a phone, whatever fails or is lost', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...faults), { maxLength: 14 }),
        fc.integer({ min: 1, max: 3 }),
        async (script, travellers) => {
          const { taken, effects, together } = await world(script, travellers).live();
          expect(effects.map((e) => e.status)).toEqual(
            Array.from({ length: travellers }, () => 'SENT'),
          );
          expect(taken.map((m) => m.id).sort()).toEqual(effects.map((e) => e.id).sort());
          expect(together).toBe(1);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('knows afterwards which of the provider’s messages is which', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...faults), { maxLength: 8 }), async (script) => {
        const { taken, effects } = await world(script, 2).live();
        const byId = new Map(taken.map((m) => [m.id, m.providerId]));
        for (const effect of effects) expect(effect.providerId).toBe(byId.get(effect.id));
      }),
      { numRuns: 60 },
    );
  });
});

it('takes at most a few minutes to be sure of a message whose answer was lost', async () => {
  const { effects } = await world(['silent'], 1).live();
  expect(effects[0]?.sentAt).toBe(plus(aMoment, 4 * minute));
});
