import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { openFile, sealFile } from '#shared/adapters/sealing/sealed-file.ts';
import type { Sealing } from '#shared/adapters/sealing/sealing.ts';
import { detectFileType } from '#shared/domain/detect-file-type.ts';
import { hour, plus } from '#shared/domain/instant.ts';
import { openToken, signToken } from '#shared/domain/signed-token.ts';
import { BauhausError, InvariantBroken, ServiceUnavailable } from '#shared/errors.ts';
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
  /** Files are sealed with the keys of the agency with whose id their path begins. */
  readonly sealing: Sealing;
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
const agencyOf = (path: string): string => path.slice(0, path.indexOf('/'));
const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';

/** Documents in a folder of one machine, sealed, with links that the API serves. */
export const createDiskDocumentStore = ({
  folder,
  secret,
  publicBaseUrl,
  clock,
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
  const write = async (path: string, bytes: Uint8Array): Promise<void> => {
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
    uploaderOf: (token, now) => {
      const path = openToken(secret, uploadPurpose, token, now);
      return path === null ? null : agencyOf(path);
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
      return file ? { ...file, path, fileName } : 'gone';
    },
  };
};
