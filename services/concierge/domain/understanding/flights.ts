import lexicon from '../../lexicon/words.json' with { type: 'json' };

/** A flight that a text names; `isOwn` where it is one of this traveller's, to the last figure. */
export interface NamedFlight {
  /** As it is booked: airline and number, without blanks and leading zeros. */
  readonly flightNumber: string;
  readonly isOwn: boolean;
}

const carriersThatAreWords = new Set(lexicon.carriersThatAreWords.split(' '));
const designator = /(?<![\p{L}\d])([a-z][a-z]|[a-z]\d|\d[a-z])([ -]?)(\d{1,4})(?![\p{L}\d])/giu;
const namedAsFlight = /\b(?:vuelo|voo|flight|vuelos|voos|flights)\s+(?:n\S{0,6}\s+)?$/iu;

const written = (airline: string, number: string): string =>
  `${airline.toUpperCase()}${number.replace(/^0+(?=\d)/u, '')}`;

/**
 * The flights that a text names. Codes that look like words ("la 8", "a las 10") count where they
 * are written as one, in capitals, after the word flight, or where they are the traveller's own.
 */
export const flightsIn = (text: string, own: readonly string[]): readonly NamedFlight[] => {
  const ownNumbers = new Set(own.map((number) => number.replace(/(?<=^..)0+(?=\d)/u, '')));
  const found = [...text.matchAll(designator)].flatMap((match): readonly NamedFlight[] => {
    const [whole, airline = '', gap = '', number = ''] = match;
    const flightNumber = written(airline, number);
    const isOwn = ownNumbers.has(flightNumber);
    const isWord = carriersThatAreWords.has(airline.toLowerCase());
    const isWritten =
      (gap === '' && number.length >= 3) ||
      (!isWord && number.length >= 2) ||
      (whole === whole.toUpperCase() && text !== text.toUpperCase() && number.length >= 3) ||
      namedAsFlight.test(text.slice(0, match.index));
    return isOwn || isWritten ? [{ flightNumber, isOwn }] : [];
  });
  return [...new Map(found.map((flight) => [flight.flightNumber, flight])).values()];
};
