import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { openFile, sealFile } from '#shared/adapters/sealing/sealed-file.ts';
import type { Sealing } from '#shared/adapters/sealing/sealing.ts';
import { detectFileType } from '#shared/domain/detect-file-type.ts';
import { openToken, signToken } from '#shared/domain/signed-token.ts';
import { BauhausError, InvariantBroken, ServiceUnavailable } from '#shared/errors.ts';
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
  /** Files are sealed with the keys of the agency with whose id their path begins. */
  readonly sealing: Sealing;
}

const Path = z
  .string()
  .regex(/^[\w-][\w.-]*(?:\/[\w-][\w.-]*)+$/)
  .max(500);
const linkPurpose = 'document';
/** What the token of a link contains: the path and the name of the file. */
const Subject = z.tuple([Path, z.string()]);

/** @throws InvariantBroken where a path could leave the folder. */
const checkedPath = (path: string): string => {
  if (!Path.safeParse(path).success) throw new InvariantBroken('a document path of another form');
  return path;
};
const agencyOf = (path: string): string => path.slice(0, path.indexOf('/'));
const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';

/** Documents in a folder of one machine, sealed, with links that the API serves. */
export const createDiskDocumentStore = ({
  folder,
  secret,
  publicBaseUrl,
  sealing,
}: DiskDocumentStoreOptions): DocumentStore & DocumentLinks => {
  const get: DocumentStore['get'] = async (path) => {
    try {
      const file = await readFile(join(folder, checkedPath(path)));
      const bytes = openFile(new Uint8Array(file), path, await sealing.of(agencyOf(path)));
      return {
        bytes,
        contentType: detectFileType(bytes)?.contentType ?? 'application/octet-stream',
      };
    } catch (error) {
      if (isMissing(error)) return null;
      if (error instanceof BauhausError) throw error;
      throw new ServiceUnavailable('documents', 'the file could not be read', { cause: error });
    }
  };
  return {
    get,
    put: async (path, { bytes }) => {
      const target = join(folder, checkedPath(path));
      const sealed = sealFile(bytes, path, await sealing.of(agencyOf(path)));
      try {
        await mkdir(dirname(target), { recursive: true, mode: 0o700 });
        // Renamed when complete, so that a crash leaves no partial file.
        const temporary = `${target}.${randomUUID()}`;
        await writeFile(temporary, sealed, { mode: 0o600 });
        await rename(temporary, target);
      } catch (error) {
        throw new ServiceUnavailable('documents', 'the file could not be written', {
          cause: error,
        });
      }
    },
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
      return file ? { ...file, path, fileName } : 'gone';
    },
  };
};
