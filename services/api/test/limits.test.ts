import fc from 'fast-check';
import type { RequestLimits } from '../limits.ts';
import { type Rate, takeSlot } from '../rates.ts';
import { anApi, mistakes } from './harness.ts';

const rare = (burst: number): Rate => ({ perSecond: 0.001, burst });
const plenty: Rate = { perSecond: 1_000, burst: 10_000 };
const limits: RequestLimits = {
  key: rare(3),
  address: plenty,
  wrongKeys: plenty,
  concurrent: 100,
  concurrentStrangers: 100,
  concurrentWebhooks: 100,
};
const rates = fc.record({
  perSecond: fc.integer({ min: 1, max: 1_000 }),
  burst: fc.integer({ min: 1, max: 500 }),
});

/** The times at which requests were admitted, of those at which they were made. */
const admitted = (times: readonly number[], rate: Rate): number[] => {
  let tat: number | null = null;
  return times.filter((at) => {
    const slot = takeSlot(tat, at, rate);
    if (slot.allowed) tat = slot.tat;
    return slot.allowed;
  });
};

describe('the rate of a key', () => {
  it('lets through, in any stretch of time, at most the burst and what the stretch allows', () => {
    const pauses = fc.array(fc.double({ min: 0, max: 500, noNaN: true }), { maxLength: 200 });
    fc.assert(
      fc.property(rates, pauses, (rate, gaps) => {
        let at = 0;
        const admissions = admitted(
          gaps.map((gap) => (at += gap)),
          rate,
        );
        for (const [first, from] of admissions.entries())
          for (const [nth, to] of admissions.slice(first).entries())
            expect(nth + 1).toBeLessThanOrEqual(
              rate.burst + ((to - from) * rate.perSecond) / 1_000 + 0.01,
            );
      }),
    );
  });

  it('lets everybody through who keeps to it, and whoever has waited as long as was said', () => {
    fc.assert(
      fc.property(rates, (rate) => {
        const steady = Array.from({ length: 300 }, (_, n) => (n * 1_000) / rate.perSecond);
        expect(admitted(steady, rate)).toHaveLength(300);
        const burst = admitted(new Array<number>(rate.burst + 5).fill(7), rate);
        expect(burst).toHaveLength(rate.burst);
        let tat: number | null = null;
        for (let n = 0; n < rate.burst; n += 1) {
          const slot = takeSlot(tat, 7, rate);
          if (slot.allowed) tat = slot.tat;
        }
        const refused = takeSlot(tat, 7, rate);
        if (refused.allowed) throw new Error('one too many was let through');
        expect(takeSlot(tat, 7 + refused.retryAfterMs, rate).allowed).toBe(true);
        expect(takeSlot(tat, 7 + refused.retryAfterMs * 0.5, rate).allowed).toBe(false);
      }),
    );
  });
});

describe('the API under limits', () => {
  it('answers 429 with Retry-After beyond the rate of a key, and others go on', async () => {
    const { south, north } = await anApi({ limits });
    const statuses = [];
    for (let n = 0; n < 5; n += 1) statuses.push((await south.ask('GET', '/trips')).status);
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
    const refused = await south.ask('GET', '/trips');
    expect(refused.json).toMatchObject({ type: '/docs#too-many-requests', status: 429 });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await north.ask('GET', '/trips')).status).toBe(200);
  });

  it('does not write what it turns away', async () => {
    const { south, north, eventTypes } = await anApi({ limits: { ...limits, key: rare(1) } });
    await south.ask('GET', '/trips');
    expect((await south.ask('POST', '/trips', '{}')).status).toBe(429);
    expect(await eventTypes()).toEqual([]);
    expect(mistakes(await north.ask('POST', '/trips', '{}')).length).toBeGreaterThan(0);
  });

  it('never counts webhooks, the health check or requests without a key', async () => {
    const { send, twilio } = await anApi({ limits: { ...limits, key: rare(1) } });
    for (let n = 0; n < 4; n += 1) {
      expect((await send('GET', '/health')).status).not.toBe(429);
      expect((await send('GET', '/trips')).status).toBe(401);
      expect((await twilio('/webhooks/twilio', {})).status).toBe(422);
    }
  });

  it('counts a wrong key as well, each for itself', async () => {
    const { send } = await anApi({ limits: { ...limits, key: rare(1) } });
    const ask = async (key: string) =>
      (await send('GET', '/trips', { headers: { authorization: `Bearer ${key}` } })).status;
    const wrong = 'a-wrong-key-0123456789';
    expect([await ask(wrong), await ask(wrong), await ask(`${wrong}0`)]).toEqual([401, 429, 401]);
  });

  it('answers 503 to more requests at once than it can work on, and recovers', async () => {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((done) => {
      open = done;
    });
    const { store } = await anApi();
    const desk = { ...store, authenticate: async () => gate.then(() => null) };
    const { south, send } = await anApi({
      desk,
      limits: { ...limits, key: plenty, concurrentStrangers: 2 },
    });
    const pending = [south.ask('GET', '/trips'), south.ask('GET', '/trips')];
    const third = await south.ask('GET', '/trips');
    expect([third.status, third.headers.get('retry-after')]).toEqual([503, '1']);
    expect((await send('GET', '/health')).status).toBe(200);
    open();
    expect((await Promise.all(pending)).map(({ status }) => status)).toEqual([401, 401]);
    expect((await south.ask('GET', '/trips')).status).toBe(401);
  });
});
