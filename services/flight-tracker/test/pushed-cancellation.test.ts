import { type Instant, minute, plus } from '#shared/domain/instant.ts';
import type { FlightLookup } from '#shared/ports/flight-data.ts';
import { ana, aRecord, at, changing, key } from './records.ts';
import { liveThrough, of, type ScriptedFlight, type TrackerRun } from './world.ts';

type Answer = (now: Instant) => FlightLookup;
const afterwards = { cancelled: true, status: 'Cancelled' };
const cancelled = changing([-300, afterwards]);
/** BA820 is said to be cancelled at -300; from then until `until` a look is answered so. */
const live = (
  answer: Answer,
  until: number,
  recordsAt: ScriptedFlight['recordsAt'] = cancelled,
): Promise<TrackerRun> => {
  const fault = (now: Instant) => (now >= at(-300) && now < at(until) ? answer(now) : null);
  return liveThrough(
    key,
    [ana],
    { recordsAt, changes: [at(-300)], pushLatencyMs: 1000, fault },
    at(-120),
  );
};
/** When the cancellation was told, to the minute. */
const told = ({ said }: TrackerRun): string[] =>
  of(said, 'FlightStatusChanged')
    .filter((s) => JSON.stringify(s.data).includes('"phase":"cancelled"'))
    .map((s) => s.at.slice(0, 16));
const inTheMinute = (minutes: number): string => at(minutes).slice(0, 16);

const readsLive: Answer = (now) => ({ kind: 'found', records: [aRecord()], at: now });
const limited =
  (minutes: number): Answer =>
  (now) => ({ kind: 'rate-limited', retryAfterMs: minutes * minute, at: now });
const circuitOpen =
  (minutes: number): Answer =>
  (now) => ({ kind: 'circuit-open', until: plus(now, minutes * minute), at: now });

describe('a pushed cancellation', () => {
  it('is told at once, a successor having been looked for', async () => {
    expect(told(await live(readsLive, -300))).toEqual([inTheMinute(-300)]);
  });

  it('is told when looks come to show it some minutes later, without waiting for boarding', async () => {
    expect(told(await live(readsLive, -295))).toEqual([inTheMinute(-291)]);
  });

  it('waits for no more than three looks that were not made', async () => {
    expect(told(await live(circuitOpen(2), -200))).toEqual([inTheMinute(-296)]);
  });

  it.each([
    ['by a 429', limited(12)],
    ['while nobody asks it', circuitOpen(12)],
  ])(
    'for which AeroAPI has no answer %s for twelve minutes, is not told of a flight that has a new time',
    async (_, answer) => {
      const successor = aRecord({ fa_flight_id: 'new' }, 100);
      const life = await live(answer, -289, (now) =>
        now < at(-300) ? [aRecord()] : [aRecord(afterwards), successor],
      );
      expect(told(life)).toEqual([]);
      expect(life.state.facts).toMatchObject({ faFlightId: 'new', departure: at(100) });
    },
  );

  it.each([
    ['three looks have failed', 12, -276],
    ['the third look would come after half an hour', 16, -284],
    ['another look would come after half an hour', 45, -300],
  ])('is told as soon as %s', async (_, minutes, when) => {
    for (const answer of [limited(minutes), circuitOpen(minutes)])
      expect(told(await live(answer, -100))).toEqual([inTheMinute(when)]);
  });

  it('is not told over one look without an answer where another has read the flight as live since', async () => {
    const answer: Answer = (now) => (now < at(-299.5) ? readsLive : limited(45))(now);
    const life = await live(answer, -260, (now) => [aRecord(now === at(-300) ? afterwards : {})]);
    expect(told(life)).toEqual([]);
    expect(life.state.doubt).toBeNull();
  });
});
