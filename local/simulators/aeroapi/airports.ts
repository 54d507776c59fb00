import { airport, type KnownAirport } from '#shared/domain/airports.ts';
import { airportDistanceKm } from '#shared/domain/distance.ts';

const hubCodes = [
  ...['EZE', 'AEP', 'SCL', 'GRU', 'GIG', 'MVD', 'LIM', 'BOG', 'PTY'],
  ...['MEX', 'MIA', 'JFK', 'ATL', 'ORD', 'LAX', 'YYZ'],
  ...['MAD', 'BCN', 'LIS', 'LHR', 'CDG', 'AMS', 'FRA', 'FCO', 'CPH', 'IST'],
  ...['DXB', 'DOH', 'SIN', 'HND', 'HKG', 'SYD', 'JNB'],
];

const hubs: readonly KnownAirport[] = hubCodes.map(airport).filter((hub) => hub !== undefined);

/** Where a flight may land instead: the hub nearest to its destination that is neither end. */
export const alternateOf = (flight: {
  readonly origin: KnownAirport;
  readonly destination: KnownAirport;
}): KnownAirport | null =>
  hubs
    .filter(({ iata }) => iata !== flight.origin.iata && iata !== flight.destination.iata)
    .reduce<KnownAirport | null>(
      (best, hub) =>
        best === null ||
        airportDistanceKm(hub, flight.destination) < airportDistanceKm(best, flight.destination)
          ? hub
          : best,
      null,
    );
