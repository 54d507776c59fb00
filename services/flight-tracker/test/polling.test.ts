import fc from 'fast-check';
import { between, hour, minute, plus, second } from '#shared/domain/instant.ts';
import { defaultPolicy, type Knowledge, nextCheck } from '../domain/polling.ts';
import { at, departure } from './records.ts';

const quiet: Knowledge = {
  phase: 'scheduled',
  departure,
  scheduledDeparture: departure,
  touchdown: at(107),
  taxiingSince: null,
  down: false,
  belt: null,
  appointments: [],
  confirmAt: null,
  disturbed: false,
  outcome: { kind: 'ok' },
  alerted: false,
  seed: 'BA820/LHR-CPH/2027-03-03',
};

describe('the next look', () => {
  it('waits for AeroAPI to know the flight', () => {
    const next = nextCheck(at(-72 * 60), { ...quiet, phase: null });
    expect(next && next > at(-42.1 * 60) && next < at(-41 * 60)).toBe(true);
  });

  it('is made exactly when boarding is due, and one shortly before waits for it', () => {
    expect(nextCheck(at(-60), { ...quiet, appointments: [at(-35)] })).toBe(at(-35));
    expect(nextCheck(at(-90), { ...quiet, appointments: [at(-67)] })).toBe(at(-67));
  });

  it('is nearer for a flight on which something has moved', () => {
    const now = at(-340);
    const [calm, disturbed] = [
      nextCheck(now, quiet),
      nextCheck(now, { ...quiet, disturbed: true }),
    ];
    expect(calm !== null && disturbed !== null && disturbed < calm).toBe(true);
  });

  it('comes when a reading has to be confirmed', () => {
    expect(nextCheck(at(-300), { ...quiet, confirmAt: plus(at(-300), 65 * second) })).toBe(
      plus(at(-300), 65 * second),
    );
  });

  it('of a flight in the air comes before touchdown and right after it', () => {
    const flying = { ...quiet, phase: 'departed' as const };
    expect(nextCheck(at(15), flying)).toBe(
      plus(at(107), defaultPolicy.touchdownMarginMs - defaultPolicy.approachMs),
    );
    expect(nextCheck(at(95), flying)).toBe(plus(at(107), defaultPolicy.touchdownMarginMs));
  });

  it.each([false, true])(
    'of a flight that is out and not off comes within half an hour, for two hours (pushes: %s)',
    (alerted) => {
      const out = { ...quiet, phase: 'departed' as const, touchdown: at(700), alerted };
      const taxiing = { ...out, taxiingSince: at(2) };
      expect(nextCheck(at(12), taxiing)).toBe(at(42));
      expect(nextCheck(at(121), taxiing)).toBe(at(151));
      expect(nextCheck(at(122), taxiing)).toBe(nextCheck(at(122), out));
    },
  );

  it('of a late landing comes every few minutes, growing', () => {
    const flying = { ...quiet, phase: 'departed' as const };
    const pauses = [110, 120, 150, 200].map((m) =>
      between(at(m), nextCheck(at(m), flying) ?? at(m)),
    );
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect(pauses[0]).toBeLessThan(3 * minute);
  });

  it('is not made once the flight is down', () => {
    expect(nextCheck(at(120), { ...quiet, phase: 'landed', down: true })).toBeNull();
  });

  it('of a diverted flight goes on until it is down', () => {
    expect(nextCheck(at(120), { ...quiet, phase: 'diverted' })).not.toBeNull();
    expect(nextCheck(at(120), { ...quiet, phase: 'diverted', down: true })).toBeNull();
  });

  it('of a cancelled flight is rare, and the last is made six hours after departure', () => {
    const off = { ...quiet, phase: 'cancelled' as const };
    expect(nextCheck(at(-300), off)).toBe(at(-210));
    expect(nextCheck(at(300), off)).toBe(at(360));
    expect(nextCheck(at(360), off)).toBeNull();
  });

  it('of a flight cancelled after a long delay goes on until six hours after the departure it was delayed to', () => {
    const off = { ...quiet, phase: 'cancelled' as const, departure: at(8 * 60) };
    expect(nextCheck(at(6 * 60 + 10), off)).toBe(at(6 * 60 + 55));
    expect(nextCheck(at(13 * 60), off)).toBe(at(14 * 60));
    expect(nextCheck(at(14 * 60), off)).toBeNull();
    expect(nextCheck(at(6 * 60 + 10), { ...off, alerted: true })).toBe(at(14 * 60));
  });

  it('of a cancelled flight that was to leave earlier is made until six hours after its schedule', () => {
    expect(nextCheck(at(300), { ...quiet, phase: 'cancelled', departure: at(-20) })).toBe(at(360));
  });

  it('with pushes is only a safety net', () => {
    expect(nextCheck(at(-24 * 60), { ...quiet, alerted: true })).toBe(at(30));
    expect(nextCheck(at(-24 * 60), { ...quiet, alerted: true, appointments: [at(-35)] })).toBe(
      at(-35),
    );
    expect(nextCheck(at(10), { ...quiet, alerted: true, phase: 'departed' })).toBe(at(132));
  });

  it('obeys Retry-After, even past an appointment', () => {
    const asked = { kind: 'failed', inARow: 1, retryAfterMs: 45 * minute } as const;
    const next = nextCheck(at(-60), { ...quiet, appointments: [at(-35)], outcome: asked });
    expect(next !== null && next >= at(-15) && next < at(-14)).toBe(true);
  });

  it('after a failed look still keeps the appointment', () => {
    const failed = { kind: 'failed', inARow: 6, retryAfterMs: null } as const;
    expect(nextCheck(at(-40), { ...quiet, appointments: [at(-35)], outcome: failed })).toBe(
      at(-35),
    );
  });
});

