import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { detectFileType } from '#shared/domain/detect-file-type.ts';
import { hour, plus } from '#shared/domain/instant.ts';
import { openToken, signToken } from '#shared/domain/signed-token.ts';
import { InvariantBroken, ServiceUnavailable } from '#shared/errors.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { DocumentLinks, DocumentStore } from '#shared/ports/document-store.ts';

/** Where files are kept, and how their links are signed and addressed. */
export interface DiskDocumentStoreOptions {
  readonly folder: string;
  /** Signs links; must stay the same over restarts, or links end with the process. */
  readonly secret: string;
  /**
   * Base of links: `<this>/documents/<token>/<file name>`, which the API serves. The file name is
   * for people only.
   */
  readonly publicBaseUrl: string;
  readonly clock: Clock;
}

const Path = z
  .string()
  .regex(/^[\w-][\w.-]*(?:\/[\w-][\w.-]*)+$/)
  .max(500);
const linkPurpose = 'document';
const uploadPurpose = 'upload';
const uploadLifeMs = hour;
/** What the token of a link contains: the path and the name of the file. */
const Subject = z.tuple([Path, z.string()]);

/** @throws InvariantBroken where a path could leave the folder. */
const checkedPath = (path: string): string => {
  if (!Path.safeParse(path).success) throw new InvariantBroken('a document path of another form');
  return path;
};
const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';

/** Documents in a folder of one machine, with links that the API serves. */
export const createDiskDocumentStore = ({
  folder,
  secret,
  publicBaseUrl,
  clock,
}: DiskDocumentStoreOptions): DocumentStore & DocumentLinks => {
  const get: DocumentStore['get'] = async (path) => {
    try {
      const bytes = new Uint8Array(await readFile(join(folder, checkedPath(path))));
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
  const write = async (path: string, bytes: Uint8Array): Promise<void> => {
    const target = join(folder, checkedPath(path));
    try {
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      // Renamed when complete, so that a crash leaves no partial file.
      const temporary = `${target}.${randomUUID()}`;
      await writeFile(temporary, bytes, { mode: 0o600 });
      await rename(temporary, target);
    } catch (error) {
      throw new ServiceUnavailable('documents', 'the file could not be written', {
        cause: error,
      });
    }
  };
  return {
    get,
    put: async (path, { bytes }) => write(path, bytes),
    remove: async (path) => {
      const target = join(folder, checkedPath(path));
      try {
        await rm(target, { force: true });
      } catch (error) {
        throw new ServiceUnavailable('documents', 'the file could not be removed', {
          cause: error,
        });
      }
    },
    uploadLink: async (path) => {
      const expiresAt = plus(clock.now(), uploadLifeMs);
      const token = signToken(secret, uploadPurpose, checkedPath(path), expiresAt);
      return { url: `${publicBaseUrl}/uploads/${token}`, expiresAt };
    },
    receive: async (token, bytes, now) => {
      const path = openToken(secret, uploadPurpose, token, now);
      if (path === null || (await get(path)) !== null) return false;
      await write(path, bytes);
      return true;
    },
    link: async (path, { fileName, expiresAt }) => {
      const subject = JSON.stringify([checkedPath(path), fileName]);
      const token = signToken(secret, linkPurpose, subject, expiresAt);
      return `${publicBaseUrl}/documents/${token}/${encodeURIComponent(fileName)}`;
    },
    open: async (token, now) => {
      const subject = openToken(secret, linkPurpose, token, now);
      if (subject === null) return null;
      const [path, fileName] = Subject.parse(JSON.parse(subject));
      const file = await get(path);
      return file && { ...file, fileName };
    },
  };
};
