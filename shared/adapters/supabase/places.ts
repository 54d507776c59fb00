import { z } from 'zod';
import {
  foldedName,
  Place,
  type PlaceInput,
  placeIdentity,
  placeText,
} from '#shared/domain/place.ts';
import type { Places } from '#shared/ports/places.ts';
import type { Rpc } from './rpc.ts';

const Written = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('written'), place: Place }),
  z.object({ kind: z.literal('duplicate'), placeId: z.uuid() }),
  z.object({ kind: z.literal('not-found') }),
]);
const Found = z.array(Place);

/** What is stored beside the place, so that the database compares names as this code does. */
const row = (place: PlaceInput) => ({
  ...place,
  identity: placeIdentity(place),
  cityKey: foldedName(place.city),
  searchText: foldedName(placeText(place)),
});

/** `Places` by functions of the data API. */
export const createPlaces = (rpc: Rpc, randomId: () => string): Places => ({
  add: (agencyId, place) =>
    rpc('put_place', { place_id: randomId(), place: row(place), is_new: true }, agencyId, Written),
  replace: (agencyId, placeId, place) =>
    rpc('put_place', { place_id: placeId, place: row(place), is_new: false }, agencyId, Written),
  remove: (agencyId, placeId) => rpc('remove_place', { place_id: placeId }, agencyId, z.boolean()),
  place: (agencyId, placeId) => rpc('get_place', { place_id: placeId }, agencyId, Place.nullable()),
  list: (agencyId, { city, after, limit }) =>
    rpc(
      'list_places',
      {
        filter: {
          cityKey: city === undefined ? null : foldedName(city),
          after: after ?? null,
          limit,
        },
      },
      agencyId,
      Found,
    ),
  search: ({ agencyId, cities, near, text, embedding, limit }) =>
    rpc(
      'search_places',
      {
        request: {
          cityKeys: cities.map(foldedName),
          near,
          text: foldedName(text),
          embedding,
          limit,
        },
      },
      agencyId,
      Found,
    ),
  any: (agencyId) => rpc('has_places', {}, agencyId, z.boolean()),
  withoutEmbedding: (agencyId, limit) =>
    rpc('places_without_embedding', { at_most: limit }, agencyId, Found.nullable()),
  putEmbeddings: async (agencyId, embeddings) => {
    if (embeddings.length > 0)
      await rpc('put_place_embeddings', { embeddings }, agencyId, z.unknown());
  },
});
