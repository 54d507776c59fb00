import type { StoryItem } from '#shared/domain/flight-story.ts';
import { minute, plus } from '#shared/domain/instant.ts';
import { aeroApiWorld, body } from './worlds.ts';

const departure = '2027-03-03T16:20:00.000Z';
const flight = { designator: 'BA820', origin: 'LHR', destination: 'CPH', date: '2027-03-03' };
const day = '?start=2027-03-03&end=2027-03-04';

/** A punctual flight, told at 10:00 what happens so many minutes later. */
const toldWorld = (...told: readonly (StoryItem & { readonly after?: number })[]) => {
  const world = aeroApiWorld();
  const { timetable } = world.sim;
  world.sim.expectFlight({ ...flight, departure, story: 'on_time' });
  const now = world.clock.now();
  const items = told.map(({ after = 0, ...item }) => ({
    item,
    at: plus(now, after * minute),
    toldAt: now,
  }));
  timetable.tell(flight, items);
  return {
    ...world,
    records: async () => (await body(world.get(`/flights/BA820${day}`))).flights,
    refusals: () =>
      (timetable.imagine(flight, items)?.refused ?? []).map(({ told: { item }, reason }) => [
        item.type,
        reason,
      ]),
    events: () =>
      (timetable.flightOf(flight)?.events ?? []).map(({ at, type, told: isTold }) => [
        at.slice(11, 16),
        type,
        isTold ? 'told' : 'by itself',
      ]),
  };
};

describe('a story that is told of a flight', () => {
  test('happens, and then the flight does what every flight does', () => {
    expect(toldWorld({ type: 'delay', minutes: 90, after: 30 }).events()).toEqual([
      ['10:30', 'delay', 'told'],
      ['15:50', 'gate', 'by itself'],
      ['17:50', 'depart', 'by itself'],
      ['19:34', 'land', 'by itself'],
      ['19:37', 'belt', 'by itself'],
    ]);
  });

  test('changes the record as AeroAPI would', async () => {
    const world = toldWorld(
      { type: 'gate', gate: 'B22' },
      { type: 'delay', minutes: 90 },
      { type: 'cancel', after: 60 },
      { type: 'reinstate', after: 120 },
    );
    world.advance(1);
    expect((await world.records())[0]).toMatchObject({
      gate_origin: 'B22',
      estimated_out: '2027-03-03T17:50:00.000Z',
      departure_delay: 5400,
      status: 'Scheduled / Delayed',
    });
    world.advance(60);
    expect((await world.records())[0]).toMatchObject({ cancelled: true, estimated_out: null });
    world.advance(60);
    expect((await world.records())[0]).toMatchObject({
      cancelled: false,
      estimated_out: '2027-03-03T17:50:00.000Z',
    });
  });

  test('lets nothing happen by chance any more', () => {
    for (const story of ['cancelled', 'creeping_delay', 'diverted', 'gate_change'] as const) {
      const world = aeroApiWorld('2027-03-03T06:00:00.000Z');
      world.sim.expectFlight({ ...flight, departure, story });
      const now = world.clock.now();
      world.sim.timetable.tell(flight, [
        { item: { type: 'delay', minutes: 0 }, at: now, toldAt: now },
      ]);
      expect(world.sim.timetable.flightOf(flight)?.events.map(({ type }) => type)).toEqual([
        'delay',
        'gate',
        'depart',
        'land',
        'belt',
      ]);
    }
  });

  test('leaves what has happened before', async () => {
    const world = aeroApiWorld('2027-03-03T06:00:00.000Z');
    world.sim.expectFlight({ ...flight, departure, story: 'reinstated' });
    world.advance(5 * 60);
    const now = world.clock.now();
    world.sim.timetable.tell(flight, [{ item: { type: 'depart' }, at: now, toldAt: now }]);
    expect(
      world.sim.timetable.flightOf(flight)?.events.map(({ type, told }) => [type, told]),
    ).toEqual([
      ['cancel', false],
      ['depart', true],
      ['land', false],
      ['belt', false],
    ]);
  });

  test('can bring a flight down elsewhere, under two records', async () => {
    const world = toldWorld({ type: 'depart' }, { type: 'divert', airport: 'HAM' });
    world.advance(90);
    const [leg, original] = await world.records();
    expect(original).toMatchObject({ diverted: true, destination: { code_iata: 'CPH' } });
    expect(leg).toMatchObject({ diverted: false, destination: { code_iata: 'HAM' } });
    expect(leg.actual_in).not.toBeNull();
    expect(leg.actual_off).toBe(original.actual_off);
  });

  test('can take the record away and bring it back as the flight stands by then', async () => {
    const world = toldWorld(
      { type: 'lose', after: 10 },
      { type: 'delay', minutes: 60, after: 20 },
      { type: 'find', after: 30 },
    );
    const delays: (number | null)[] = [];
    for (let step = 0; step < 4; step += 1) {
      delays.push((await world.records())[0]?.departure_delay ?? null);
      world.advance(10.5);
    }
    expect(delays).toEqual([0, null, null, 3600]);
  });

  test.each<[string, readonly (StoryItem & { readonly after?: number })[], string, string]>([
    [
      'a gate after the landing',
      [{ type: 'depart' }, { type: 'land' }, { type: 'gate', gate: '1' }],
      'gate',
      'it landed at 10:00 (LHR)',
    ],
    [
      'a delay of what has left',
      [{ type: 'depart' }, { type: 'delay', minutes: 300 }],
      'delay',
      'it departed at 10:00 (LHR)',
    ],
    [
      'a landing on the ground',
      [{ type: 'land' }],
      'land',
      'it has not departed, which it does at 16:20 (LHR)',
    ],
    [
      'a diversion on the ground',
      [{ type: 'divert', airport: 'HAM' }],
      'divert',
      'it has not departed, which it does at 16:20 (LHR)',
    ],
    [
      'a diversion to its destination',
      [{ type: 'depart' }, { type: 'divert', airport: 'CPH' }],
      'divert',
      'CPH is where it flies anyway',
    ],
    [
      'a second cancellation',
      [{ type: 'cancel' }, { type: 'cancel', after: 1 }],
      'cancel',
      'it is cancelled',
    ],
    ['flying again what flies', [{ type: 'reinstate' }], 'reinstate', 'it is not cancelled'],
    [
      'a departure in the past',
      [{ type: 'earlier', minutes: 400 }],
      'earlier',
      'it would depart at 09:40 (LHR), which is past by then',
    ],
    [
      'belts before departure',
      [{ type: 'belt', belt: '4' }],
      'belt',
      'it has not departed, which it does at 16:20 (LHR)',
    ],
    [
      'losing what is lost',
      [{ type: 'lose' }, { type: 'lose', after: 1 }],
      'lose',
      'it is lost already',
    ],
    ['finding what is there', [{ type: 'find' }], 'find', 'it is not lost'],
  ])('refuses %s, and says why', (_, told, type, reason) => {
    expect(toldWorld(...told).refusals()).toEqual([[type, reason]]);
  });

  test('reaches who asked for alerts', async () => {
    const world = toldWorld({ type: 'delay', minutes: 90 }, { type: 'cancel', after: 10 });
    await world.post('/alerts', {
      ident: 'BA820',
      events: { cancelled: true, departure: true },
      target_url: 'http://127.0.0.1:1/hook',
    });
    world.advance(1);
    await world.sim.push();
    world.advance(10);
    await world.sim.push();
    expect(world.pushes.map(({ event_code }) => event_code)).toEqual(['change', 'cancelled']);
  });
});
