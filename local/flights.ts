import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Hono } from 'hono';
import type pg from 'pg';
import { type Access, accessOf, alertsTargetUrl } from '#shared/composition/access.ts';
import type { Configuration } from '#shared/config.ts';
import { plus, second } from '#shared/domain/instant.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { FlightSandbox } from '#shared/ports/flight-sandbox.ts';
import { createExpectedFlights, type ExpectedFlights, retentionMs } from './expected-flights.ts';
import { createFlightSandbox } from './flight-sandbox.ts';
import { createFlightStories } from './flight-stories.ts';
import { persistedSecret } from './persisted-secret.ts';
import { createAeroApiSimulator } from './simulators/aeroapi/simulator.ts';
import { serve } from './simulators/serve.ts';

/** The flight service: AeroAPI where there is a key, else its simulator. */
export interface FlightService {
  readonly access: Pick<Access, 'aeroApi' | 'alertToken'>;
  /** Registers booked flights with the simulator; null for the real service. */
  readonly expected: ExpectedFlights | null;
  /** Tells the simulator's flights what happens to them; null for the real service. */
  readonly sandbox: FlightSandbox | null;
  /** Starts the pushes of the simulator. */
  run(): void;
  close(): Promise<void>;
}

interface FlightServiceOptions {
  readonly configuration: Configuration;
  /** The URL of this server on this machine. */
  readonly localUrl: string;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly speed: number;
  readonly pool: pg.Pool;
}

/** How often the simulator pushes, in the agents' time. */
const pushIntervalMs = 10 * second;
/** In real time. */
const minPushIntervalMs = 100;

/** Opens the flight service that the configuration names. */
export const openFlightService = async (options: FlightServiceOptions): Promise<FlightService> => {
  const { configuration, localUrl, dataDir, clock, speed, pool } = options;
  const { aeroApiWebhookToken } = configuration;
  if (configuration.aeroApi)
    return {
      access: accessOf(configuration),
      expected: null,
      sandbox: null,
      run: () => undefined,
      close: async () => undefined,
    };
  // Kept over restarts, since stored alerts contain it.
  const alertToken =
    aeroApiWebhookToken ??
    (await persistedSecret(join(dataDir, 'flight-token'), () => randomBytes(24).toString('hex')));
  const simulator = createAeroApiSimulator({
    clock,
    alertsFile: join(dataDir, 'flight-alerts.json'),
  });
  const flightAlerts = configuration.flightAlerts ?? true;
  // The booked flights first: a story belongs to a flight as it was booked.
  const expected = await createExpectedFlights(pool, simulator, clock);
  const app = new Hono();
  // The tracker may look before a booking that woke it has answered.
  app.use(async (_, next) => {
    await expected.settled();
    await next();
  });
  app.route('/', simulator.app);
  const server = await serve(app, 0);
  const sandbox = await createFlightSandbox({
    timetable: simulator.timetable,
    stories: createFlightStories(pool),
    clock,
    oldest: plus(clock.now(), -retentionMs),
  });
  return {
    access: {
      aeroApi: {
        baseUrl: server.url,
        apiKey: 'simulated',
        alertsTargetUrl: flightAlerts ? alertsTargetUrl(localUrl, alertToken) : null,
      },
      alertToken,
    },
    expected,
    sandbox,
    run: () => {
      if (flightAlerts) simulator.start(Math.max(pushIntervalMs / speed, minPushIntervalMs));
    },
    close: async () => {
      simulator.stop();
      await server.close();
    },
  };
};
