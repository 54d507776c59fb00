const designator = /^([A-Z]{3}|[A-Z]\d|\d[A-Z]|[A-Z]{2})0*([1-9]\d{0,3})([A-Z]?)$/;

/**
 * Brings a flight number as people write it (`ar 1662`, `BA0820`) into the one form `AR1662`, or
 * null where it is none: an IATA (two characters) or ICAO (three letters) airline code, one to four
 * digits, and perhaps a letter.
 */
export const normaliseFlightNumber = (text: string): string | null => {
  const [, airline, digits, suffix] =
    designator.exec(text.toUpperCase().replace(/[\s-]/g, '')) ?? [];
  return airline && digits ? `${airline}${digits}${suffix}` : null;
};
