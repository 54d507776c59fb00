import { iataDesignator, icaoDesignator } from '#shared/domain/airline-codes.ts';

/** A flight number taken apart; `ident` is how AeroAPI names it, the ICAO form where there is one. */
export interface Designator {
  readonly ident: string;
  readonly airlineIcao: string | null;
  readonly airlineIata: string | null;
  readonly number: string;
}

const form = /^([A-Z]{3}|[A-Z][A-Z0-9]|\d[A-Z])(\d{1,4}[A-Z]?)$/;

/** Reads `BA820`, `ba 0820` or `BAW820`; null where it is not the number of a flight. */
export const parseDesignator = (text: string): Designator | null => {
  const ident = icaoDesignator(text.toUpperCase().replaceAll(' ', ''));
  const [, airline, number] = form.exec(ident) ?? [];
  if (airline === undefined || number === undefined) return null;
  const iata = iataDesignator(ident);
  return {
    ident,
    airlineIcao: airline.length === 3 ? airline : null,
    airlineIata: iata === null ? null : iata.slice(0, 2),
    number,
  };
};
