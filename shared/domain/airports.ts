import table from './airports.json' with { type: 'json' };
import { metropolitanAreas } from './metropolitan-areas.ts';

/** An airport of the table; a matched flight record's own zone and city come before it (RULES §1). */
export interface KnownAirport {
  readonly iata: string;
  readonly name: string;
  readonly city: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** IANA time zone. */
  readonly zone: string;
  readonly lat: number;
  readonly lon: number;
}

/** Rows stay text until they are asked for: eight thousand objects cost ten times the memory. */
const rows = new Map(table.airports.map((row) => [row.slice(0, 3), row]));
const areaOf = new Map(Object.entries(metropolitanAreas).flatMap(([area, members]) => members.map((iata) => [iata, area] as const)));

/** The airport with this IATA code (upper case), or undefined: an unknown airport is refused, never treated as UTC. */
export const airport = (iata: string): KnownAirport | undefined => {
  const row = rows.get(iata);
  if (row === undefined) return undefined;
  const [, country = '', zone = '', lat = '', lon = '', city = '', name = ''] = row.split('|');
  return { iata, name, city, country, zone: table.zones[Number(zone)] ?? 'UTC', lat: Number(lat), lon: Number(lon) };
};

/** Whether two airports serve one city, such as EZE and AEP; every airport serves its own. */
export const sameCity = (a: string, b: string): boolean => a === b || (areaOf.has(a) && areaOf.get(a) === areaOf.get(b));

/** The codes of all airports of the table, in alphabetical order. */
export const airportCodes = (): readonly string[] => [...rows.keys()];
