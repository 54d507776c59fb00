import fc from 'fast-check';
import { between, minute, plus, second } from '#shared/domain/instant.ts';
import { flightTimeline, recordsAt } from '#shared/testing/flight-timelines.ts';
import { noTimes } from '../domain/facts.ts';
import { afterEmptyLookup, afterLook, afterPush } from '../domain/interpret.ts';
import { type TrackerState, unknownFlight } from '../domain/state.ts';
import { airports, aReading, aRecord, at, booked } from './records.ts';

const see = (
  state: TrackerState,
  record: ReturnType<typeof aRecord> | readonly ReturnType<typeof aRecord>[],
  when = at(-300),
): TrackerState => {
  const next = afterLook(state, Array.isArray(record) ? record : [record], when, booked);
  if (next === null) throw new Error('the flight was not in the answer');
  return next;
};
const matched = see(unknownFlight, aRecord());
const knownTimes = matched.kind === 'unmatched' ? noTimes : matched.times;
const cancelled = { cancelled: true, status: 'Cancelled' };

describe('believing a cancellation', () => {
  it('takes two readings at least a minute apart, and plans the second', () => {
    const once = see(matched, aRecord(cancelled), at(-200));
    expect(once.facts?.phase).toBe('scheduled');
    expect(
      once.doubt?.confirmAt &&
        once.doubt.confirmAt > plus(at(-200), 60 * second) &&
        once.doubt.confirmAt <= plus(at(-200), 75 * second),
    ).toBe(true);
    expect(see(once, aRecord(cancelled), plus(at(-200), 59 * second)).facts?.phase).toBe(
      'scheduled',
    );
    expect(see(once, aRecord(cancelled), plus(at(-200), 60 * second)).facts?.phase).toBe(
      'cancelled',
    );
  });

  it('starts again where the second reading takes it back', () => {
    const flying = see(see(matched, aRecord(cancelled), at(-200)), aRecord(), at(-198));
    expect(flying.doubt).toBeNull();
    expect(see(flying, aRecord(cancelled), at(-190)).facts?.phase).toBe('scheduled');
  });

  it('does not take the flag without the text for one, and lets it withdraw nothing', () => {
    const late = see(matched, aRecord({ estimated_out: at(40), gate_origin: 'A1' }), at(-250));
    const untracked = see(
      see(late, aRecord({ cancelled: true }), at(-200)),
      aRecord({ cancelled: true }),
      at(-190),
    );
    expect(untracked.facts).toEqual(late.facts);
    expect(untracked.doubt).toBeNull();
  });

  it('takes a live record of the same flight for its new time and follows that one', () => {
    const successor = aRecord({ fa_flight_id: 'new' }, 100);
    const once = see(matched, [aRecord(cancelled), successor], at(-200));
    const twice = see(once, [aRecord(cancelled), successor], at(-198));
    expect(twice.facts).toMatchObject({
      phase: 'scheduled',
      departure: at(100),
      faFlightId: 'new',
    });
  });

  it('believes a push at once, but looks for a successor before saying so', () => {
    const push = aReading({ at: at(-200), source: 'push', cancelled: true, status: null });
    const { state, look } = afterPush(
      matched,
      push,
      { code: 'cancelled', faFlightId: null },
      booked,
    );
    expect(look).toBe(true);
    expect(state.facts?.phase).toBe('scheduled');
    expect(see(state, aRecord(cancelled), at(-200)).facts?.phase).toBe('cancelled');
    expect(afterEmptyLookup(state, at(-200), 'nothing').facts?.phase).toBe('cancelled');
  });

  it('tells a pushed one after three looks that failed', () => {
    const push = aReading({ at: at(-200), source: 'push', cancelled: true, status: null });
    let { state } = afterPush(matched, push, { code: 'cancelled', faFlightId: null }, booked);
    for (const phase of ['scheduled', 'scheduled', 'cancelled']) {
      state = afterEmptyLookup(state, at(-199), 'no-answer');
      expect(state.facts?.phase).toBe(phase);
    }
  });

  describe('that was pushed while the record still reads live', () => {
    const push = aReading({ at: at(-200), source: 'push', cancelled: true, status: null });
    const { state: told } = afterPush(
      matched,
      push,
      { code: 'cancelled', faFlightId: null },
      booked,
    );
    /**
     * The state after looks at these times, each made when the one before asked for it at the
     * latest, all of a live record.
     */
    const seenLive = (...minutes: readonly number[]): TrackerState =>
      minutes.reduce((state, m) => {
        const next = see(state, aRecord(), at(m));
        expect(next.facts?.phase).toBe('scheduled');
        return next;
      }, told);

    it.each([[[-200]], [[-200, -199]], [[-200, -199, -198, -196, -192]]])(
      'is told with the first look that reads it cancelled, after live ones at %j',
      (minutes) => {
        expect(see(seenLive(...minutes), aRecord(cancelled), at(-190)).facts?.phase).toBe(
          'cancelled',
        );
      },
    );

    it('is looked for again after pauses that grow', () => {
      const pauses: number[] = [];
      let [state, now] = [told, at(-200)];
      for (;;) {
        state = see(state, aRecord(), now);
        const confirmAt = state.doubt?.confirmAt ?? null;
        if (confirmAt === null) break;
        pauses.push(Math.floor(between(now, confirmAt) / minute));
        now = confirmAt;
      }
      expect(pauses).toEqual([1, 1, 2, 4, 8]);
    });

    it('is not told where the record goes on to read live', () => {
      const flying = seenLive(-200, -199, -198, -196, -192, -184);
      expect(flying).toMatchObject({ doubt: null });
      expect(see(flying, aRecord(cancelled), at(-100)).facts?.phase).toBe('scheduled');
    });

    it('stays in doubt where the flight was out before it, and is not off', () => {
      const out = see(matched, aRecord({ actual_out: at(-205) }), at(-204));
      const push = aReading({ at: at(-200), source: 'push', cancelled: true, status: null });
      const { state } = afterPush(out, push, { code: 'cancelled', faFlightId: null }, booked);
      const taxiing = see(state, aRecord({ actual_out: at(-205) }), at(-199));
      expect(taxiing.doubt?.kind).toBe('cancellation-pushed');
      expect(see(taxiing, aRecord(cancelled), at(-195)).facts?.phase).toBe('cancelled');
    });

    it('is not told where another push takes it back, or the flight leaves', () => {
      const back = aReading({ at: at(-199), source: 'push', cancelled: false, status: null });
      const flying = afterPush(
        seenLive(-200),
        back,
        { code: 'uncancelled', faFlightId: null },
        booked,
      ).state;
      expect(flying).toMatchObject({ doubt: null });
      expect(see(seenLive(-200), aRecord({ actual_out: at(-198) }), at(-197))).toMatchObject({
        doubt: null,
      });
    });

    it('is not forgotten over a push that says nothing of it', () => {
      const change = aReading({
        at: at(-199.5),
        source: 'push',
        cancelled: null,
        times: { estimatedOut: at(20) },
      });
      const live = seenLive(-200);
      const { state } = afterPush(live, change, { code: 'change', faFlightId: null }, booked);
      expect(state).toMatchObject({
        doubt: live.doubt,
      });
    });
  });

  it('does not believe a push whose text says otherwise', () => {
    const push = aReading({ at: at(-200), source: 'push', cancelled: true, status: 'Scheduled' });
    expect(afterPush(matched, push, { code: 'cancelled', faFlightId: null }, booked)).toEqual({
      state: matched,
      look: false,
    });
  });

  it('is taken back by one reading that flies again', () => {
    const twice = see(see(matched, aRecord(cancelled), at(-200)), aRecord(cancelled), at(-190));
    expect(see(twice, aRecord(), at(-100)).facts).toMatchObject({
      phase: 'scheduled',
      departure: at(0),
    });
  });

  it('does not happen to a flight in the air', () => {
    const flying = see(matched, aRecord({ actual_out: at(2), actual_off: at(15) }), at(20));
    const lost = see(
      see(flying, aRecord({ ...cancelled, actual_out: at(2), actual_off: at(15) }), at(40)),
      aRecord(cancelled),
      at(60),
    );
    expect(lost.facts?.phase).not.toBe('cancelled');
  });
});

