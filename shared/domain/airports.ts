import table from './airports.json' with { type: 'json' };

/**
 * An airport of the table; a matched flight record's own zone and city come before it (RULES §1).
 */
export interface KnownAirport {
  readonly iata: string;
  readonly city: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** IANA time zone. */
  readonly zone: string;
  readonly lat: number;
  readonly lon: number;
}

const codeAt = (index: number): string => table.codes.slice(3 * index, 3 * index + 3);

/**
 * The place of an airport in the table, or -1. The table stays columns: eight thousand objects cost
 * ten times the memory, and rows of text a seventh more of every bundle.
 */
export const airportIndex = (iata: string): number => {
  let [low, high] = [0, table.cities.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (codeAt(middle) < iata) low = middle + 1;
    else high = middle;
  }
  return codeAt(low) === iata ? low : -1;
};

/**
 * The airport with this IATA code (upper case), or undefined: an unknown airport is refused, never
 * treated as UTC.
 */
export const airport = (iata: string): KnownAirport | undefined => {
  const index = airportIndex(iata);
  if (index === -1) return undefined;
  return {
    iata,
    city: table.cities[index] ?? '',
    country: table.countries.slice(2 * index, 2 * index + 2),
    zone: table.zones[table.zoneNumbers[index] ?? -1] ?? 'UTC',
    lat: (table.latitudes[index] ?? 0) / 1000,
    lon: (table.longitudes[index] ?? 0) / 1000,
  };
};

/** The codes of all airports of the table, in alphabetical order. */
export const airportCodes = (): readonly string[] => table.cities.map((_, index) => codeAt(index));
