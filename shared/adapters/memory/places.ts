import { distanceKm, type Point } from '#shared/domain/distance.ts';
import {
  foldedName,
  nearbyKm,
  type Place,
  placeIdentity,
  placeText,
} from '#shared/domain/place.ts';
import type { Places } from '#shared/ports/places.ts';
import type { Tables } from './tables.ts';

const listOrder = (a: Place, b: Place): number => {
  const [x, y] = [a, b].map((p) => `${foldedName(p.city)}\u0000${p.name}\u0000${p.id}`);
  return (x ?? '') < (y ?? '') ? -1 : 1;
};

/** Whether a place is in a city by the city's name, or near it. */
export const isPlaceAt = (
  { city, lat, lng }: Place,
  cityKeys: readonly string[],
  near: Point | null,
): boolean =>
  cityKeys.includes(foldedName(city)) ||
  (near !== null && lat !== null && lng !== null && distanceKm(near, { lat, lng }) <= nearbyKm);

const wordsOf = (text: string): ReadonlySet<string> =>
  new Set(foldedName(text).split(' ').filter(Boolean));

/** `Places` over the tables, without vectors, like a database that has none. */
export const memoryPlaces = (tables: Tables): Places => {
  const placesOf = (agencyId: string): Place[] =>
    [...tables.places.values()].flatMap((row) => (row.agencyId === agencyId ? [row.place] : []));
  const ownPlace = (agencyId: string, placeId: string): Place | null => {
    const row = tables.places.get(placeId);
    return row?.agencyId === agencyId ? row.place : null;
  };
  const put = (agencyId: string, place: Place) => {
    const twin = placesOf(agencyId).find(
      (other) => other.id !== place.id && placeIdentity(other) === placeIdentity(place),
    );
    if (twin) return { kind: 'duplicate' as const, placeId: twin.id };
    tables.places.set(place.id, { agencyId, place });
    return { kind: 'written' as const, place };
  };
  return {
    add: async (agencyId, place) => put(agencyId, { ...place, id: tables.ids.random() }),
    addAll: async (agencyId, places) =>
      places.map((place) => put(agencyId, { ...place, id: tables.ids.random() })),
    replace: async (agencyId, placeId, place) =>
      ownPlace(agencyId, placeId)
        ? put(agencyId, { ...place, id: placeId })
        : { kind: 'not-found' },
    remove: async (agencyId, placeId) =>
      ownPlace(agencyId, placeId) !== null && tables.places.delete(placeId),
    place: async (agencyId, placeId) => ownPlace(agencyId, placeId),
    list: async (agencyId, { city, after, limit }) => {
      const last = after === undefined ? null : ownPlace(agencyId, after);
      return placesOf(agencyId)
        .filter((place) => city === undefined || foldedName(place.city) === foldedName(city))
        .filter((place) => last === null || (place.id !== last.id && listOrder(last, place) < 0))
        .sort(listOrder)
        .slice(0, limit);
    },
    search: async ({ agencyId, cities, near, text, limit }) => {
      const keys = cities.map(foldedName);
      const queryWords = wordsOf(text);
      const countHits = (place: Place): number =>
        [...wordsOf(placeText(place))].filter((word) => queryWords.has(word)).length;
      return placesOf(agencyId)
        .filter((place) => isPlaceAt(place, keys, near))
        .map((place) => ({ place, hits: countHits(place) }))
        .sort(
          (a, b) =>
            b.hits - a.hits ||
            (b.place.rating ?? -1) - (a.place.rating ?? -1) ||
            (a.place.name < b.place.name ? -1 : 1),
        )
        .slice(0, limit)
        .map(({ place }) => place);
    },
    any: async (agencyId) => placesOf(agencyId).length > 0,
    withoutEmbedding: async () => null,
    putEmbeddings: async () => {},
  };
};
