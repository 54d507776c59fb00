import { airport } from './airports.ts';
import { cityName, namesOfCity } from './city-names.ts';

/** What cities are called by who lives there, where that is none of our languages. */
const localNames: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    Brussels: ['Bruxelles'],
    Copenhagen: ['København'],
    Florence: ['Firenze'],
    Frankfurt: ['Frankfurt am Main'],
    Geneva: ['Genève'],
    'Mexico City': ['CDMX'],
    Milan: ['Milano'],
    Munich: ['München'],
    Naples: ['Napoli'],
    'New York': ['New York City', 'NYC'],
    Prague: ['Praha'],
    Turin: ['Torino'],
    Venice: ['Venezia'],
    Vienna: ['Wien'],
    Zurich: ['Zürich'],
  }),
);

/** Where a flight goes, for finding what an agency recommends there. */
export interface Destination {
  /** The city as the table calls it, and then as others do. */
  readonly cities: readonly string[];
  readonly near: { readonly lat: number; readonly lng: number } | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
}

/** The city of an airport; `alsoCalled`: the names that a flight record uses for it. */
export const destinationOf = (
  iata: string,
  ...alsoCalled: readonly (string | null | undefined)[]
): Destination => {
  const known = airport(iata);
  const named = [cityName(iata, 'en'), known?.city, ...alsoCalled].flatMap((name) =>
    name ? [name] : [],
  );
  return {
    cities: [
      ...new Set(
        named.flatMap((name) => [name, ...namesOfCity(name), ...(localNames.get(name) ?? [])]),
      ),
    ],
    near: known ? { lat: known.lat, lng: known.lon } : null,
    country: known?.country ?? null,
  };
};
