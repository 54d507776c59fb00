import type { Place, PlaceInput } from '#shared/domain/place.ts';

/** A search among an agency's places. */
export interface PlaceSearch {
  readonly agencyId: string;
  /**
   * Names of the city in any language. A place belongs to it by one of these names, or by its
   * distance from `near`.
   */
  readonly cities: readonly string[];
  readonly near: { readonly lat: number; readonly lng: number } | null;
  /** What the traveller is looking for, in free text; empty: anything. */
  readonly text: string;
  /** The embedding of `text`; used where the database has pgvector, otherwise the words are. */
  readonly embedding: readonly number[] | null;
  readonly limit: number;
}

/** The outcome of adding a place; `duplicate`: the agency has it already. */
export type PlaceAdded =
  | { readonly kind: 'written'; readonly place: Place }
  | { readonly kind: 'duplicate'; readonly placeId: string };

/** The outcome of replacing a place. */
export type PlaceReplaced = PlaceAdded | { readonly kind: 'not-found' };

/**
 * An agency's collection of places; every call is one tenant's.
 * @example
 * const candidates = await places.search({
 *   agencyId, cities: ['Rome', 'Roma'], near: null, text: 'dinner', embedding: null, limit: 20,
 * });
 */
export interface Places {
  /** Adds one place. */
  add(agencyId: string, place: PlaceInput): Promise<PlaceAdded>;
  /** Adds places in one call; outcomes in the same order. Of equal places the first is written. */
  addAll(agencyId: string, places: readonly PlaceInput[]): Promise<readonly PlaceAdded[]>;
  /** Replaces a place as a whole. */
  replace(agencyId: string, placeId: string, place: PlaceInput): Promise<PlaceReplaced>;
  /** Deletes a place; false: there is none. */
  remove(agencyId: string, placeId: string): Promise<boolean>;
  /** One place; null: there is none. */
  place(agencyId: string, placeId: string): Promise<Place | null>;
  /** One page, ordered by city and name; `after`: the id of the last place of the page before. */
  list(
    agencyId: string,
    filter: { readonly city?: string; readonly after?: string; readonly limit: number },
  ): Promise<readonly Place[]>;
  /**
   * The places of a city, best match first, then by rating. The text only orders: all places of
   * the city are candidates.
   */
  search(query: PlaceSearch): Promise<readonly Place[]>;
  /** Whether the agency has any place. */
  any(agencyId: string): Promise<boolean>;
  /**
   * Places without an embedding since they were last written; null where the database has no
   * pgvector and embeddings are useless.
   */
  withoutEmbedding(agencyId: string, limit: number): Promise<readonly Place[] | null>;
  /** Stores the embeddings of places. */
  putEmbeddings(
    agencyId: string,
    embeddings: readonly { readonly placeId: string; readonly embedding: readonly number[] }[],
  ): Promise<void>;
}
