import type { Place, PlaceInput } from '#shared/domain/place.ts';

/** What is looked for among an agency's places. */
export interface PlaceSearch {
  readonly agencyId: string;
  /**
   * Names of the city in any language, and where it is: a place counts as there by its city's name
   * or by its distance.
   */
  readonly cities: readonly string[];
  readonly near: { readonly lat: number; readonly lng: number } | null;
  /** What is wanted, in the words of whoever wants it; empty: anything. */
  readonly text: string;
  /** The meaning of `text`; used where the database has vectors, else the words are. */
  readonly embedding: readonly number[] | null;
  readonly limit: number;
}

/** What became of a place that was to be added: the agency may have it already. */
export type PlaceAdded =
  | { readonly kind: 'written'; readonly place: Place }
  | { readonly kind: 'duplicate'; readonly placeId: string };

/** What became of a place that was to replace another one. */
export type PlaceReplaced = PlaceAdded | { readonly kind: 'not-found' };

/**
 * An agency's collection of places; every call is one tenant's.
 * @example
 * const candidates = await places.search({
 *   agencyId, cities: ['Rome', 'Roma'], near: null, text: 'dinner', embedding: null, limit: 20,
 * });
 */
export interface Places {
  add(agencyId: string, place: PlaceInput): Promise<PlaceAdded>;
  /**
   * In one call. Answers in the order given; of two that are the same place the first is written.
   */
  addAll(agencyId: string, places: readonly PlaceInput[]): Promise<readonly PlaceAdded[]>;
  replace(agencyId: string, placeId: string, place: PlaceInput): Promise<PlaceReplaced>;
  /** False: there is no such place. */
  remove(agencyId: string, placeId: string): Promise<boolean>;
  place(agencyId: string, placeId: string): Promise<Place | null>;
  /** By city and name; `after`: the last place of the page before. */
  list(
    agencyId: string,
    filter: { readonly city?: string; readonly after?: string; readonly limit: number },
  ): Promise<readonly Place[]>;
  /**
   * The places at a city, the nearest in meaning first, then by rating; whatever the words are, a
   * city's places are all candidates.
   */
  search(query: PlaceSearch): Promise<readonly Place[]>;
  /** Whether the agency has any place at all. */
  any(agencyId: string): Promise<boolean>;
  /**
   * Places whose meaning has not been computed since they were written; null where the database has
   * no vectors, so that meanings are of no use.
   */
  withoutEmbedding(agencyId: string, limit: number): Promise<readonly Place[] | null>;
  putEmbeddings(
    agencyId: string,
    embeddings: readonly { readonly placeId: string; readonly embedding: readonly number[] }[],
  ): Promise<void>;
}
