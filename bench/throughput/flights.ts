import { randomUUID } from 'node:crypto';
import { AeroFlight } from '#shared/domain/aero-flight.ts';
import { type FlightFacts, type FlightKey, flightKeyParts } from '#shared/domain/flight.ts';
import { hour, type Instant, plus } from '#shared/domain/instant.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { FlightData } from '#shared/ports/flight-data.ts';

/** Flight data in which every flight is on time until it is cancelled. */
export interface BenchFlights extends FlightData {
  cancel(designator: string): void;
}

/** Answers without delay, since AeroAPI is not measured. */
export const createBenchFlights = (departure: Instant): BenchFlights => {
  const cancellations = new Set<string>();
  return {
    cancel: (designator) => void cancellations.add(designator),
    look: async ({ designator }) => {
      const isCancelled = cancellations.has(designator);
      const arrival = plus(departure, 2 * hour);
      const record = AeroFlight.parse({
        ident: designator,
        ident_iata: designator,
        fa_flight_id: `${designator}-1`,
        status: isCancelled ? 'Cancelled' : 'Scheduled',
        cancelled: isCancelled,
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
        ...(isCancelled
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

/** The facts that the tracker announces of a cancelled flight. */
export const cancelledFacts = (
  key: FlightKey,
  departure: Instant,
  version: number,
): FlightFacts => {
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

const emptyReading = {
  status: null,
  destinationIata: null,
  scheduledOut: null,
  estimatedOut: null,
  actualOut: null,
  scheduledOff: null,
  estimatedOff: null,
  actualOff: null,
  scheduledOn: null,
  estimatedOn: null,
  actualOn: null,
  scheduledIn: null,
  estimatedIn: null,
  actualIn: null,
};
/** The push of AeroAPI that a flight is cancelled. */
export const cancellationPush = (flight: FlightKey): AnyEvent => ({
  id: randomUUID(),
  type: 'FlightAlertReceived',
  version: 1,
  time: new Date().toISOString(),
  agencyId: null,
  tripId: null,
  correlationId: randomUUID(),
  causationId: null,
  data: {
    flightKey: flight,
    alertId: '1',
    code: 'cancelled',
    faFlightId: null,
    reading: { ...emptyReading, cancelled: true, diverted: false },
  },
});
