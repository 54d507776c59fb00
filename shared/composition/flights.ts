import { aeroapiAlerts } from '#shared/adapters/aeroapi/aeroapi-alerts.ts';
import { aeroapiFlightData } from '#shared/adapters/aeroapi/aeroapi-flight-data.ts';
import { guardedFlightData } from '#shared/adapters/aeroapi/guarded-flight-data.ts';
import { countLookup, measuredFlightData } from '#shared/adapters/aeroapi/measured-flight-data.ts';
import { shareLooks } from '#shared/adapters/aeroapi/share-looks.ts';
import type { FlightAlerts, FlightData } from '#shared/ports/flight-data.ts';
import type { FlightSnapshots } from '#shared/ports/flight-snapshots.ts';
import { type Access, requireConfig } from './access.ts';
import type { Platform } from './platform.ts';

/**
 * Wraps flight data that is paid for: lookups of one flight are shared, an open circuit stops them,
 * and each one made is counted.
 */
export const shieldedFlightData = (
  flights: FlightData,
  platform: Pick<Platform, 'clock' | 'meter' | 'breakers'> & { readonly store: FlightSnapshots },
  pause?: (ms: number) => Promise<unknown>,
): FlightData => {
  const { clock, meter, breakers, store } = platform;
  const measured = measuredFlightData(flights, meter);
  return shareLooks(
    guardedFlightData(measured, breakers.of('aeroapi'), clock),
    store,
    clock,
    pause,
  );
};

/** AeroAPI for the flight tracker. */
export const composeFlights = (
  platform: Pick<Platform, 'clock' | 'log' | 'meter' | 'breakers'> & {
    readonly access: Pick<Access, 'aeroApi'>;
    readonly store: FlightSnapshots;
  },
): { readonly flights: FlightData; readonly alerts: FlightAlerts | null } => {
  const { access, clock, log, meter } = platform;
  const { baseUrl, apiKey, alertsTargetUrl } = requireConfig(access.aeroApi, 'AEROAPI_KEY');
  return {
    flights: shieldedFlightData(
      aeroapiFlightData({ baseUrl, apiKey, clock, onFurtherLookup: () => countLookup(meter) }),
      platform,
    ),
    alerts:
      alertsTargetUrl === null
        ? null
        : aeroapiAlerts({ baseUrl, apiKey, targetUrl: alertsTargetUrl, log }),
  };
};

/** AeroAPI for who only looks, as where a file is read; null: this process has no key of it. */
export const flightsIfAny = (platform: Parameters<typeof composeFlights>[0]): FlightData | null =>
  platform.access.aeroApi && composeFlights(platform).flights;
