import fc from 'fast-check';
import {
  type ClockLine,
  continueFrom,
  createVirtualClock,
  type PersistedClock,
} from '#local/virtual-clock.ts';
import { epoch, instant } from '#shared/domain/instant.ts';

const start = Date.parse('2027-03-03T12:00:00Z');
const speeds = fc.oneof(fc.constant(1), fc.double({ min: 1, max: 3600, noNaN: true }));

describe('the virtual clock', () => {
  it('is the real time at speed 1 on a fresh start', () => {
    let real = start;
    const clock = createVirtualClock(continueFrom(null, 1, real), () => real);
    expect(clock.now()).toBe('2027-03-03T12:00:00.000Z');
    real += 90_000;
    expect(clock.now()).toBe('2027-03-03T12:01:30.000Z');
  });

  it('runs as many times faster as it is told', () => {
    let real = start;
    const clock = createVirtualClock(continueFrom(null, 300, real), () => real);
    clock.reserve(60_000).apply();
    real += 12_000;
    expect(clock.now()).toBe('2027-03-03T13:00:00.000Z');
  });

  it.each([1, 60])(
    'says at speed %i how long something is away, and never less than nothing',
    (speed) => {
      let real = start;
      const clock = createVirtualClock(continueFrom(null, speed, real), () => real);
      clock.reserve(60_000).apply();
      const due = instant(start + 6_000);
      expect(clock.realMsUntil(due)).toBe(6_000 / speed);
      real += 40;
      expect(clock.realMsUntil(due)).toBe(6_000 / speed - 40);
      real += 30_000;
      expect(clock.realMsUntil(due)).toBe(0);
    },
  );

  it('stands still at the limit that was kept, and goes on when a new one is', () => {
    let real = start;
    const clock = createVirtualClock(continueFrom(null, 60, real), () => real);
    clock.reserve(2_000).apply();
    real += 10_000;
    expect(clock.now()).toBe('2027-03-03T12:02:00.000Z');
    clock.reserve(2_000).apply();
    expect(clock.now()).toBe('2027-03-03T12:10:00.000Z');
  });

  it('lets no time pass at speed while nothing runs', () => {
    const kept: PersistedClock = {
      virtualBase: start,
      realBase: start,
      speed: 300,
      reached: start + 86_400_000,
    };
    const line = continueFrom(kept, 300, start + 3_600_000);
    expect(instant(line.virtualBase)).toBe('2027-03-04T12:00:00.000Z');
  });

  it('catches up with the world where the world is later', () => {
    const kept: PersistedClock = {
      virtualBase: start,
      realBase: start,
      speed: 300,
      reached: start + 1_000,
    };
    expect(continueFrom(kept, 1, start + 3_600_000)).toEqual({
      virtualBase: start + 3_600_000,
      realBase: start + 3_600_000,
      speed: 1,
    });
  });

  it('is the real time again after a stop at speed 1, however far the kept limit reached', () => {
    const kept: PersistedClock = {
      virtualBase: start,
      realBase: start,
      speed: 1,
      reached: start + 5_000,
    };
    expect(continueFrom(kept, 1, start + 1_000).virtualBase).toBe(start + 1_000);
  });

  it('never goes backwards, over runs at any speeds that are killed at any moment', () => {
    const run = fc.record({
      speed: speeds,
      downMs: fc.nat(10_000_000),
      ticks: fc.array(fc.record({ waitMs: fc.nat(30_000), shouldReserve: fc.boolean() }), {
        maxLength: 20,
      }),
    });
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 6 }), (runs) => {
        let real = start;
        let kept: PersistedClock | null = null;
        let last = 0;
        const check = (now: string) => {
          expect(epoch(now)).toBeGreaterThanOrEqual(last);
          last = epoch(now);
        };
        for (const { speed, downMs, ticks } of runs) {
          const line: ClockLine = continueFrom(kept, speed, real);
          const clock = createVirtualClock(line, () => real);
          kept = { ...line, reached: line.virtualBase };
          check(clock.now());
          for (const { waitMs, shouldReserve } of ticks) {
            if (shouldReserve) {
              const reservation = clock.reserve(2_000);
              kept = { ...line, reached: epoch(reservation.reached) };
              reservation.apply();
            }
            real += waitMs;
            check(clock.now());
          }
          real += downMs;
        }
      }),
    );
  });

  it('never tells more than its pace allows', () => {
    fc.assert(
      fc.property(speeds, fc.nat(10_000_000), (speed, passed) => {
        let real = start;
        const clock = createVirtualClock(continueFrom(null, speed, real), () => real);
        clock.reserve(passed).apply();
        real += passed;
        const virtual = epoch(clock.now()) - start;
        expect(virtual).toBeLessThan(passed * speed + 1);
        expect(virtual).toBeGreaterThan(passed * speed - 2);
      }),
    );
  });
});
