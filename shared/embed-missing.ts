import type { Embedder } from './ports/embedder.ts';

const maxEmbeddedAtOnce = 100;

/** A collection whose items may lack an embedding. */
export interface EmbeddedCollection<T> {
  /** Null where the database cannot compare embeddings. */
  missing(limit: number): Promise<readonly T[] | null>;
  textOf(item: T): string;
  put(embeddings: readonly (readonly [T, readonly number[]])[]): Promise<void>;
}

/**
 * The embedding of a text, or null where the database cannot compare embeddings, or none could be
 * had. Items without one get theirs in the same request: embeddings are a cache.
 */
export const embeddingBeside = async <T>(
  embedder: Embedder | null,
  agencyId: string,
  text: string,
  collection: EmbeddedCollection<T>,
): Promise<readonly number[] | null> => {
  if (!embedder || text === '') return null;
  const items = await collection.missing(maxEmbeddedAtOnce);
  if (!items) return null;
  const embeddings = await embedder.embed({
    agencyId,
    texts: [text, ...items.map((item) => collection.textOf(item))],
  });
  if (!embeddings) return null;
  const [embeddingOfText, ...ofItems] = embeddings;
  await collection.put(
    items.flatMap((item, index) => {
      const embedding = ofItems[index];
      return embedding ? [[item, embedding] as const] : [];
    }),
  );
  return embeddingOfText ?? null;
};
