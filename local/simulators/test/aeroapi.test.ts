import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { z } from 'zod';
import { aeroapiAlerts } from '#shared/adapters/aeroapi/aeroapi-alerts.ts';
import { AeroFlight } from '#shared/domain/aero-flight.ts';
import { minute } from '#shared/domain/instant.ts';
import { RecordingLog } from '#shared/testing/fakes.ts';
import { stories } from '../aeroapi/stories.ts';
import { timetableRows } from '../aeroapi/timetable-rows.ts';
import { aeroApiWorld, body } from './worlds.ts';

const ba820 = {
  designator: 'BA820',
  origin: 'LHR',
  destination: 'CPH',
  departure: '2027-03-03T16:20:00.000Z',
};
const today = '?ident_type=designator&start=2027-03-03&end=2027-03-04';

/** The flight's records every ten minutes, from ten hours before departure to the next morning. */
const readingsOf = async (story: (typeof stories)[number], bookedAt?: string) => {
  const world = aeroApiWorld('2027-03-03T06:20:00.000Z');
  world.sim.expectFlight({ ...ba820, story, ...(bookedAt ? { bookedAt } : {}) });
  const readings: { readonly at: string; readonly records: readonly AeroFlight[] }[] = [];
  for (let step = 0; step < 125; step += 1) {
    readings.push({
      at: world.clock.now(),
      records: z
        .array(AeroFlight)
        .parse((await body(world.get(`/flights/BAW820${today}`))).flights),
    });
    world.advance(10);
  }
  return readings;
};

