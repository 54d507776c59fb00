import type { KnownAirport } from './airports.ts';

/** A point on the earth, in degrees. */
export interface Point {
  readonly lat: number;
  readonly lng: number;
}

/** The earth's mean radius. */
export const earthRadiusKm = 6371;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** The distance between two points as the crow flies, in kilometres. */
export const distanceKm = (a: Point, b: Point): number => {
  const cosine =
    Math.sin(radians(a.lat)) * Math.sin(radians(b.lat)) +
    Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.cos(radians(a.lng - b.lng));
  return earthRadiusKm * Math.acos(Math.min(1, Math.max(-1, cosine)));
};

/** The distance between two airports as the crow flies, in kilometres. */
export const airportDistanceKm = (a: KnownAirport, b: KnownAirport): number =>
  distanceKm({ lat: a.lat, lng: a.lon }, { lat: b.lat, lng: b.lon });
