import { airport, type KnownAirport } from '#shared/domain/airports.ts';

const earthRadiusKm = 6_371;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** The great-circle distance between two airports, in kilometres. */
export const distanceKm = (a: KnownAirport, b: KnownAirport): number => {
  const latitudes = Math.sin(radians(b.lat - a.lat) / 2) ** 2;
  const longitudes = Math.sin(radians(b.lon - a.lon) / 2) ** 2;
  const haversine = latitudes + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * longitudes;
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(haversine)));
};

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
        best === null || distanceKm(hub, flight.destination) < distanceKm(best, flight.destination)
          ? hub
          : best,
      null,
    );
