import { between, minute } from '#shared/domain/instant.ts';
import type { FlightLookup } from '#shared/ports/flight-data.ts';
import { airports, ana, aRecord, at, changing, departure, flown, key } from './records.ts';
import { always, liveThrough, of, type ScriptedFlight } from './world.ts';

const [agencyId, otherAgency] = [
  '00000000-0000-4000-8000-000000000001',
  '00000000-0000-4000-8000-000000000002',
];

describe('a flight that is not there', () => {
  it('is told after three looks in a row, once, and found again at the first success', async () => {
    const { said, records } = await liveThrough(
      key,
      [ana],
      { recordsAt: (now) => (now < at(-20 * 60) ? [] : [aRecord()]) },
      at(-10 * 60),
    );
    expect(of(said, 'FlightNotFound')).toHaveLength(1);
    expect(of(said, 'FlightNotFound')[0]?.data).toEqual({ flightKey: key, found: null });
    expect(records.filter((r) => r.status === 'not_found').length).toBeGreaterThan(0);
    expect(of(said, 'FlightMatched')).toHaveLength(1);
    expect(records.at(-1)?.status).toBe('scheduled');
  });

  it.each<[string, (now: string) => FlightLookup]>([
    ['429', (now) => ({ kind: 'rate-limited', retryAfterMs: null, at: now })],
    ['a server error', (now) => ({ kind: 'failed', reason: 'server', at: now })],
    ['a timeout', (now) => ({ kind: 'failed', reason: 'timeout', at: now })],
  ])('is not what %s means', async (_, fault) => {
    const { said, looks } = await liveThrough(
      key,
      [ana],
      { recordsAt: () => [aRecord()], fault: (now) => (now < at(-12 * 60) ? fault(now) : null) },
      at(-10 * 60),
    );
    expect(of(said, 'FlightNotFound')).toEqual([]);
    expect(of(said, 'FlightMatched')).toHaveLength(1);
    const inTheLastDay = looks.filter((l) => l > at(-24 * 60));
    const pauses = inTheLastDay.slice(1).map((l, i) => between(inTheLastDay[i] ?? l, l));
    expect(Math.max(...pauses.slice(0, 34))).toBeLessThanOrEqual(20 * minute);
  });

  it('is reported with the one found at another airport of the city, and not followed', async () => {
    const { said, records } = await liveThrough(
      key,
      [ana],
      always(aRecord({ origin: airports.LGW })),
      at(-24 * 60),
    );
    expect(of(said, 'FlightNotFound').map((s) => s.data)).toEqual([
      {
        flightKey: key,
        found: { originIata: 'LGW', destinationIata: 'CPH', scheduledDeparture: departure },
      },
    ]);
    expect(of(said, 'FlightMatched')).toEqual([]);
    expect(records.at(-1)?.facts).toBeNull();
  });

  it.each<[string, ScriptedFlight]>([
    ['not there', { recordsAt: () => [] }],
    ['found elsewhere', always(aRecord({ origin: airports.LGW }))],
    ['lost after it was matched', { recordsAt: (now) => (now < at(-30 * 60) ? [aRecord()] : []) }],
  ])('is told to who books it after the others were told, where it is %s', async (_, script) => {
    const beto = { ...ana, bookedAt: at(-10 * 60) };
    const { said } = await liveThrough(key, [ana, beto], script, at(-8 * 60));
    const told = of(said, 'FlightNotFound');
    expect(told.map((s) => s.agencyId)).toEqual([agencyId, otherAgency]);
    expect(told[1]).toMatchObject({ at: beto.bookedAt, data: told[0]?.data });
  });

  it('is told as well where it was matched before, keeps what is known of it, and is announced again once, when it is back', async () => {
    const gone = (now: string) => now >= at(-20 * 60) && now < at(-10 * 60);
    const { said, records } = await liveThrough(
      key,
      [ana],
      { recordsAt: (now) => (gone(now) ? [] : [aRecord()]) },
      at(-8 * 60),
    );
    expect(of(said, 'FlightNotFound').map((s) => s.data)).toEqual([
      { flightKey: key, found: null },
    ]);
    expect(of(said, 'FlightMatched').map((s) => s.at >= at(-10 * 60))).toEqual([false, true]);
    expect(new Set(records.filter((r) => r.facts !== null).map((r) => r.status))).toEqual(
      new Set(['scheduled']),
    );
  });

  it('is not told of one that has left', async () => {
    const { said } = await liveThrough(
      key,
      [ana],
      { recordsAt: (now) => (now < at(35) ? changing(...flown)(now) : []) },
      at(24 * 60),
    );
    expect(of(said, 'FlightNotFound')).toEqual([]);
  });

  it('is given up six hours after it should have left', async () => {
    const { records } = await liveThrough(key, [ana], { recordsAt: () => [] }, at(24 * 60));
    expect(records.at(-1)?.nextCheckAt).toBeNull();
  });
});
