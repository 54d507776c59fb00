import { flightKey } from '#shared/domain/flight.ts';
import { hour, latest, plus } from '#shared/domain/instant.ts';
import { localDate } from '#shared/domain/local-time.ts';
import { disruptions, flightTimeline, recordsAt } from '#shared/testing/flight-timelines.ts';
import { liveThrough } from './world.ts';

const live = (seed: string, kind: (typeof disruptions)[number]) => {
  const t = flightTimeline(seed, kind);
  const key = flightKey({
    designator: t.flightNumber,
    origin: t.originIata,
    destination: t.destinationIata,
    date: localDate(t.departure, t.originZone),
  });
  const end =
    latest(t.departure, ...t.flights.flatMap((states) => states.map((s) => s.from))) ?? t.departure;
  return liveThrough(
    key,
    [t],
    { recordsAt: (at) => recordsAt(t.flights, at) },
    plus(end, 12 * hour),
  );
};

describe.each(disruptions)('a generated flight with %s', (kind) => {
  it('is followed to its end for a bounded number of looks, and everybody hears how it ended', async () => {
    for (let i = 0; i < 12; i += 1) {
      const { records, looks, said } = await live(`lives ${i}`, kind);
      const last = records.at(-1);
      expect(last).toMatchObject({
        nextCheckAt: null,
        status: kind === 'diverted' ? 'diverted' : expect.stringMatching(/^(landed|cancelled)$/),
      });
      expect(looks.length).toBeLessThanOrEqual(kind === 'none' ? 20 : 30);
      expect(said.filter((s) => s.type === 'FlightNotFound')).toEqual([]);
      expect(JSON.stringify(said.at(-1)?.data)).toContain(`"phase":"${last?.facts?.phase}"`);
    }
  });
});

describe('a flag without the text', () => {
  it('never becomes a cancellation', async () => {
    for (let i = 0; i < 20; i += 1) {
      const { said } = await live(`untracked ${i}`, 'untracked');
      expect(said.some((s) => JSON.stringify(s.data).includes('"phase":"cancelled"'))).toBe(false);
    }
  });
});
