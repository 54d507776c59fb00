import { airportName } from '#shared/domain/airport-names.ts';
import type { KnownAirport } from '#shared/domain/airports.ts';
import type { Instant } from '#shared/domain/instant.ts';

/** An airport inside a flight record (AeroAPI `FlightAirportRef`). */
export interface AirportRef {
  readonly code: string | null;
  readonly code_icao: string | null;
  readonly code_iata: string | null;
  readonly code_lid: string | null;
  readonly timezone: string | null;
  readonly name: string | null;
  readonly city: string | null;
  readonly airport_info_url: string | null;
}

/**
 * One element of `flights` in AeroAPI's GET /flights/{ident}, with every field of its
 * specification; delays and `filed_ete` are in seconds.
 */
export interface FlightRecord {
  readonly ident: string;
  readonly ident_icao: string | null;
  readonly ident_iata: string | null;
  readonly actual_runway_off: string | null;
  readonly actual_runway_on: string | null;
  readonly fa_flight_id: string;
  readonly operator: string | null;
  readonly operator_icao: string | null;
  readonly operator_iata: string | null;
  readonly flight_number: string | null;
  readonly registration: string | null;
  readonly atc_ident: string | null;
  readonly inbound_fa_flight_id: string | null;
  readonly codeshares: readonly string[] | null;
  readonly codeshares_iata: readonly string[] | null;
  readonly blocked: boolean;
  readonly diverted: boolean;
  readonly cancelled: boolean;
  readonly position_only: boolean;
  readonly origin: AirportRef | null;
  readonly destination: AirportRef | null;
  readonly departure_delay: number | null;
  readonly arrival_delay: number | null;
  readonly filed_ete: number | null;
  readonly progress_percent: number | null;
  readonly status: string;
  readonly aircraft_type: string | null;
  readonly route_distance: number | null;
  readonly filed_airspeed: number | null;
  readonly filed_altitude: number | null;
  readonly route: string | null;
  readonly baggage_claim: string | null;
  readonly seats_cabin_business: number | null;
  readonly seats_cabin_coach: number | null;
  readonly seats_cabin_first: number | null;
  readonly gate_origin: string | null;
  readonly gate_destination: string | null;
  readonly terminal_origin: string | null;
  readonly terminal_destination: string | null;
  readonly type: 'General_Aviation' | 'Airline';
  readonly scheduled_out: Instant | null;
  readonly estimated_out: Instant | null;
  readonly actual_out: Instant | null;
  readonly scheduled_off: Instant | null;
  readonly estimated_off: Instant | null;
  readonly actual_off: Instant | null;
  readonly scheduled_on: Instant | null;
  readonly estimated_on: Instant | null;
  readonly actual_on: Instant | null;
  readonly scheduled_in: Instant | null;
  readonly estimated_in: Instant | null;
  readonly actual_in: Instant | null;
  readonly foresight_predictions_available: boolean;
}

/** AeroAPI's description of an airport; our table has IATA codes only. */
export const airportRef = (airport: KnownAirport): AirportRef => ({
  code: airport.iata,
  code_icao: null,
  code_iata: airport.iata,
  code_lid: null,
  timezone: airport.zone,
  name: airportName(airport.iata),
  city: airport.city,
  airport_info_url: `/airports/${airport.iata}`,
});