describe('a diversion', () => {
  it('names the airport of the leg that shares the id, and ends when that leg is down', () => {
    const planned = aRecord({ diverted: true, cancelled: true, status: 'Diverted' });
    const leg = (over = {}) =>
      aRecord({
        destination: airports.GOT,
        actual_out: at(0),
        actual_off: at(15),
        status: 'En Route',
        ...over,
      });
    const flying = see(matched, [planned, leg()], at(60));
    expect(flying.facts).toMatchObject({
      phase: 'diverted',
      divertedTo: { iata: 'GOT' },
      destination: { iata: 'CPH' },
      landedAt: null,
    });
    expect(
      see(flying, [planned, leg({ actual_on: at(90), status: 'Arrived' })], at(100)).facts,
    ).toMatchObject({
      phase: 'diverted',
      landedAt: at(90),
    });
  });

  it('is seen where the record itself changes its destination, even after landing', () => {
    const down = aRecord({
      diverted: true,
      destination: airports.GOT,
      actual_out: at(0),
      actual_off: at(15),
      actual_on: at(90),
      status: 'Arrived / Gate Arrival',
    });
    expect(see(matched, down, at(100)).facts).toMatchObject({
      phase: 'diverted',
      divertedTo: { iata: 'GOT' },
      destination: { iata: 'CPH' },
    });
    expect(see(unknownFlight, down, at(100)).facts).toMatchObject({
      phase: 'diverted',
      destination: { iata: 'CPH' },
    });
  });
});

