import table from './airport-names.json' with { type: 'json' };
import { airport, airportIndex } from './airports.ts';

/** The name of an airport with this IATA code (upper case), such as Heathrow; empty: not known. */
export const airportName = (iata: string): string =>
  (table.names[airportIndex(iata)] ?? '').replace(/^=/, () => airport(iata)?.city ?? '');
