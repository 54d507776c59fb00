import type { KnowledgeEntry, KnowledgeInput } from '#shared/domain/knowledge.ts';
import type { KnowledgeCandidate } from '#shared/domain/knowledge-match.ts';
import type { Term } from '#shared/domain/topic-terms.ts';

/** For whom an answer is looked for; null: not known, so only what holds for all. */
export interface KnowledgeFor {
  /** The airline's code, as in flight numbers. */
  readonly airline: string | null;
  /** Names of where the traveller goes: the airport's code, the city in any language. */
  readonly destinations: readonly string[];
  /** Where the traveller stays, as booked. */
  readonly hotel: string | null;
}

/** A search in an agency's knowledge. */
export interface KnowledgeSearch extends KnowledgeFor {
  readonly agencyId: string;
  /** What is looked for; an entry with any of the terms is found. */
  readonly terms: readonly Term[];
  /** The embedding of the question; used where the database has pgvector. */
  readonly embedding: readonly number[] | null;
  readonly limit: number;
}

/** The outcome of adding an entry; `duplicate`: the agency answers that question already. */
export type KnowledgeAdded =
  | { readonly kind: 'written'; readonly entry: KnowledgeEntry }
  | { readonly kind: 'duplicate'; readonly entryId: string };

/** The outcome of replacing an entry. */
export type KnowledgeReplaced = KnowledgeAdded | { readonly kind: 'not-found' };

/**
 * What an agency answers to questions; every call is one tenant's.
 * @example
 * const found = await knowledge.search({
 *   agencyId, airline: 'AR', destinations: ['BRC', 'Bariloche'], hotel: null,
 *   terms: termsOf('¿puedo llevar mi perro?'), embedding: null, limit: 20,
 * });
 */
export interface Knowledge {
  /** Adds entries in one call; outcomes in the same order. Of equal ones the first is written. */
  addAll(agencyId: string, entries: readonly KnowledgeInput[]): Promise<readonly KnowledgeAdded[]>;
  /** Replaces an entry as a whole. */
  replace(agencyId: string, entryId: string, entry: KnowledgeInput): Promise<KnowledgeReplaced>;
  /** Deletes an entry; false: there is none. */
  remove(agencyId: string, entryId: string): Promise<boolean>;
  /** One entry; null: there is none. */
  entry(agencyId: string, entryId: string): Promise<KnowledgeEntry | null>;
  /** One page by question; `after`: the id of the last entry of the page before. */
  list(
    agencyId: string,
    page: { readonly after?: string; readonly limit: number },
  ): Promise<readonly KnowledgeEntry[]>;
  /**
   * Entries that hold for the traveller: the nearest by meaning first, then those with most of the
   * terms. What answers is for `scoredEntries` to say.
   */
  search(query: KnowledgeSearch): Promise<readonly KnowledgeCandidate[]>;
  /**
   * Entries whose question has no embedding since it was last written; null where the database has
   * no pgvector and embeddings are useless.
   */
  withoutEmbedding(agencyId: string, limit: number): Promise<readonly KnowledgeEntry[] | null>;
  /** Stores the embeddings of questions, but of those that were written anew meanwhile. */
  putEmbeddings(
    agencyId: string,
    embeddings: readonly {
      readonly entryId: string;
      readonly question: string;
      readonly embedding: readonly number[];
    }[],
  ): Promise<void>;
}
