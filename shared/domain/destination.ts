import { airport } from './airports.ts';

/**
 * Cities that agencies call otherwise than the airport table does, by what the table calls them.
 */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  Amsterdam: ['Ámsterdam', 'Amsterdã'],
  Athens: ['Atenas'],
  Barcelona: ['Barcelona'],
  Beijing: ['Pekín', 'Pequim'],
  Berlin: ['Berlín', 'Berlim'],
  Brussels: ['Bruselas', 'Bruxelas', 'Bruxelles'],
  Cairo: ['El Cairo'],
  'Cape Town': ['Ciudad del Cabo', 'Cidade do Cabo'],
  Copenhagen: ['Copenhague', 'København'],
  Edinburgh: ['Edimburgo'],
  Florence: ['Florencia', 'Florença', 'Firenze'],
  Frankfurt: ['Fráncfort', 'Frankfurt am Main'],
  Geneva: ['Ginebra', 'Genebra', 'Genève'],
  Istanbul: ['Estambul', 'Istambul'],
  Lisbon: ['Lisboa'],
  London: ['Londres'],
  Marseille: ['Marsella', 'Marselha'],
  'Mexico City': ['Ciudad de México', 'Cidade do México', 'CDMX'],
  Milan: ['Milán', 'Milão', 'Milano'],
  Moscow: ['Moscú', 'Moscou'],
  Munich: ['Múnich', 'Munique', 'München'],
  Naples: ['Nápoles', 'Napoli'],
  'New York': ['Nueva York', 'Nova York', 'New York City', 'NYC'],
  Nice: ['Niza'],
  Paris: ['París'],
  Philadelphia: ['Filadelfia'],
  Prague: ['Praga', 'Praha'],
  'Rio De Janeiro': ['Rio de Janeiro', 'Río de Janeiro'],
  Rome: ['Roma'],
  Seoul: ['Seúl', 'Seul'],
  Stockholm: ['Estocolmo'],
  Tokyo: ['Tokio', 'Tóquio'],
  Turin: ['Turín', 'Turim', 'Torino'],
  Venice: ['Venecia', 'Veneza', 'Venezia'],
  Vienna: ['Viena', 'Wien'],
  Warsaw: ['Varsovia', 'Varsóvia'],
  Zurich: ['Zúrich', 'Zurique', 'Zürich'],
};

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
  const names = [known?.city, ...alsoCalled].flatMap((name) => (name ? [name] : []));
  return {
    cities: [...new Set(names.flatMap((name) => [name, ...(otherNames[name] ?? [])]))],
    near: known ? { lat: known.lat, lng: known.lon } : null,
    country: known?.country ?? null,
  };
};
