import { minute, plus, second } from '#shared/domain/instant.ts';
import type { FlightLookup } from '#shared/ports/flight-data.ts';
import { aMoment } from '#shared/testing/builders.ts';
import { ManualClock, someBreakers } from '#shared/testing/fakes.ts';
import { guardedFlightData } from '../guarded-flight-data.ts';

const failed = (reason: 'timeout' | 'server' | 'network' | 'refused'): FlightLookup => ({
  kind: 'failed',
  reason,
  at: aMoment,
});
const notFound: FlightLookup = { kind: 'not-found', at: aMoment };
const limited: FlightLookup = { kind: 'rate-limited', retryAfterMs: null, at: aMoment };

const setUp = (answers: readonly FlightLookup[]) => {
  const clock = new ManualClock();
  const script = [...answers];
  const aeroapi = {
    look: async () => script.shift() ?? Promise.reject(new Error('a look that was not foreseen')),
  };
  const flights = guardedFlightData(aeroapi, someBreakers(clock).of('aeroapi'), clock);
  const lookAll = async (times: number) => {
    const lookups: FlightLookup[] = [];
    for (let i = 0; i < times; i += 1)
      lookups.push(
        await flights.look({ designator: 'BA820', from: aMoment, to: aMoment }, { maxAgeMs: 0 }),
      );
    return lookups;
  };
  return { clock, lookAll, left: () => script.length };
};

describe('guarded flight data', () => {
  it('makes no calls after five timeouts, resets or 5xx answers, and spends nothing', async () => {
    const { lookAll, left } = setUp([
      failed('timeout'),
      failed('server'),
      failed('network'),
      failed('server'),
      failed('server'),
      notFound,
    ]);
    const circuitOpen = { kind: 'circuit-open', until: plus(aMoment, 30 * second), at: aMoment };
    expect((await lookAll(7)).slice(4)).toEqual([circuitOpen, circuitOpen, circuitOpen]);
    expect(left()).toBe(1);
  });

  it('takes not-found for an answer, and a 429 or a refused key for none', async () => {
    const fourTimeouts = [1, 2, 3, 4].map(() => failed('timeout'));
    const { lookAll, left } = setUp([
      ...fourTimeouts,
      notFound,
      ...fourTimeouts,
      limited,
      limited,
      failed('refused'),
      failed('refused'),
    ]);
    expect((await lookAll(13)).some(({ kind }) => kind === 'circuit-open')).toBe(false);
    expect(left()).toBe(0);
  });

  it('looks with one probe when the time is over, and longer later if that fails', async () => {
    const { clock, lookAll } = setUp([
      ...[1, 2, 3, 4, 5, 6].map(() => failed('server')),
      notFound,
      notFound,
    ]);
    await lookAll(5);
    clock.advance(30 * second);
    expect(await lookAll(1)).toMatchObject([
      { kind: 'circuit-open', until: plus(clock.now(), minute) },
    ]);
    clock.advance(minute);
    expect(await lookAll(2)).toEqual([notFound, notFound]);
  });
});
