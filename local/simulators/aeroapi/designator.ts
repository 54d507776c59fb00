import { iataDesignator, icaoDesignator } from '#shared/domain/airline-codes.ts';

/** The parts of a flight number; `ident` is AeroAPI's name of it, the ICAO form where known. */
export interface Designator {
  readonly ident: string;
  readonly airlineIcao: string | null;
  readonly airlineIata: string | null;
  readonly number: string;
}

const pattern = /^([A-Z]{3}|[A-Z][A-Z0-9]|\d[A-Z])(\d{1,4}[A-Z]?)$/;

/** Parses `BA820`, `ba 0820` or `BAW820`; null where the text is not a flight number. */
export const parseDesignator = (text: string): Designator | null => {
  const ident = icaoDesignator(text.toUpperCase().replaceAll(' ', ''));
  const [, airline, number] = pattern.exec(ident) ?? [];
  if (airline === undefined || number === undefined) return null;
  const iata = iataDesignator(ident);
  return {
    ident,
    airlineIcao: airline.length === 3 ? airline : null,
    airlineIata: iata === null ? null : iata.slice(0, 2),
    number,
  };
};