describe('whatever is known', () => {
  const instants = fc.integer({ min: -60 * 60, max: 40 * 60 }).map(at);
  const knowledge: fc.Arbitrary<Knowledge> = fc.record({
    phase: fc.constantFrom(
      null,
      'scheduled' as const,
      'departed' as const,
      'landed' as const,
      'cancelled' as const,
      'diverted' as const,
    ),
    departure: instants,
    scheduledDeparture: instants,
    touchdown: fc.option(instants),
    taxiingSince: fc.option(instants),
    down: fc.boolean(),
    belt: fc.option(fc.record({ seenAt: instants, looks: fc.integer({ min: 0, max: 3 }) })),
    appointments: fc.array(instants, { maxLength: 4 }),
    confirmAt: fc.option(instants),
    disturbed: fc.boolean(),
    outcome: fc.oneof(
      fc.constant({ kind: 'ok' as const }),
      fc.record({
        kind: fc.constant('not-found' as const),
        inARow: fc.integer({ min: 1, max: 200 }),
      }),
      fc.record({
        kind: fc.constant('failed' as const),
        inARow: fc.integer({ min: 1, max: 200 }),
        retryAfterMs: fc.option(fc.integer({ min: 0, max: 3 * hour })),
      }),
    ),
    alerted: fc.boolean(),
    seed: fc.string(),
  });

  it('the next look is strictly in the future', () => {
    fc.assert(
      fc.property(instants, knowledge, (now, k) => {
        const next = nextCheck(now, k);
        expect(next === null || next > now).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('a look that failed or found nothing is made again within 20 minutes in the last day, unless AeroAPI asked for longer', () => {
    fc.assert(
      fc.property(instants, knowledge, (now, k) => {
        const left = between(now, k.departure);
        fc.pre(
          left > 0 &&
            left <= 24 * hour &&
            k.outcome.kind !== 'ok' &&
            !k.down &&
            (k.phase === null || k.phase === 'scheduled'),
        );
        const asked = k.outcome.kind === 'failed' ? (k.outcome.retryAfterMs ?? 0) : 0;
        const next = nextCheck(now, k);
        expect(next === null ? Number.POSITIVE_INFINITY : between(now, next)).toBeLessThanOrEqual(
          Math.max(20 * minute, asked + 11 * second),
        );
        expect(next === null ? 0 : between(now, next)).toBeGreaterThanOrEqual(Math.min(asked, 1));
      }),
      { numRuns: 2000 },
    );
  });

  it('what keeps failing a day ahead is tried again by the time it is a day ahead', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 24 * 60 + 1, max: 48 * 60 }),
        fc.integer({ min: 1, max: 50 }),
        (ahead, inARow) => {
          const next = nextCheck(at(-ahead), {
            ...quiet,
            phase: null,
            outcome: { kind: 'not-found', inARow },
          });
          expect(next !== null && next <= at(-24 * 60 + 20)).toBe(true);
        },
      ),
    );
  });
});
