import type { Destination } from '#shared/domain/destination.ts';
import { type Place, placeText } from '#shared/domain/place.ts';
import { embeddingBeside } from '#shared/embed-missing.ts';
import type { Embedder } from '#shared/ports/embedder.ts';
import type { Places } from '#shared/ports/places.ts';

const maxPlaces = 40;

/** Where places are searched, and what embeds their texts; null: they are found by words. */
export interface PlaceFinder {
  readonly places: Pick<Places, 'search' | 'withoutEmbedding' | 'putEmbeddings'>;
  readonly embedder: Embedder | null;
}

/** The agency's places at a destination, those that suit the traveller's profile first. */
export const findPlaces = async (
  { places, embedder }: PlaceFinder,
  agencyId: string,
  destination: Destination,
  profile: string,
): Promise<readonly Place[]> =>
  places.search({
    agencyId,
    cities: destination.cities,
    near: destination.near,
    text: profile,
    embedding: await embeddingBeside(embedder, agencyId, profile, {
      missing: (limit) => places.withoutEmbedding(agencyId, limit),
      textOf: (place: Place) => placeText(place),
      put: (embeddings) =>
        places.putEmbeddings(
          agencyId,
          embeddings.map(([{ id }, embedding]) => ({ placeId: id, embedding })),
        ),
    }),
    limit: maxPlaces,
  });
