import table from './airports.json' with { type: 'json' };

/**
 * An airport of the table; a matched flight record's own zone and city come before it (RULES §1).
 */
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

/**
 * The row of an airport. Rows are in order of their codes, and stay text until they are asked for:
 * eight thousand objects cost ten times the memory.
 */
const rowOf = (iata: string): string | undefined => {
  const rows = table.airports;
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] ?? '') < iata) low = middle + 1;
    else high = middle;
  }
  const row = rows[low];
  return row?.slice(0, 3) === iata ? row : undefined;
};

/**
 * The airport with this IATA code (upper case), or undefined: an unknown airport is refused, never
 * treated as UTC.
 */
export const airport = (iata: string): KnownAirport | undefined => {
  const row = rowOf(iata);
  if (row === undefined) return undefined;
  const [, country = '', zone = '', lat = '', lon = '', city = '', name = ''] = row.split('|');
  return {
    iata,
    name: name.replace(/^=/, city),
    city,
    country,
    zone: table.zones[Number(zone)] ?? 'UTC',
    lat: Number(lat),
    lon: Number(lon),
  };
};

/** The codes of all airports of the table, in alphabetical order. */
export const airportCodes = (): readonly string[] => table.airports.map((row) => row.slice(0, 3));
