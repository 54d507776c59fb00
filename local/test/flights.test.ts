import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import type pg from 'pg';
import { installEngine } from '#local/engine/install.ts';
import { enginePool } from '#local/engine/pool.ts';
import { openFlightService } from '#local/flights.ts';
import { type LocalServer, serve } from '#local/simulators/serve.ts';
import { createMemoryFlightSnapshots } from '#shared/adapters/aeroapi/memory-flight-snapshots.ts';
import { parseAlertPush } from '#shared/adapters/aeroapi/parse-alert-push.ts';
import { composeFlights } from '#shared/composition/flights.ts';
import { readConfiguration } from '#shared/config.ts';
import { hour, plus } from '#shared/domain/instant.ts';
import { noMeter } from '#shared/ports/meter.ts';
import { ManualClock, RecordingLog, someBreakers } from '#shared/testing/fakes.ts';
import { type FreshDatabase, freshDatabase } from '#shared/testing/postgres.ts';

const departure = '2027-03-03T16:20:00.000Z';
const flight = {
  flightNumber: 'BA820',
  originIata: 'LHR',
  destinationIata: 'CPH',
  departure,
  flightKey: 'BA820/LHR-CPH/2027-03-03',
};
const alert = { designator: 'BA820', origin: 'LHR', destination: 'CPH', date: '2027-03-03' };

describe('the flight simulator of one machine', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'flights-'));
  const received: {
    readonly token: string;
    readonly code: string | undefined;
    readonly alertId: string | undefined;
  }[] = [];
  let database: FreshDatabase;
  let pool: pg.Pool;
  let server: LocalServer;
  beforeAll(async () => {
    database = await freshDatabase();
    pool = enginePool(database.url, new RecordingLog());
    await installEngine(pool);
    const app = new Hono();
    app.post('/webhooks/aeroapi/:token', async (c) => {
      const push = parseAlertPush(await c.req.json());
      received.push({ token: c.req.param('token'), code: push?.code, alertId: push?.alertId });
      return c.body(null, 204);
    });
    server = await serve(app, 0);
  });
  afterAll(async () => {
    await server.close();
    await pool.end();
    await database.close();
    rmSync(dataDir, { recursive: true });
  });
  const opened: { close(): Promise<void> }[] = [];
  afterEach(() => Promise.all(opened.splice(0).map((service) => service.close())));
  const open = async (clock: ManualClock, flightAlerts: boolean | null) => {
    const service = await openFlightService({
      configuration: { ...readConfiguration({}), flightAlerts },
      localUrl: server.url,
      dataDir,
      clock,
      speed: 1_000,
      pool,
    });
    opened.push(service);
    const { access, expected, run } = service;
    const { alerts } = composeFlights({
      access,
      clock,
      log: new RecordingLog(),
      meter: noMeter,
      breakers: someBreakers(clock),
      store: createMemoryFlightSnapshots(),
    });
    return { alerts, alertToken: access.alertToken, expected, run };
  };
  const until = async (condition: () => boolean): Promise<void> => {
    for (let attempt = 0; !condition() && attempt < 200; attempt += 1)
      await new Promise((done) => setTimeout(done, 25));
  };

  it('pushes what happens to a flight to our webhook', async () => {
    const clock = new ManualClock(plus(departure, -10 * hour));
    // Nothing configured: the simulator pushes.
    const flights = await open(clock, null);
    await flights.expected?.expect(flight, 'delayed');
    const id = await flights.alerts?.create(alert);
    flights.run();
    clock.set(plus(departure, 9 * hour));
    await until(() => received.some(({ code }) => code === 'in'));
    expect(received.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['change', 'out', 'off', 'on', 'in']),
    );
    expect(
      received.every(({ token, alertId }) => token === flights.alertToken && alertId === id),
    ).toBe(true);
  });

  it('pushes nothing once the alert is deleted', async () => {
    received.splice(0);
    const clock = new ManualClock(plus(departure, -10 * hour));
    const flights = await open(clock, true);
    const id = await flights.alerts?.create(alert);
    if (!id) throw new Error('no alert was created');
    await flights.alerts?.delete(id);
    flights.run();
    clock.set(plus(departure, 9 * hour));
    await new Promise((done) => setTimeout(done, 500));
    expect(received).toEqual([]);
  });

  it('keeps the address of its pushes over a restart', async () => {
    const [first, second] = [
      await open(new ManualClock(departure), true),
      await open(new ManualClock(departure), true),
    ];
    expect(second.alertToken).toBe(first.alertToken);
  });

  it('has no alerts where they are off', async () => {
    const flights = await open(new ManualClock(departure), false);
    expect(flights.alerts).toBeNull();
  });
});
