import type pg from 'pg';
import { aeroapiAlerts } from '#shared/adapters/aeroapi/aeroapi-alerts.ts';
import { aeroapiFlightData } from '#shared/adapters/aeroapi/aeroapi-flight-data.ts';
import { guardedFlightData } from '#shared/adapters/aeroapi/guarded-flight-data.ts';
import { shareLooks } from '#shared/adapters/aeroapi/share-looks.ts';
import type { Configuration } from '#shared/config.ts';
import type { Breaker } from '#shared/ports/circuit-breakers.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { FlightAlerts, FlightData } from '#shared/ports/flight-data.ts';
import type { FlightSnapshots } from '#shared/ports/flight-snapshots.ts';
import { createExpectedFlights, type ExpectedFlights } from './expected-flights.ts';
import { createAeroApiSimulator } from './simulators/aeroapi/simulator.ts';
import { serve } from './simulators/serve.ts';

/** Where flights are looked up. */
export interface Flights {
  readonly data: FlightData;
  readonly alerts: FlightAlerts | null;
  /** Null: the real service. */
  readonly expected: ExpectedFlights | null;
  close(): Promise<void>;
}

interface FlightsOptions {
  readonly configuration: Pick<Configuration, 'aeroApi' | 'aeroApiWebhookToken' | 'publicBaseUrl'>;
  readonly clock: Clock;
  readonly snapshots: FlightSnapshots;
  readonly breaker: Breaker;
  readonly pool: pg.Pool;
}

/** AeroAPI where there is a key, else its simulator; both through the same adapter. */
export const openFlights = async ({ configuration, clock, snapshots, breaker, pool }: FlightsOptions): Promise<Flights> => {
  const { aeroApi, aeroApiWebhookToken, publicBaseUrl } = configuration;
  const lookedUpAt = (service: { readonly baseUrl: string; readonly apiKey: string }): FlightData =>
    shareLooks(guardedFlightData(aeroapiFlightData({ ...service, clock }), breaker, clock), snapshots, clock);
  if (aeroApi) {
    const service = { baseUrl: aeroApi.baseUrl, apiKey: aeroApi.key };
    return {
      data: lookedUpAt(service),
      alerts: aeroApi.alerts ? aeroapiAlerts({ ...service, targetUrl: `${publicBaseUrl}/webhooks/aeroapi/${aeroApiWebhookToken}` }) : null,
      expected: null,
      close: async () => undefined,
    };
  }
  const simulator = createAeroApiSimulator({ clock });
  const served = await serve(simulator.app, 0);
  return {
    data: lookedUpAt({ baseUrl: served.url, apiKey: 'simulated' }),
    alerts: null,
    expected: await createExpectedFlights(pool, simulator, clock),
    close: async () => {
      simulator.stop();
      await served.close();
    },
  };
};
