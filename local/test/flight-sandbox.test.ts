import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { installEngine } from '#local/engine/install.ts';
import { enginePool } from '#local/engine/pool.ts';
import { openFlightService } from '#local/flights.ts';
import { readConfiguration } from '#shared/config.ts';
import type { FlightStory, NewStoryItem, StoryItem } from '#shared/domain/flight-story.ts';
import { hour, minute, plus } from '#shared/domain/instant.ts';
import { ManualClock, RecordingLog } from '#shared/testing/fakes.ts';
import { type FreshDatabase, freshDatabase } from '#shared/testing/postgres.ts';

const departure = '2027-03-03T16:20:00.000Z';
const begin = plus(departure, -5 * hour);
const ba820 = { designator: 'BA820', origin: 'LHR', destination: 'CPH', date: '2027-03-03' };
const booked = { flightKey: 'BA820/LHR-CPH/2027-03-03/16', departure };
const item = (item: StoryItem, afterMinutes: number | null = null): NewStoryItem => ({
  item,
  at: null,
  afterMs: afterMinutes === null ? null : afterMinutes * minute,
});

/** What was told and has happened, without what happened by chance before. */
const toldOf = (story: FlightStory | null): readonly string[] =>
  (story?.happened ?? []).filter(({ told }) => told).map(({ type }) => type);

