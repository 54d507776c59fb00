/** Length of an embedding; the database's column has the same length. */
export const embeddingLength = 1536;

/**
 * Computes embeddings of texts, by which they are compared in meaning.
 * @example
 * const embeddings = await embedder.embed({ agencyId, texts: ['quiet beach', 'museum'] });
 */
export interface Embedder {
  /**
   * One embedding for each text, in order; null where the service failed. The cost is recorded for
   * the agency.
   */
  embed(request: {
    readonly agencyId: string;
    readonly texts: readonly string[];
  }): Promise<readonly (readonly number[])[] | null>;
}
