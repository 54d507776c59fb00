import { closedBreaker } from '#shared/domain/circuit-breaker.ts';
import { second } from '#shared/domain/instant.ts';
import type { CircuitBreakers } from '#shared/ports/circuit-breakers.ts';
import { aMoment } from '../builders.ts';
import { ManualClock, someBreakers } from '../fakes.ts';
import { later } from './harness.ts';

/**
 * The contract test of `CircuitBreakers`, also with several workers over one store; `make`
 * begins with nothing stored.
 */
export const describeCircuitBreakers = (
  name: string,
  make: () => Promise<{ readonly stored: CircuitBreakers; close(): Promise<void> }>,
): void => {
  describe(`${name} as CircuitBreakers`, () => {
    let subject: Awaited<ReturnType<typeof make>>;
    beforeEach(async () => {
      subject = await make();
    });
    afterEach(() => subject.close());
    const state = { ...closedBreaker, failures: 2, failingSince: aMoment };
    const swap = (expectedVersion: number) =>
      subject.stored.swap({ service: 'twilio', expectedVersion, state, now: aMoment });

    it('begins with nothing, and answers what was stored', async () => {
      expect(await subject.stored.all()).toEqual([]);
      const open = {
        failures: 0,
        failingSince: null,
        openings: 1,
        openedAt: aMoment,
        openUntil: later(30_000),
        probeUntil: later(90_000),
      };
      const current = { service: 'aeroapi', version: 1, state: open } as const;
      expect(
        await subject.stored.swap({
          service: 'aeroapi',
          expectedVersion: 0,
          state: open,
          now: aMoment,
        }),
      ).toEqual({
        swapped: true,
        current,
      });
      expect(await subject.stored.all()).toEqual([current]);
    });

    it('stores nothing over an unseen version, and answers what is stored', async () => {
      expect(await swap(0)).toMatchObject({ swapped: true });
      const other = await subject.stored.swap({
        service: 'twilio',
        expectedVersion: 0,
        state: closedBreaker,
        now: aMoment,
      });
      expect(other).toEqual({ swapped: false, current: { service: 'twilio', version: 1, state } });
      expect(await swap(1)).toMatchObject({ swapped: true, current: { version: 2 } });
    });

    it('lets one of many writers through', async () => {
      const done = await Promise.all(Array.from({ length: 8 }, () => swap(0)));
      expect(done.filter(({ swapped }) => swapped)).toHaveLength(1);
    });

    describe('with two workers', () => {
      /** Two workers of one service that is up or down, and whose answers can be waited for. */
      const workers = () => {
        const clock = new ManualClock();
        const calls: string[] = [];
        const service = { up: false, answers: Promise.resolve() };
        const worker = (who: string) => {
          const breaker = someBreakers(clock, subject.stored).of('twilio');
          return async () => {
            const result = await breaker.run(
              async () => {
                calls.push(who);
                await service.answers;
                return service.up;
              },
              (up) => (up ? 'up' : 'down'),
            );
            return result.kind === 'answered' ? 'called' : result.until;
          };
        };
        return { clock, calls, service, one: worker('one'), two: worker('two') };
      };

      it('opens for both within the cache time when one has met five failures', async () => {
        const { clock, calls, one, two } = workers();
        await two();
        for (let i = 0; i < 4; i += 1) await one();
        expect(await one()).toBe(later(30 * second));
        clock.advance(5 * second);
        expect(await two()).toBe(later(30 * second));
        expect(calls).toEqual(['two', 'one', 'one', 'one', 'one']);
      });

      it('counts failures of all together, however many are met at once', async () => {
        const { clock, calls, one, two } = workers();
        await Promise.all([one, two, one, two, one, two].map((call) => call()));
        expect(calls).toHaveLength(6);
        clock.advance(5 * second);
        expect(await Promise.all([one(), two()])).toEqual([later(30 * second), later(30 * second)]);
      });

      it('lets one of them probe, and both go on once that has succeeded', async () => {
        const { clock, calls, service, one, two } = workers();
        for (let i = 0; i < 5; i += 1) await one();
        calls.length = 0;
        clock.advance(30 * second);
        service.up = true;
        let answer = () => {};
        service.answers = new Promise((resolve) => {
          answer = resolve;
        });
        const results: string[] = [];
        const all = [one, two, one, two].map((call) =>
          call().then((result) => {
            results.push(result);
            if (results.length === 3) answer();
          }),
        );
        await Promise.all(all);
        expect(results).toEqual([
          later(35 * second),
          later(35 * second),
          later(35 * second),
          'called',
        ]);
        expect(calls).toHaveLength(1);
        clock.advance(5 * second);
        expect(await Promise.all([one(), two()])).toEqual(['called', 'called']);
      });
    });
  });
};
