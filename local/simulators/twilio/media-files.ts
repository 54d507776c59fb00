import { randomBytes } from 'node:crypto';

/** A file that a traveller sent. */
export interface MediaFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentType: string;
}

/** Files of travellers, in memory: the oldest go first, and all of them with the process. */
export interface MediaFiles {
  /** Keeps a file; returns its sid. */
  put(file: MediaFile): string;
  get(sid: string): MediaFile | null;
}

/** What all files together may take. */
const maxBytes = 64 * 1024 * 1024;

/** Creates the store of files. */
export const createMediaFiles = (): MediaFiles => {
  const files = new Map<string, MediaFile>();
  let total = 0;
  return {
    put: (file) => {
      const sid = `ME${randomBytes(16).toString('hex')}`;
      files.set(sid, file);
      total += file.bytes.length;
      for (const [oldest, { bytes }] of files) {
        if (total <= maxBytes || oldest === sid) break;
        files.delete(oldest);
        total -= bytes.length;
      }
      return sid;
    },
    get: (sid) => files.get(sid) ?? null,
  };
};
