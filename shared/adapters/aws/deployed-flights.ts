import { aeroapiAlerts } from '#shared/adapters/aeroapi/aeroapi-alerts.ts';
import { aeroapiFlightData } from '#shared/adapters/aeroapi/aeroapi-flight-data.ts';
import { guardedFlightData } from '#shared/adapters/aeroapi/guarded-flight-data.ts';
import { shareLooks } from '#shared/adapters/aeroapi/share-looks.ts';
import type { FlightAlerts, FlightData } from '#shared/ports/flight-data.ts';
import { type Deployment, requireConfig } from './deployment.ts';
import { measuredFlightData } from './measured.ts';

/** How the flight tracker of a deployment looks at flights, and asks for pushes where the plan includes them. */
export const deployedFlights = ({
  configuration,
  clock,
  log,
  meter,
  store,
  breakers,
}: Deployment): { readonly flights: FlightData; readonly alerts: FlightAlerts | null } => {
  const { key: apiKey, baseUrl } = requireConfig(configuration.aeroApi, 'AeroAPI');
  const targetUrl = `${configuration.publicBaseUrl}/webhooks/aeroapi/${configuration.aeroApiWebhookToken}`;
  const asked = measuredFlightData(aeroapiFlightData({ baseUrl, apiKey, clock }), meter);
  return {
    flights: shareLooks(guardedFlightData(asked, breakers().of('aeroapi'), clock), store(), clock),
    alerts: configuration.flightAlerts ? aeroapiAlerts({ baseUrl, apiKey, targetUrl, log }) : null,
  };
};
