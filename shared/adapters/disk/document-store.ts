import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { detectFileType } from '#shared/domain/detect-file-type.ts';
import { openToken, signToken } from '#shared/domain/signed-token.ts';
import { InvariantBroken, ServiceUnavailable } from '#shared/errors.ts';
import type { DocumentLinks, DocumentStore } from '#shared/ports/document-store.ts';

/** Where files are kept, and under which address their links are opened. */
export interface DiskDocumentStoreOptions {
  readonly folder: string;
  /** Signs links; the same over restarts, so that a link outlives one. */
  readonly secret: string;
  /**
   * `<this>/documents/<token>/<name of the file>` is where the API opens links; the name is for
   * people alone.
   */
  readonly publicBaseUrl: string;
}

const Path = z
  .string()
  .regex(/^[\w-][\w.-]*(?:\/[\w-][\w.-]*)+$/)
  .max(500);
const linkPurpose = 'document';
/** What a link names: where the file is, and what it is called. */
const Subject = z.tuple([Path, z.string()]);

/** Checks a path's form, so that none leaves the folder. */
const checked = (path: string): string => {
  if (!Path.safeParse(path).success) throw new InvariantBroken('a document path of another form');
  return path;
};
const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';

/** Files of one machine: in a folder, with links that the API opens itself. */
export const createDiskDocumentStore = ({
  folder,
  secret,
  publicBaseUrl,
}: DiskDocumentStoreOptions): DocumentStore & DocumentLinks => {
  const get: DocumentStore['get'] = async (path) => {
    try {
      const bytes = new Uint8Array(await readFile(join(folder, checked(path))));
      return {
        bytes,
        contentType: detectFileType(bytes)?.contentType ?? 'application/octet-stream',
      };
    } catch (error) {
      if (isMissing(error)) return null;
      if (error instanceof InvariantBroken) throw error;
      throw new ServiceUnavailable('documents', 'the file could not be read', { cause: error });
    }
  };
  return {
    get,
    put: async (path, { bytes }) => {
      const target = join(folder, checked(path));
      try {
        await mkdir(dirname(target), { recursive: true, mode: 0o700 });
        // Whole or not at all, also where the process dies.
        const draft = `${target}.${randomUUID()}`;
        await writeFile(draft, bytes, { mode: 0o600 });
        await rename(draft, target);
      } catch (error) {
        throw new ServiceUnavailable('documents', 'the file could not be written', {
          cause: error,
        });
      }
    },
    link: async (path, { fileName, expiresAt }) =>
      `${publicBaseUrl}/documents/${signToken(secret, linkPurpose, JSON.stringify([checked(path), fileName]), expiresAt)}/${encodeURIComponent(fileName)}`,
    open: async (token, now) => {
      const subject = openToken(secret, linkPurpose, token, now);
      if (subject === null) return null;
      const [path, fileName] = Subject.parse(JSON.parse(subject));
      const file = await get(path);
      return file && { ...file, fileName };
    },
  };
};
