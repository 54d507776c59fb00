import { AeroFlight } from '#shared/domain/aero-flight.ts';
import { airportName } from '#shared/domain/airport-names.ts';
import { airport } from '#shared/domain/airports.ts';
import { flightKeyParts } from '#shared/domain/flight.ts';
import { minute, plus } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';

/** Of a flight that the file gives no arrival. */
export const defaultDuration = 115 * minute;

/** The AeroAPI record of a flight on schedule, with the fields that the file overrides. */
export const flightRecord = (
  trip: Trip,
  overrides: Readonly<Record<string, unknown>>,
): AeroFlight => {
  const { designator, origin, destination } = flightKeyParts(trip.flightKey);
  const place = (iata: string, timezone: string) => ({
    code: iata,
    code_iata: iata,
    timezone,
    city: airport(iata)?.city ?? null,
    name: airportName(iata) || null,
  });
  const out = trip.departure;
  const arrival = plus(out, defaultDuration);
  return AeroFlight.parse({
    ident: designator,
    ident_iata: designator,
    fa_flight_id: `${designator}-${out}-evaluation`,
    status: overrides['cancelled'] === true ? 'Cancelled' : 'Scheduled',
    origin: place(origin, trip.originZone),
    destination: place(destination, trip.destinationZone),
    scheduled_out: out,
    estimated_out: out,
    scheduled_off: plus(out, 15 * minute),
    estimated_off: plus(out, 15 * minute),
    scheduled_on: plus(arrival, -8 * minute),
    estimated_on: plus(arrival, -8 * minute),
    scheduled_in: arrival,
    estimated_in: arrival,
    ...overrides,
  });
};
