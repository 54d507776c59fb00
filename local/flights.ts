import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type pg from 'pg';
import { type Access, accessOf, alertsTargetUrl } from '#shared/composition/access.ts';
import type { Configuration } from '#shared/config.ts';
import { second } from '#shared/domain/instant.ts';
import type { Clock } from '#shared/ports/clock.ts';
import { createExpectedFlights, type ExpectedFlights } from './expected-flights.ts';
import { persistedSecret } from './persisted-secret.ts';
import { createAeroApiSimulator } from './simulators/aeroapi/simulator.ts';
import { serve } from './simulators/serve.ts';

/** Where flights are looked up: AeroAPI where there is a key, else its simulator. */
export interface FlightService {
  readonly access: Pick<Access, 'aeroApi' | 'alertToken'>;
  /** Null: the real service. */
  readonly expected: ExpectedFlights | null;
  /** Pushes may come from now on. */
  run(): void;
  close(): Promise<void>;
}

interface FlightServiceOptions {
  readonly configuration: Configuration;
  /** Where this server is reached from this machine. */
  readonly localUrl: string;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly speed: number;
  readonly pool: pg.Pool;
}

/** How often the simulator looks what is to be pushed: in its own time, and at the most in ours. */
const pushEveryMs = 10 * second;
const pushAtMostEveryMs = 100;

/** Opens the service that flights are looked up at. */
export const openFlightService = async (options: FlightServiceOptions): Promise<FlightService> => {
  const { configuration, localUrl, dataDir, clock, speed, pool } = options;
  const { flightAlerts, aeroApiWebhookToken } = configuration;
  if (configuration.aeroApi)
    return {
      access: accessOf(configuration),
      expected: null,
      run: () => undefined,
      close: async () => undefined,
    };
  // The same over restarts, as the alerts that are kept name it.
  const alertToken =
    aeroApiWebhookToken ??
    (await persistedSecret(join(dataDir, 'flight-token'), () => randomBytes(24).toString('hex')));
  const simulator = createAeroApiSimulator({
    clock,
    alertsFile: join(dataDir, 'flight-alerts.json'),
  });
  const served = await serve(simulator.app, 0);
  return {
    access: {
      aeroApi: {
        baseUrl: served.url,
        apiKey: 'simulated',
        alertsTargetUrl: flightAlerts ? alertsTargetUrl(localUrl, alertToken) : null,
      },
      alertToken,
    },
    expected: await createExpectedFlights(pool, simulator, clock),
    run: () => {
      if (flightAlerts) simulator.start(Math.max(pushEveryMs / speed, pushAtMostEveryMs));
    },
    close: async () => {
      simulator.stop();
      await served.close();
    },
  };
};