describe('the flight simulator', () => {
  test('knows a booked flight as it was booked, under its IATA and its ICAO number', async () => {
    const world = aeroApiWorld();
    world.sim.expectFlight(ba820);
    for (const ident of ['BA820', 'BAW820', 'baw0820']) {
      const { flights } = await body(world.get(`/flights/${ident}${today}`));
      expect(flights).toHaveLength(1);
      expect(flights[0]).toMatchObject({
        ident: 'BAW820',
        ident_iata: 'BA820',
        scheduled_out: ba820.departure,
        origin: { code_iata: 'LHR' },
      });
      expect(flights[0].destination).toMatchObject({
        code_iata: 'CPH',
        timezone: 'Europe/Copenhagen',
        city: 'Copenhagen',
      });
    }
  });

  test('knows the same flights again after a restart, and others with another seed', async () => {
    const responses = async (seed: string) => {
      const world = aeroApiWorld('2027-03-03T15:40:00.000Z', { seed });
      world.sim.expectFlight(ba820);
      return [await body(world.get('/flights/BA820')), await body(world.get('/flights/AR1684'))];
    };
    expect(await responses('one')).toEqual(await responses('one'));
    expect(await responses('one')).not.toEqual(await responses('two'));
  });

  test('shows the flights of the timetable, the latest first, within the window', async () => {
    const world = aeroApiWorld();
    const daily = timetableRows
      .filter(({ weekdays }) => weekdays.length === 7)
      .flatMap(({ carrier, numbers }) => numbers.map((number) => `${carrier}${number}`));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...daily), async (number) => {
        const { flights } = await body(
          world.get(`/flights/${number}?start=2027-03-01&end=2027-03-05`),
        );
        expect(flights.length).toBeGreaterThanOrEqual(3);
        const times: string[] = flights.map((f: { scheduled_out: string }) => f.scheduled_out);
        expect(times).toEqual(times.toSorted().reverse());
        for (const flight of flights) expect(AeroFlight.safeParse(flight).success).toBe(true);
        expect(times.every((t) => t >= '2027-03-01' && t < '2027-03-05')).toBe(true);
        expect(
          (await body(world.get(`/flights/${flights[0].fa_flight_id}`))).flights[0].scheduled_out,
        ).toBe(times[0]);
      }),
      { numRuns: 40 },
    );
    expect((await body(world.get('/flights/nonsense-'))).flights).toEqual([]);
    expect((await body(world.get('/flights/BA9820'))).flights).toEqual([]);
    expect((await body(world.get('/flights/BA820?ident_type=registration'))).flights).toEqual([]);
  });

  test('flies a booked number on other days at the same time of its local day', async () => {
    const world = aeroApiWorld('2027-03-27T10:00:00.000Z');
    world.sim.expectFlight({ ...ba820, departure: '2027-03-27T16:20:00.000Z' });
    const { flights } = await body(world.get('/flights/BA820?start=2027-03-27&end=2027-03-29'));
    // London's clocks go forward on the 28th.
    expect(flights.map((f: { scheduled_out: string }) => f.scheduled_out)).toEqual([
      '2027-03-28T15:20:00.000Z',
      '2027-03-27T16:20:00.000Z',
    ]);
  });

  test('turns pages where there are more flights than fit on one', async () => {
    const world = aeroApiWorld();
    for (let hour = 0; hour < 20; hour += 1)
      world.sim.expectFlight({
        ...ba820,
        destination: ['CPH', 'OSL', 'ARN', 'HEL'][hour % 4] ?? 'CPH',
        departure: `2027-03-0${1 + Math.floor(hour / 4)}T1${hour % 10}:00:00.000Z`,
      });
    const first = await body(world.get('/flights/BA820?start=2027-03-01&end=2027-03-05T10:30:00Z'));
    expect([first.flights.length, first.num_pages]).toEqual([15, 1]);
    const second = await body(world.get(first.links.next));
    expect(second.links).toBeNull();
    const ids = [...first.flights, ...second.flights].map(
      (f: { fa_flight_id: string }) => f.fa_flight_id,
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(
      (
        await body(
          world.get('/flights/BA820?start=2027-03-01&end=2027-03-05T10:30:00Z&max_pages=2'),
        )
      ).flights,
    ).toHaveLength(ids.length);
  });

  test.each([
    ['start=yesterday', 400],
    ['start=2027-02-01', 400],
    ['end=2027-03-09', 400],
    ['start=2027-03-03&end=2027-03-02', 400],
    ['max_pages=0', 400],
    ['ident_type=tail', 400],
    ['start=2027-03-03T00:00:00Z', 200],
  ])('answers ?%s with %i', async (query, status) => {
    const answer = await aeroApiWorld().get(`/flights/BA820?${query}`);
    expect(answer.status).toBe(status);
    if (status === 400)
      expect(await answer.json()).toMatchObject({ reason: 'INVALID_ARGUMENT', status: 400 });
  });

  test('answers 401 without a key', async () => {
    expect((await aeroApiWorld().get('/flights/BA820', '')).status).toBe(401);
  });

  test.each(stories.filter((s) => s !== 'cancelled' && s !== 'diverted'))(
    'lets a flight with the story %s leave, fly and arrive in order',
    async (story) => {
      const last = (await readingsOf(story)).at(-1)?.records[0];
      const times = [last?.actual_out, last?.actual_off, last?.actual_on, last?.actual_in].map(
        String,
      );
      expect(times).toEqual(times.toSorted());
      expect(times.every((t) => t.startsWith('2027-03-0'))).toBe(true);
      expect(last?.baggage_claim).toMatch(/^\d+$/);
      // About the flight time of the great circle.
      const flightMinutes = (Date.parse(times[2] ?? '') - Date.parse(times[1] ?? '')) / minute;
      expect(flightMinutes).toBeGreaterThan(70);
      expect(flightMinutes).toBeLessThan(125);
    },
  );

  test('tells each story as it is', async () => {
    const summaryOf = async (story: (typeof stories)[number]) => {
      const readings = await readingsOf(story);
      const all = readings.flatMap(({ records }) => records.at(-1) ?? []);
      const before = all.filter((r) => r.actual_out === null);
      return {
        readings,
        all,
        last: all.at(-1),
        departures: [...new Set(before.map((r) => r.estimated_out))],
        gates: [...new Set(before.map((r) => r.gate_origin))],
        texts: [...new Set(all.filter((r) => r.cancelled).map((r) => r.status))],
      };
    };
    expect((await summaryOf('on_time')).departures).toEqual([ba820.departure]);
    expect((await summaryOf('on_time')).gates).toHaveLength(2);
    expect((await summaryOf('gate_change')).gates).toHaveLength(3);
    expect((await summaryOf('creeping_delay')).departures).toHaveLength(6);
    const shrinking = (await summaryOf('shrinking_delay')).departures.map(String);
    expect(shrinking).toHaveLength(new Set(shrinking).size);
    expect(shrinking.slice(1)).toEqual(shrinking.slice(1).toSorted().reverse());
    expect(
      (await summaryOf('moved_earlier')).departures.some((d) => String(d) < ba820.departure),
    ).toBe(true);
    expect((await summaryOf('cancelled')).last).toMatchObject({
      cancelled: true,
      status: 'Cancelled',
      actual_out: null,
    });
    expect((await summaryOf('blip')).texts).toEqual(['Scheduled']);
    const reinstated = await summaryOf('reinstated');
    expect(reinstated.texts).toEqual(['Cancelled']);
    expect(reinstated.last).toMatchObject({ cancelled: false });
    expect((await summaryOf('null_estimates')).departures).toContain(null);
  });

  test('shows a diverted flight twice under one id, to its old and new destination', async () => {
    const readings = await readingsOf('diverted');
    const [leg, original] = readings.at(-1)?.records ?? [];
    expect(original).toMatchObject({
      diverted: true,
      status: 'Diverted',
      destination: { code_iata: 'CPH' },
      actual_on: null,
    });
    expect(leg).toMatchObject({
      diverted: false,
      fa_flight_id: original?.fa_flight_id,
      actual_off: original?.actual_off,
    });
    expect(leg?.destination?.code_iata).not.toBe('CPH');
    expect(leg?.actual_in).not.toBeNull();
    expect(readings[0]?.records).toHaveLength(1);
  });

  test.each(stories.filter((s) => s !== 'on_time'))(
    'a flight booked half an hour ahead still lives through %s, and nothing before it was booked',
    async (story) => {
      const bookedAt = '2027-03-03T15:50:00.000Z';
      const readings = await readingsOf(story, bookedAt);
      const [first] = readings;
      const untilBooked = readings.filter(({ at }) => at <= bookedAt);
      for (const { records } of untilBooked) expect(records).toEqual(first?.records);
      expect(new Set(readings.map(({ records }) => JSON.stringify(records))).size).toBeGreaterThan(
        1,
      );
    },
  );

  test('has a flight leave at the time that was named last', async () => {
    const world = aeroApiWorld();
    world.sim.expectFlight(ba820);
    world.sim.expectFlight({ ...ba820, departure: '2027-03-03T17:00:00.000Z' });
    const { flights } = await body(world.get(`/flights/BA820${today}`));
    expect(flights.map((f: { scheduled_out: string }) => f.scheduled_out)).toEqual([
      '2027-03-03T17:00:00.000Z',
    ]);
  });

  test('follows a script where one is given, text included', async () => {
    const world = aeroApiWorld();
    world.sim.expectFlight(ba820);
    world.sim.script({ designator: 'BA820', date: '2027-03-03' }, [
      { from: '2027-03-03T11:00:00Z', set: { gate_origin: 'Z9', status: 'Returned to Gate' } },
      { from: '2027-03-03T10:30:00Z', set: { estimated_out: '2027-03-03T17:20:00.000Z' } },
    ]);
    const now = async () => (await body(world.get(`/flights/BA820${today}`))).flights[0];
    expect(await now()).toMatchObject({
      gate_origin: null,
      status: 'Scheduled',
      departure_delay: 0,
    });
    world.advance(30);
    expect(await now()).toMatchObject({
      gate_origin: null,
      status: 'Scheduled / Delayed',
      departure_delay: 3600,
    });
    world.advance(30);
    expect(await now()).toMatchObject({
      gate_origin: 'Z9',
      status: 'Returned to Gate',
      departure_delay: 3600,
    });
  });

  test('fails on demand, as often as asked', async () => {
    const world = aeroApiWorld();
    world.sim.faults.set({ answer: '429', times: 1, retryAfter: 7 });
    world.sim.faults.set({ answer: '500', times: 1 });
    world.sim.faults.set({ answer: 'not-found', times: 1 });
    const limited = await world.get('/flights/BA820');
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
    expect((await world.get('/flights/BA820')).status).toBe(500);
    expect((await body(world.get('/flights/BA820'))).flights).toEqual([]);
    expect((await body(world.get('/flights/BA820'))).flights).not.toEqual([]);
    expect(world.sim.counts().lookups).toBe(4);
  });
});

