import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type pg from 'pg';
import { aeroapiAlerts } from '#shared/adapters/aeroapi/aeroapi-alerts.ts';
import { aeroapiFlightData } from '#shared/adapters/aeroapi/aeroapi-flight-data.ts';
import { guardedFlightData } from '#shared/adapters/aeroapi/guarded-flight-data.ts';
import { shareLooks } from '#shared/adapters/aeroapi/share-looks.ts';
import type { Configuration } from '#shared/config.ts';
import { second } from '#shared/domain/instant.ts';
import type { Breaker } from '#shared/ports/circuit-breakers.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { FlightAlerts, FlightData } from '#shared/ports/flight-data.ts';
import type { FlightSnapshots } from '#shared/ports/flight-snapshots.ts';
import type { Log } from '#shared/ports/log.ts';
import { createExpectedFlights, type ExpectedFlights } from './expected-flights.ts';
import { persistedSecret } from './persisted-secret.ts';
import { createAeroApiSimulator } from './simulators/aeroapi/simulator.ts';
import { serve } from './simulators/serve.ts';

/** Where flights are looked up. */
export interface Flights {
  readonly data: FlightData;
  readonly alerts: FlightAlerts | null;
  /** The last part of the address that pushes come to; null: none are expected. */
  readonly webhookToken: string | null;
  /** Null: the real service. */
  readonly expected: ExpectedFlights | null;
  /** Pushes may come from now on. */
  run(): void;
  close(): Promise<void>;
}

interface FlightsOptions {
  readonly configuration: Pick<
    Configuration,
    'aeroApi' | 'flightAlerts' | 'aeroApiWebhookToken' | 'publicBaseUrl'
  >;
  /** Where this server is reached from this machine. */
  readonly localUrl: string;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly speed: number;
  readonly snapshots: FlightSnapshots;
  readonly breaker: Breaker;
  readonly pool: pg.Pool;
}

/** How often the simulator looks what is to be pushed, in its own time, and at the most in ours. */
const pushEveryMs = 10 * second;
const pushAtMostEveryMs = 100;

/** AeroAPI where there is a key, else its simulator; both through the same adapters. */
export const openFlights = async (options: FlightsOptions): Promise<Flights> => {
  const { configuration, localUrl, dataDir, clock, log, speed, snapshots, breaker, pool } = options;
  const { aeroApi, flightAlerts, aeroApiWebhookToken, publicBaseUrl } = configuration;
  const adapters = (
    service: { readonly baseUrl: string; readonly apiKey: string },
    base: string | null,
    token: string | null,
  ) => ({
    data: shareLooks(
      guardedFlightData(aeroapiFlightData({ ...service, clock }), breaker, clock),
      snapshots,
      clock,
    ),
    alerts: flightAlerts
      ? aeroapiAlerts({ ...service, log, targetUrl: `${base}/webhooks/aeroapi/${token}` })
      : null,
    webhookToken: token,
  });
  if (aeroApi) {
    return {
      ...adapters(
        { baseUrl: aeroApi.baseUrl, apiKey: aeroApi.key },
        publicBaseUrl,
        aeroApiWebhookToken,
      ),
      expected: null,
      run: () => undefined,
      close: async () => undefined,
    };
  }
  // The same over restarts, as the alerts that are kept name it.
  const token =
    aeroApiWebhookToken ??
    (await persistedSecret(join(dataDir, 'flight-token'), () => randomBytes(24).toString('hex')));
  const simulator = createAeroApiSimulator({
    clock,
    alertsFile: join(dataDir, 'flight-alerts.json'),
  });
  const served = await serve(simulator.app, 0);
  return {
    ...adapters({ baseUrl: served.url, apiKey: 'simulated' }, localUrl, token),
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
