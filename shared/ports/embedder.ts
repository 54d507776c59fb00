/** Length of an embedding; the database's column has the same. */
export const embeddingLength = 1536;

/**
 * Turns texts into their meanings, so that they can be compared.
 * @example
 * const embeddings = await embedder.embed({ agencyId, texts: ['quiet beach', 'museum'] });
 */
export interface Embedder {
  /**
   * One embedding for each text, in order; null where the service did not give them. Costs are
   * recorded to the agency.
   */
  embed(request: {
    readonly agencyId: string;
    readonly texts: readonly string[];
  }): Promise<readonly (readonly number[])[] | null>;
}
