import { distanceKm } from '#shared/domain/distance.ts';
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

const wordsOf = (text: string): ReadonlySet<string> =>
  new Set(foldedName(text).split(' ').filter(Boolean));

/** `Places` over the tables; without vectors, as a database without them. */
export const memoryPlaces = (tables: Tables): Places => {
  const all = (agencyId: string): Place[] =>
    [...tables.places.values()].flatMap((row) => (row.agencyId === agencyId ? [row.place] : []));
  const own = (agencyId: string, placeId: string): Place | null => {
    const row = tables.places.get(placeId);
    return row?.agencyId === agencyId ? row.place : null;
  };
  const put = (agencyId: string, place: Place) => {
    const twin = all(agencyId).find(
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
      own(agencyId, placeId) ? put(agencyId, { ...place, id: placeId }) : { kind: 'not-found' },
    remove: async (agencyId, placeId) =>
      own(agencyId, placeId) !== null && tables.places.delete(placeId),
    place: async (agencyId, placeId) => own(agencyId, placeId),
    list: async (agencyId, { city, after, limit }) => {
      const last = after === undefined ? null : own(agencyId, after);
      return all(agencyId)
        .filter((place) => city === undefined || foldedName(place.city) === foldedName(city))
        .filter((place) => last === null || (place.id !== last.id && listOrder(last, place) < 0))
        .sort(listOrder)
        .slice(0, limit);
    },
    search: async ({ agencyId, cities, near, text, limit }) => {
      const keys = new Set(cities.map(foldedName));
      const wanted = wordsOf(text);
      const hits = (place: Place): number =>
        [...wordsOf(placeText(place))].filter((word) => wanted.has(word)).length;
      const isThere = ({ city, lat, lng }: Place): boolean =>
        keys.has(foldedName(city)) ||
        (near !== null &&
          lat !== null &&
          lng !== null &&
          distanceKm(near, { lat, lng }) <= nearbyKm);
      return all(agencyId)
        .filter(isThere)
        .map((place) => ({ place, hits: hits(place) }))
        .sort(
          (a, b) =>
            b.hits - a.hits ||
            (b.place.rating ?? -1) - (a.place.rating ?? -1) ||
            (a.place.name < b.place.name ? -1 : 1),
        )
        .slice(0, limit)
        .map(({ place }) => place);
    },
    any: async (agencyId) => all(agencyId).length > 0,
    withoutEmbedding: async () => null,
    putEmbeddings: async () => {},
  };
};
