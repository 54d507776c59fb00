import type { FlightData } from '#shared/ports/flight-data.ts';
import type { Meter } from '#shared/ports/meter.ts';

/** What AeroAPI charges for a look and for a push, in US dollars. */
export const aeroApiPrices = { look: 0.005, push: 0.02 } as const;

/** Counts one request for a flight, and what it costs. */
export const countLookup = (meter: Meter): void => {
  meter.count('AeroApiLookups');
  meter.count('AeroApiDollars', aeroApiPrices.look);
};

/** Flight data that counts its looks, their cost and their failures. */
export const measuredFlightData = (flights: FlightData, meter: Meter): FlightData => ({
  async look(query, options) {
    countLookup(meter);
    const lookup = await flights.look(query, options);
    if (lookup.kind === 'failed' || lookup.kind === 'rate-limited') meter.count('AeroApiFailures');
    return lookup;
  },
});
