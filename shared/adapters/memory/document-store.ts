import type { Instant } from '#shared/domain/instant.ts';
import type { DocumentStore, StoredFile } from '#shared/ports/document-store.ts';

/** When the upload links of the store in memory end. */
const endOfUploads: Instant = '2099-01-01T00:00:00.000Z';

/** Documents in memory, for replay, evaluation and tests. A link names its file and its end. */
export const createMemoryDocumentStore = (): DocumentStore & {
  readonly files: ReadonlyMap<string, StoredFile>;
} => {
  const files = new Map<string, StoredFile>();
  return {
    files,
    put: async (path, file) => {
      files.set(path, file);
    },
    remove: async (path) => {
      files.delete(path);
    },
    get: async (path) => files.get(path) ?? null,
    link: async (path, { expiresAt }) => `https://documents.example/${path}?until=${expiresAt}`,
    uploadLink: async (path) => ({
      url: `https://documents.example/uploads/${path}`,
      expiresAt: endOfUploads,
    }),
  };
};
