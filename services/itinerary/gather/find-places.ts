import type { Destination } from '#shared/domain/destination.ts';
import { type Place, placeText } from '#shared/domain/place.ts';
import type { Embedder } from '#shared/ports/embedder.ts';
import type { Places } from '#shared/ports/places.ts';

const maxPlaces = 40;
const maxEmbeddedAtOnce = 100;

/** Where places are searched, and what embeds their texts; null: they are found by words. */
export interface PlaceFinder {
  readonly places: Pick<Places, 'search' | 'withoutEmbedding' | 'putEmbeddings'>;
  readonly embedder: Embedder | null;
}

/**
 * The embedding of a text, or null where the database cannot compare embeddings. Places without one
 * get theirs in the same request: embeddings are a cache.
 */
const embeddingOf = async (
  { places, embedder }: PlaceFinder,
  agencyId: string,
  text: string,
): Promise<readonly number[] | null> => {
  if (!embedder || text === '') return null;
  const newPlaces = await places.withoutEmbedding(agencyId, maxEmbeddedAtOnce);
  if (!newPlaces) return null;
  const embeddings = await embedder.embed({
    agencyId,
    texts: [text, ...newPlaces.map(placeText)],
  });
  if (!embeddings) return null;
  const [embeddingOfText, ...ofPlaces] = embeddings;
  await places.putEmbeddings(
    agencyId,
    newPlaces.flatMap(({ id }, index) => {
      const embedding = ofPlaces[index];
      return embedding ? [{ placeId: id, embedding }] : [];
    }),
  );
  return embeddingOfText ?? null;
};

/** The agency's places at a destination, those that suit the traveller's profile first. */
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
    embedding: await embeddingOf(finder, agencyId, profile),
    limit: maxPlaces,
  });
