import { z } from 'zod';
import {
  foldedName,
  Place,
  type PlaceInput,
  placeIdentity,
  placeText,
} from '#shared/domain/place.ts';
import type { PlaceAdded, Places } from '#shared/ports/places.ts';
import type { Rpc } from './rpc.ts';

const Replaced = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('written'), place: Place }),
  z.object({ kind: z.literal('duplicate'), placeId: z.uuid() }),
  z.object({ kind: z.literal('not-found') }),
]);
const PlaceList = z.array(Place);

/** A place with its keys for comparison, so that the database compares names as this code does. */
const row = (place: PlaceInput) => ({
  ...place,
  identity: placeIdentity(place),
  cityKey: foldedName(place.city),
  searchText: foldedName(placeText(place)),
});

/** Written under its own id; or a duplicate, where the database answers another id. */
const addedAs = (place: Place, id: string | undefined): PlaceAdded =>
  id === undefined || id === place.id
    ? { kind: 'written', place }
    : { kind: 'duplicate', placeId: id };

/** `Places` by functions of the data API. */
export const createPlaces = (rpc: Rpc, randomId: () => string): Places => {
  const named = (place: PlaceInput): Place => ({ ...place, id: randomId() });
  const addPlaces = (agencyId: string, places: readonly Place[]) =>
    rpc(
      'add_places',
      { places: places.map((place) => ({ ...row(place), id: place.id })) },
      agencyId,
      z.array(z.uuid()).length(places.length),
    );
  return {
    add: async (agencyId, input) => {
      const place = named(input);
      const [id] = await addPlaces(agencyId, [place]);
      return addedAs(place, id);
    },
    addAll: async (agencyId, inputs) => {
      if (inputs.length === 0) return [];
      const places = inputs.map(named);
      const ids = await addPlaces(agencyId, places);
      return places.map((place, index) => addedAs(place, ids[index]));
    },
    replace: (agencyId, placeId, place) =>
      rpc('replace_place', { place_id: placeId, place: row(place) }, agencyId, Replaced),
    remove: (agencyId, placeId) =>
      rpc('remove_place', { place_id: placeId }, agencyId, z.boolean()),
    place: (agencyId, placeId) =>
      rpc('get_place', { place_id: placeId }, agencyId, Place.nullable()),
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
        PlaceList,
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
        PlaceList,
      ),
    any: (agencyId) => rpc('has_places', {}, agencyId, z.boolean()),
    withoutEmbedding: (agencyId, limit) =>
      rpc('places_without_embedding', { at_most: limit }, agencyId, PlaceList.nullable()),
    putEmbeddings: async (agencyId, embeddings) => {
      if (embeddings.length > 0)
        await rpc('put_place_embeddings', { embeddings }, agencyId, z.unknown());
    },
  };
};
