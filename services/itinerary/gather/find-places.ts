import type { Destination } from '#shared/domain/destination.ts';
import { type Place, placeText } from '#shared/domain/place.ts';
import type { Embedder } from '#shared/ports/embedder.ts';
import type { Places } from '#shared/ports/places.ts';

const mostPlaces = 40;
const embeddedAtOnce = 100;

/** Where places are looked for, and what knows their meanings; null: they are found by words. */
export interface PlaceFinder {
  readonly places: Pick<Places, 'search' | 'withoutEmbedding' | 'putEmbeddings'>;
  readonly embedder: Embedder | null;
}

/**
 * The meaning of a text, where the database can compare it with those of places. What was written since it was last needed gets its meaning
 * on the way: that is a cache, and the request is one.
 */
const meaningOf = async (
  { places, embedder }: PlaceFinder,
  agencyId: string,
  text: string,
): Promise<readonly number[] | null> => {
  if (!embedder || text === '') return null;
  const fresh = await places.withoutEmbedding(agencyId, embeddedAtOnce);
  if (!fresh) return null;
  const meanings = await embedder.embed({ agencyId, texts: [text, ...fresh.map(placeText)] });
  if (!meanings) return null;
  const [meaning, ...ofPlaces] = meanings;
  await places.putEmbeddings(
    agencyId,
    fresh.flatMap(({ id }, index) => {
      const embedding = ofPlaces[index];
      return embedding ? [{ placeId: id, embedding }] : [];
    }),
  );
  return meaning ?? null;
};

/** The agency's places at a destination, those that fit the traveller's profile first. */
export const findPlaces = async (
  finder: PlaceFinder,
  agencyId: string,
  destination: Destination,
  profile: string,
): Promise<readonly Place[]> =>
  finder.places.search({
    agencyId,
    cities: destination.cities,
    near: destination.near,
    text: profile,
    embedding: await meaningOf(finder, agencyId, profile),
    limit: mostPlaces,
  });
