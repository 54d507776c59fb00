import { AeroFlight } from '#shared/domain/aero-flight.ts';
import { type FlightFacts, type FlightKey, flightKeyParts } from '#shared/domain/flight.ts';
import { hour, type Instant, plus } from '#shared/domain/instant.ts';
import type { FlightData } from '#shared/ports/flight-data.ts';

/** Every flight of the bench leaves when the trips say, until it is called off. */
export interface BenchFlights extends FlightData {
  callOff(designator: string): void;
}

/** Answers at once: what is measured is not AeroAPI. */
export const createBenchFlights = (departure: Instant): BenchFlights => {
  const cancelled = new Set<string>();
  return {
    callOff: (designator) => void cancelled.add(designator),
    look: async ({ designator }) => {
      const off = cancelled.has(designator);
      const arrival = plus(departure, 2 * hour);
      const record = AeroFlight.parse({
        ident: designator,
        ident_iata: designator,
        fa_flight_id: `${designator}-1`,
        status: off ? 'Cancelled' : 'Scheduled',
        cancelled: off,
        origin: {
          code: 'EGLL',
          code_icao: 'EGLL',
          code_iata: 'LHR',
          timezone: 'Europe/London',
          name: 'Heathrow',
          city: 'London',
        },
        destination: {
          code: 'EKCH',
          code_icao: 'EKCH',
          code_iata: 'CPH',
          timezone: 'Europe/Copenhagen',
          name: 'Kastrup',
          city: 'Copenhagen',
        },
        scheduled_out: departure,
        scheduled_off: departure,
        scheduled_on: arrival,
        scheduled_in: arrival,
        ...(off
          ? {}
          : {
              estimated_out: departure,
              estimated_off: departure,
              estimated_on: arrival,
              estimated_in: arrival,
            }),
      });
      return { kind: 'found', records: [record], at: new Date().toISOString() };
    },
  };
};

/** What the tracker would say of a flight that was called off. */
export const calledOff = (key: FlightKey, departure: Instant, version: number): FlightFacts => {
  const { designator } = flightKeyParts(key);
  return {
    version,
    observedAt: new Date().toISOString(),
    source: 'look',
    phase: 'cancelled',
    faFlightId: `${designator}-1`,
    scheduledDeparture: departure,
    departure,
    departureSince: new Date().toISOString(),
    arrival: plus(departure, 2 * hour),
    landedAt: null,
    gate: null,
    terminal: null,
    belt: null,
    origin: { iata: 'LHR', zone: 'Europe/London', city: 'London', name: 'Heathrow' },
    destination: { iata: 'CPH', zone: 'Europe/Copenhagen', city: 'Copenhagen', name: 'Kastrup' },
    divertedTo: null,
  };
};
