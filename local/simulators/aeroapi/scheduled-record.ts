import type { KnownAirport } from '#shared/domain/airports.ts';
import { airportDistanceKm } from '#shared/domain/distance.ts';
import { day, type Instant, instant, minute } from '#shared/domain/instant.ts';
import type { SeededRandom } from '../random.ts';
import type { Designator } from './designator.ts';
import { airportRef, type FlightRecord } from './record.ts';

const mileKm = 1.609344;
const taxiOutMs = 15 * minute;
const taxiInMs = 8 * minute;

interface Route {
  readonly origin: KnownAirport;
  readonly destination: KnownAirport;
}

const airborneMs = (route: Route): number =>
  Math.round(airportDistanceKm(route.origin, route.destination) / 13.8 + 18) * minute;

/** The scheduled time from gate to gate. */
export const blockMs = (route: Route): number => taxiOutMs + airborneMs(route) + taxiInMs;

/** The record of a flight as scheduled, before anything happens; `out` is in epoch milliseconds. */
export const scheduledRecord = (
  flight: Designator,
  leg: Route & { readonly out: number },
  random: SeededRandom,
): FlightRecord => {
  const km = airportDistanceKm(leg.origin, leg.destination);
  const eteMs = airborneMs(leg);
  const idSeconds = Math.round((leg.out - 2 * day) / 1_000);
  const out: Instant = instant(leg.out);
  const off = instant(leg.out + taxiOutMs);
  const on = instant(leg.out + taxiOutMs + eteMs);
  const parked = instant(leg.out + blockMs(leg));
  return {
    ident: flight.ident,
    ident_icao: flight.airlineIcao === null ? null : `${flight.airlineIcao}${flight.number}`,
    ident_iata: flight.airlineIata === null ? null : `${flight.airlineIata}${flight.number}`,
    actual_runway_off: null,
    actual_runway_on: null,
    fa_flight_id: `${flight.ident}-${idSeconds}-schedule-${random.between(100, 1_999)}p`,
    operator: flight.airlineIcao ?? flight.airlineIata,
    operator_icao: flight.airlineIcao,
    operator_iata: flight.airlineIata,
    flight_number: flight.number,
    registration: null,
    atc_ident: null,
    inbound_fa_flight_id: null,
    codeshares: [],
    codeshares_iata: [],
    blocked: false,
    diverted: false,
    cancelled: false,
    position_only: false,
    origin: airportRef(leg.origin),
    destination: airportRef(leg.destination),
    departure_delay: 0,
    arrival_delay: 0,
    filed_ete: eteMs / 1_000,
    progress_percent: 0,
    status: 'Scheduled',
    aircraft_type:
      km > 5_000 ? random.pick(['B789', 'A359', 'B77W']) : random.pick(['A320', 'B738', 'A321']),
    route_distance: Math.round(km / mileKm),
    filed_airspeed: 450,
    filed_altitude: null,
    route: null,
    baggage_claim: null,
    seats_cabin_business: null,
    seats_cabin_coach: null,
    seats_cabin_first: null,
    gate_origin: null,
    gate_destination: null,
    terminal_origin: random.pick(['A', 'B', '1', '2', null]),
    terminal_destination: random.pick(['A', '1', '2', null]),
    type: 'Airline',
    scheduled_out: out,
    estimated_out: out,
    actual_out: null,
    scheduled_off: off,
    estimated_off: off,
    actual_off: null,
    scheduled_on: on,
    estimated_on: on,
    actual_on: null,
    scheduled_in: parked,
    estimated_in: parked,
    actual_in: null,
    foresight_predictions_available: false,
  };
};