describe('a departure', () => {
  it('that is earlier than before is confirmed by another look about a minute later', () => {
    expect(see(matched, aRecord({ estimated_out: at(-20) }), at(-200)).doubt).toMatchObject({
      kind: 'earlier-departure',
    });
    expect(see(matched, aRecord({ estimated_out: at(20) }), at(-200)).doubt).toBeNull();
  });
  it('that is withdrawn is scheduled again', () => {
    const out = see(matched, aRecord({ actual_out: at(1), status: 'Taxiing / Left Gate' }), at(5));
    expect(out.facts?.phase).toBe('departed');
    expect(
      see(out, aRecord({ actual_out: at(1), status: 'Returned to Gate' }), at(20)).facts?.phase,
    ).toBe('scheduled');
  });
});

describe('a push', () => {
  const change = { code: 'change', faFlightId: 'BAW820-1-schedule-1p' };
  it('is believed in times and phase; with a new time within a day it asks for a look at the gate', () => {
    const { state, look } = afterPush(
      matched,
      aReading({ at: at(-100), source: 'push', times: { ...knownTimes, estimatedOut: at(30) } }),
      change,
      booked,
    );
    expect(state.facts).toMatchObject({ departure: at(30), source: 'push' });
    expect(look).toBe(true);
  });
  it('that takes a cancellation back asks for a look: a gate may have changed as well', () => {
    const twice = see(see(matched, aRecord(cancelled), at(-200)), aRecord(cancelled), at(-190));
    const { state, look } = afterPush(
      twice,
      aReading({ at: at(-100), source: 'push', cancelled: false, times: knownTimes }),
      { code: 'uncancelled', faFlightId: null },
      booked,
    );
    expect(state.facts?.phase).toBe('scheduled');
    expect(look).toBe(true);
  });
  it('that changes nothing we can see asks for a look: a gate may have changed', () => {
    expect(
      afterPush(
        matched,
        aReading({ at: at(-100), source: 'push', times: knownTimes }),
        change,
        booked,
      ).look,
    ).toBe(true);
  });
  it('of an older moment than what is known changes nothing', () => {
    const push = aReading({ at: at(-301), source: 'push', times: { estimatedOut: at(90) } });
    expect(afterPush(matched, push, change, booked)).toEqual({ state: matched, look: false });
  });
  it('about another record asks for a look', () => {
    expect(
      afterPush(
        matched,
        aReading({ source: 'push' }),
        { code: 'change', faFlightId: 'other' },
        booked,
      ),
    ).toEqual({
      state: matched,
      look: true,
    });
  });
});

describe('order and repetition', () => {
  const lives = fc.integer({ min: 0, max: 5000 }).chain((seed) => {
    const timeline = flightTimeline(`order ${seed}`);
    const flight = {
      ...booked,
      designator: timeline.flightNumber,
      origin: timeline.originIata,
      destination: timeline.destinationIata,
      departure: timeline.departure,
      originZone: timeline.originZone,
      destinationZone: timeline.destinationZone,
    };
    const own = {
      ...flight,
      date: new Intl.DateTimeFormat('en-CA', { timeZone: timeline.originZone }).format(
        new Date(timeline.departure),
      ),
    };
    return fc
      .array(fc.integer({ min: -24 * 60, max: 10 * 60 }), { minLength: 2, maxLength: 25 })
      .map((minutes) => {
        const looks = [...new Set(minutes)]
          .sort((a, b) => a - b)
          .map((m) => plus(timeline.departure, m * 60 * second));
        return looks.map(
          (when) => (state: TrackerState) =>
            afterLook(state, recordsAt(timeline.flights, when), when, own) ?? state,
        );
      });
  });
  const run = (steps: readonly ((s: TrackerState) => TrackerState)[], from = unknownFlight) =>
    steps.reduce((state, step) => step(state), from);
  const said = ({ facts }: TrackerState) => facts && { ...facts, version: 0 };

  it('a reading that comes again, right away or much later, changes nothing', () => {
    fc.assert(
      fc.property(lives, fc.nat(), (steps, n) => {
        const once = run(steps);
        expect(said(run(steps.flatMap((s) => [s, s])))).toEqual(said(once));
        const again = steps[n % steps.length];
        expect(said(run(again ? [again] : [], once))).toEqual(said(once));
      }),
      { numRuns: 150 },
    );
  });

  it('the version only goes up', () => {
    fc.assert(
      fc.property(lives, (steps) => {
        let version = 0;
        run(
          steps.map((step) => (state) => {
            const next = step(state);
            expect(next.facts?.version ?? 0).toBeGreaterThanOrEqual(version);
            version = next.facts?.version ?? 0;
            return next;
          }),
        );
      }),
      { numRuns: 60 },
    );
  });
});