describe('the sandbox of flights', () => {
  let database: FreshDatabase;
  let pool: pg.Pool;
  let clock: ManualClock;
  const dataDir = mkdtempSync(join(tmpdir(), 'sandbox-'));
  const opened: { close(): Promise<void> }[] = [];
  const open = async () => {
    const service = await openFlightService({
      configuration: readConfiguration({}),
      localUrl: 'http://127.0.0.1:1',
      dataDir,
      clock,
      speed: 1,
      pool,
    });
    opened.push(service);
    const { access, expected, sandbox } = service;
    if (!expected || !sandbox) throw new Error('the flights are not simulated');
    /** What the tracker would be answered about a number on the third of March. */
    const look = async (designator: string) => {
      const response = await fetch(
        `${access.aeroApi?.baseUrl}/flights/${designator}?start=2027-03-03&end=2027-03-04`,
        { headers: { 'x-apikey': 'any' } },
      );
      // biome-ignore lint/suspicious/noExplicitAny: tests compare responses field by field
      const answer: any = await response.json();
      return answer.flights;
    };
    return { expected, sandbox, look };
  };

  beforeAll(async () => {
    database = await freshDatabase();
    pool = enginePool(database.url, new RecordingLog());
    await installEngine(pool);
  });
  beforeEach(async () => {
    clock = new ManualClock(begin);
    await pool.query('truncate engine.flight_stories, engine.simulated_flights');
  });
  afterEach(() => Promise.all(opened.splice(0).map((service) => service.close())));
  afterAll(async () => {
    await pool.end();
    await database.close();
    rmSync(dataDir, { recursive: true });
  });

  it('changes what is answered about a flight, from when it is told to happen', async () => {
    const { expected, sandbox, look } = await open();
    await expected.expect(booked, 'on_time');
    const outcome = await sandbox.tell(ba820, [item({ type: 'delay', minutes: 90 }, 10)]);
    expect(outcome).toMatchObject({
      kind: 'told',
      story: { happened: [], toCome: [{ type: 'delay', minutes: 90, told: true }, {}, {}, {}, {}] },
    });
    expect((await look('BA820'))[0].departure_delay).toBe(0);
    clock.set(plus(begin, 11 * minute));
    expect((await look('BA820'))[0].departure_delay).toBe(5400);
    expect(await sandbox.story(ba820)).toMatchObject({
      flightKey: 'BA820/LHR-CPH/2027-03-03',
      status: 'Scheduled / Delayed',
      happened: [{ type: 'delay' }],
    });
  });

  it('goes on after a restart with what was told', async () => {
    const before = await open();
    await before.expected.book(booked);
    await before.sandbox.tell(ba820, [
      item({ type: 'gate', gate: 'B22' }),
      item({ type: 'cancel' }, 60),
    ]);
    clock.set(plus(begin, minute));
    const story = await before.sandbox.story(ba820);
    const after = await open();
    expect(await after.sandbox.story(ba820)).toEqual(story);
    expect(await after.look('BA820')).toEqual(await before.look('BA820'));
    expect((await after.look('BA820'))[0]).toMatchObject({
      gate_origin: 'B22',
      scheduled_out: departure,
    });
  });

  it('takes back what has not happened, for good', async () => {
    const { sandbox } = await open();
    await sandbox.tell(ba820, [item({ type: 'gate', gate: 'B22' }), item({ type: 'cancel' }, 60)]);
    clock.set(plus(begin, minute));
    await sandbox.takeBack(ba820);
    const story = await (await open()).sandbox.story(ba820);
    expect(toldOf(story)).toEqual(['gate']);
    expect(story?.toCome.map(({ type }) => type)).toEqual(['depart', 'land', 'belt']);
  });

  it('refuses all where one thing cannot be, also one that was told before', async () => {
    const { sandbox } = await open();
    expect(
      await sandbox.tell(ba820, [item({ type: 'depart' }), item({ type: 'gate', gate: '1' })]),
    ).toEqual({
      kind: 'impossible',
      items: [{ nth: 1, reason: expect.stringMatching('departed') }],
    });
    expect(toldOf(await sandbox.story(ba820))).toEqual([]);
    await sandbox.tell(ba820, [item({ type: 'delay', minutes: 60 }, 30)]);
    expect(await sandbox.tell(ba820, [item({ type: 'cancel' }, 10)])).toEqual({
      kind: 'impossible',
      items: [
        { nth: 0, reason: 'delay at 11:50, which was told before, could not be: it is cancelled' },
      ],
    });
  });

  it('knows no flight outside the timetable, no past, and no airport that is none', async () => {
    const { sandbox } = await open();
    const cancelled = [item({ type: 'cancel' })];
    const typo = { ...ba820, designator: 'BA9820' };
    expect(await sandbox.tell(typo, cancelled)).toEqual({ kind: 'unknown-flight' });
    expect(await sandbox.story(typo)).toBeNull();
    expect(await sandbox.takeBack({ ...ba820, destination: 'ARN' })).toBeNull();
    expect(
      await sandbox.tell(ba820, [
        { item: { type: 'cancel' }, at: plus(begin, -minute), afterMs: null },
      ]),
    ).toEqual({ kind: 'in-the-past', nth: 0 });
    expect(await sandbox.tell(ba820, [item({ type: 'divert', airport: 'QQQ' })])).toEqual({
      kind: 'unknown-airport',
      nth: 0,
    });
  });

  it('ends a story somewhere', async () => {
    const { sandbox } = await open();
    const gates = Array.from({ length: 20 }, (_, n) => item({ type: 'gate', gate: `A${n}` }));
    for (let request = 0; request < 5; request += 1) await sandbox.tell(ba820, gates);
    expect((await sandbox.tell(ba820, gates)).kind).toBe('impossible');
  });

  it('keeps the story of two who tell at once', async () => {
    const { sandbox } = await open();
    await Promise.all([
      sandbox.tell(ba820, [item({ type: 'gate', gate: 'A1' })]),
      sandbox.tell(ba820, [item({ type: 'delay', minutes: 30 })]),
    ]);
    clock.set(plus(begin, minute));
    const story = await (await open()).sandbox.story(ba820);
    expect(toldOf(story)).toEqual(['gate', 'delay']);
  });

  it('has a flight of the timetable leave when it was booked for, and no other', async () => {
    const { expected, look } = await open();
    await expected.book(booked);
    await expected.book({ flightKey: 'BA9820/LHR-CPH/2027-03-03/16', departure });
    await expected.book({ flightKey: 'BA822/LHR-OSL/2027-03-03/16', departure });
    expect((await look('BA820'))[0].scheduled_out).toBe(departure);
    expect(await look('BA9820')).toEqual([]);
    expect((await look('BA822')).map((f: { destination: object }) => f.destination)).toMatchObject([
      { code_iata: 'CPH' },
    ]);
  });

  it('forgets what happened to flights of days long past', async () => {
    await (await open()).sandbox.tell(ba820, [item({ type: 'gate', gate: 'A1' })]);
    clock.set(plus(departure, 5 * 24 * hour));
    await open();
    expect((await pool.query('select flight from engine.flight_stories')).rows).toEqual([]);
  });
});
