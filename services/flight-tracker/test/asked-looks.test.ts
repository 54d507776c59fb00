import type { FlightLookup } from '#shared/ports/flight-data.ts';
import { ana, at, changing, key } from './records.ts';
import { liveThrough, of, type ScriptedFlight, type TrackerRun } from './world.ts';

/** Ana and Beto on one flight, of whom the first asks, and the second a moment later. */
const beto = { ...ana, bookedAt: at(-27 * 60) };
const askedAt = -7 * 60;
const asking = (script: ScriptedFlight): Promise<TrackerRun> =>
  liveThrough(
    key,
    [ana, beto],
    {
      ...script,
      asked: [
        { at: at(askedAt), by: 0 },
        { at: at(askedAt), by: 1 },
      ],
    },
    at(askedAt + 1),
  );
const saidThen = ({ said }: TrackerRun) =>
  of(said, 'FlightStatusChanged').filter((s) => s.at >= at(askedAt));

describe('a look that a held message asks for', () => {
  it('is made once for all who are on the flight, and answered to each where nothing changed', async () => {
    const life = await asking({ recordsAt: changing() });
    expect(life.looks.filter((look) => look >= at(askedAt))).toEqual([at(askedAt)]);
    expect(saidThen(life)).toHaveLength(2);
    expect(new Set(saidThen(life).map(({ tripId }) => tripId)).size).toBe(2);
    expect(saidThen(life)[0]?.data).toMatchObject({
      cause: 'look',
      facts: { observedAt: at(askedAt) },
    });
  });

  it('tells all who are on the flight what it found', async () => {
    const life = await asking({ recordsAt: changing([askedAt, { estimated_out: at(40) }]) });
    expect(saidThen(life).map(({ data }) => data)).toEqual([
      expect.objectContaining({ cause: 'change' }),
      expect.objectContaining({ cause: 'change' }),
      expect.objectContaining({ cause: 'look' }),
    ]);
  });

  it('is answered where it failed', async () => {
    const failed = (now: string): FlightLookup | null =>
      now >= at(askedAt) ? { kind: 'failed', reason: 'server', at: now } : null;
    const life = await asking({ recordsAt: changing(), fault: failed });
    expect(saidThen(life).length).toBeGreaterThan(0);
  });

  it('is answered and not made while AeroAPI has asked to wait', async () => {
    const limited = (now: string): FlightLookup | null =>
      now >= at(askedAt - 30)
        ? { kind: 'rate-limited', retryAfterMs: 3 * 3_600_000, at: now }
        : null;
    const life = await liveThrough(
      key,
      [ana],
      {
        recordsAt: changing(),
        fault: limited,
        asked: [
          { at: at(askedAt - 10), by: 0 },
          { at: at(askedAt), by: 0 },
        ],
      },
      at(askedAt + 1),
    );
    expect(life.looks.filter((look) => look >= at(askedAt))).toEqual([]);
    expect(saidThen(life)).toHaveLength(1);
  });
});
