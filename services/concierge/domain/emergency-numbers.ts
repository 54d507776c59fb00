import { airport } from '#shared/domain/airports.ts';
import type { Instant } from '#shared/domain/instant.ts';
import { type Locale, languageOf } from '#shared/domain/locale.ts';
import type { TripContext } from '#shared/ports/turn-contexts.ts';
import table from '../lexicon/emergency-numbers.json' with { type: 'json' };
import { knownOf } from './flight-answer.ts';

const numbers: ReadonlyMap<string, string> = new Map(
  Object.entries(table).flatMap(([countries, number]) =>
    countries.split(' ').map((country) => [country, number] as const),
  ),
);

/** The emergency number of a country by its ISO code, as it is dialled there; null: not known. */
const emergencyNumber = (country: string): string | null => numbers.get(country) ?? null;

/** The numbers to call in a country, which is named in the reader's language. */
export interface CountryNumbers {
  readonly country: string;
  readonly numbers: string;
}

const ofCountry = (code: string, locale: Locale): CountryNumbers | null => {
  const found = emergencyNumber(code);
  const name = new Intl.DisplayNames([languageOf(locale)], { type: 'region' }).of(code) ?? code;
  return found === null ? null : { country: name, numbers: found };
};

/**
 * The emergency numbers of the countries of a trip, of where the traveller is first: at the origin
 * until departure, then at the destination, or where the flight was diverted to.
 */
export const emergencyNumbersOf = (
  context: TripContext,
  locale: Locale,
  now: Instant,
): readonly CountryNumbers[] => {
  const { trip } = context;
  const { departure, divertedTo } = knownOf(context);
  const [origin, destination] = [trip.originIata, divertedTo?.iata ?? trip.destinationIata];
  const inOrder = now < departure ? [origin, destination] : [destination, origin];
  const countries = new Set(inOrder.flatMap((iata) => airport(iata)?.country ?? []));
  return [...countries].flatMap((code) => ofCountry(code, locale) ?? []);
};