describe('alerts of the flight simulator', () => {
  const alert = {
    ident: 'BA820',
    origin: 'LHR',
    destination: 'CPH',
    start: '2027-03-03',
    end: '2027-03-03',
    events: { cancelled: true, departure: true },
  };

  test('need an endpoint first, and are found, changed and deleted by their location', async () => {
    const world = aeroApiWorld();
    expect((await world.post('/alerts', alert)).status).toBe(400);
    expect((await world.get('/alerts/endpoint')).status).toBe(400);
    expect((await world.put('/alerts/endpoint', { url: 'ftp://somewhere' })).status).toBe(400);
    expect((await world.put('/alerts/endpoint', { url: 'http://127.0.0.1:1/hook' })).status).toBe(
      204,
    );
    const created = await world.post('/alerts', alert);
    expect(created.status).toBe(201);
    const location = created.headers.get('location') ?? '';
    expect(await body(world.get(location))).toMatchObject({
      ident: 'BAW820',
      ident_iata: 'BA820',
      user_ident: 'BA820',
    });
    expect((await world.put(location, { ...alert, origin: 'LGW' })).status).toBe(204);
    expect((await body(world.get('/alerts'))).alerts).toMatchObject([{ origin: 'LGW' }]);
    expect((await world.delete(location)).status).toBe(204);
    expect((await world.delete(location)).status).toBe(400);
  });

  test('are listed whole, or page by page where pages are asked for', async () => {
    const world = aeroApiWorld();
    for (let n = 0; n < 40; n += 1)
      await world.post('/alerts', { ...alert, target_url: 'http://127.0.0.1:1/hook' });
    const all = await body(world.get('/alerts'));
    expect([all.alerts.length, all.num_pages, all.links]).toEqual([40, 3, null]);
    const first = await body(world.get('/alerts?max_pages=2'));
    expect([first.alerts.length, first.num_pages]).toEqual([30, 2]);
    const last = await body(world.get(first.links.next));
    expect([last.alerts.length, last.num_pages, last.links]).toEqual([10, 1, null]);
    expect([...first.alerts, ...last.alerts]).toEqual(all.alerts);
    expect((await world.get('/alerts?max_pages=-1')).status).toBe(400);
  });

  test('whose reply was lost are found again behind any number of others', async () => {
    const world = aeroApiWorld();
    const targetUrl = 'http://127.0.0.1:1/hook';
    for (let n = 0; n < 700; n += 1)
      await world.post('/alerts', { ...alert, origin: 'LGW', target_url: targetUrl });
    const alerts = aeroapiAlerts({
      baseUrl: 'http://127.0.0.1:1/aeroapi',
      apiKey: 'key',
      targetUrl,
      log: new RecordingLog(),
      fetch: async (url, init) => world.sim.app.request(String(url), init),
    });
    const flight = { designator: 'BA820', origin: 'LHR', destination: 'CPH', date: '2027-03-03' };
    expect(await alerts.create(flight)).toBe('1701');
    expect(await alerts.create(flight)).toBe('1701');
    expect((await world.get('/alerts/1702')).status).toBe(404);
  });

  test('push what they were made for, once, in order, and nothing else', async () => {
    const world = aeroApiWorld('2027-03-03T06:00:00.000Z');
    world.sim.expectFlight({ ...ba820, story: 'reinstated' });
    await world.post('/alerts', { ...alert, target_url: 'http://127.0.0.1:1/hook' });
    await world.post('/alerts', {
      ...alert,
      origin: 'LGW',
      target_url: 'http://127.0.0.1:1/other',
    });
    await world.post('/alerts', {
      ...alert,
      start: '2027-03-05',
      end: '2027-03-05',
      target_url: 'http://127.0.0.1:1/other',
    });
    for (let half = 0; half < 40; half += 1) {
      world.advance(30);
      await world.sim.push();
      await world.sim.push();
    }
    expect(world.pushes.map((p) => p.event_code)).toEqual([
      'cancelled',
      'uncancelled',
      'change',
      'out',
      'off',
    ]);
    expect(world.pushes[0]?.flight).toMatchObject({
      ident: 'BAW820',
      origin_iata: 'LHR',
      cancelled: true,
    });
    expect(world.sim.counts().pushes).toBe(5);
  });

  test('report a diversion, and no lost track that only looks like a cancellation', async () => {
    for (const [story, codes] of [
      ['diverted', ['diverted']],
      ['blip', []],
    ] as const) {
      const world = aeroApiWorld('2027-03-03T06:00:00.000Z');
      world.sim.expectFlight({ ...ba820, story });
      await world.post('/alerts', {
        ...alert,
        events: { cancelled: true, diverted: true },
        target_url: 'http://127.0.0.1:1/hook',
      });
      world.advance(24 * 60);
      await world.sim.push();
      expect(world.pushes.map((p) => p.event_code)).toEqual(codes);
    }
  });

  test('are still there after a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'alerts-'));
    const alertsFile = join(folder, 'alerts.json');
    try {
      const before = aeroApiWorld(undefined, { alertsFile });
      await before.post('/alerts', { ...alert, target_url: 'http://127.0.0.1:1/hook' });
      const after = aeroApiWorld(undefined, { alertsFile });
      expect(await body(after.get('/alerts'))).toEqual(await body(before.get('/alerts')));
      expect(
        (
          await after.post('/alerts', { ...alert, target_url: 'http://127.0.0.1:1/hook' })
        ).headers.get('location'),
      ).toBe('/alerts/1002');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
