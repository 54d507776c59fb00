import { between, minute } from '#shared/domain/instant.ts';
import { ana, at, changing, key } from './records.ts';
import { liveThrough, of, type ScriptedFlight, type TrackerRun } from './world.ts';

/** The look for the reminder, which AeroAPI answers with a 429 and "not before an hour is over". */
const asked = -24 * 60;
const askable = asked + 60;

describe('a Retry-After that is longer than our own pauses', () => {
  const limited: ScriptedFlight['fault'] = (now) =>
    now >= at(asked) && now < at(askable)
      ? { kind: 'rate-limited', retryAfterMs: between(now, at(askable)), at: now }
      : null;
  const looksAfter = ({ looks }: TrackerRun): readonly number[] =>
    looks.filter((l) => l > at(asked)).map((l) => between(at(asked), l) / minute);
  const waits = (life: TrackerRun): void => {
    const [first = 0] = looksAfter(life);
    expect(life.looks).toContain(at(asked));
    expect(first).toBeGreaterThanOrEqual(60);
    expect(first).toBeLessThan(61);
  };

  it('is obeyed where a push comes meanwhile that says it all', async () => {
    const recordsAt = changing([asked + 10, { estimated_out: at(40) }]);
    const life = await liveThrough(
      key,
      [ana],
      { recordsAt, fault: limited, changes: [at(asked + 10)] },
      at(askable + 5),
    );
    expect(life.pushes).toHaveLength(1);
    waits(life);
  });

  it('is obeyed where a push comes meanwhile that is a reason to look', async () => {
    const recordsAt = changing([asked + 10, { gate_origin: 'B7' }]);
    const life = await liveThrough(
      key,
      [ana],
      { recordsAt, fault: limited, changes: [at(asked + 10)] },
      at(askable + 5),
    );
    expect(life.pushes).toHaveLength(1);
    waits(life);
    expect(of(life.said, 'FlightStatusChanged').at(-1)?.data).toMatchObject({
      facts: { gate: 'B7' },
    });
  });

  it('is obeyed where another trip is booked meanwhile, which hears what is known', async () => {
    const beto = { ...ana, bookedAt: at(asked + 40) };
    const life = await liveThrough(
      key,
      [ana, beto],
      { recordsAt: changing(), fault: limited },
      at(askable + 5),
    );
    waits(life);
    expect(of(life.said, 'FlightMatched').map((s) => s.tripId)).toHaveLength(2);
  });

  it('counts for nothing once an answer has come', async () => {
    const { state } = await liveThrough(
      key,
      [ana],
      { recordsAt: changing(), fault: limited },
      at(askable + 5),
    );
    expect(state).toMatchObject({ failures: 0, retryAfterUntil: null });
  });

  it('does not put off word of a cancellation that is pushed meanwhile', async () => {
    const recordsAt = changing([asked + 10, { cancelled: true, status: 'Cancelled' }]);
    const life = await liveThrough(
      key,
      [ana],
      { recordsAt, fault: limited, changes: [at(asked + 10)] },
      at(askable + 5),
    );
    const told = of(life.said, 'FlightStatusChanged').find((s) =>
      JSON.stringify(s.data).includes('"phase":"cancelled"'),
    );
    expect(told?.at).toBe(at(asked + 10));
    waits(life);
  });
});
