import type { DocumentStore, StoredFile } from '#shared/ports/document-store.ts';

/** Files in memory, for replay, evaluation and tests; a link says which file it is for and until when. */
export const createMemoryDocumentStore = (): DocumentStore & {
  readonly files: ReadonlyMap<string, StoredFile>;
} => {
  const files = new Map<string, StoredFile>();
  return {
    files,
    put: async (path, file) => {
      files.set(path, file);
    },
    get: async (path) => files.get(path) ?? null,
    link: async (path, { expiresAt }) => `https://documents.example/${path}?until=${expiresAt}`,
  };
};
