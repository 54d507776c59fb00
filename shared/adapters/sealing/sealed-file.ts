import { WrongKey } from '#shared/errors.ts';
import { openBytes, sealBytes } from './sealed-text.ts';
import type { Sealer } from './sealing.ts';

/** How a sealed file begins; the id of its key follows, then nonce, tag and ciphertext. */
const mark = Buffer.from('\u0000bauhaus sealed 1\n');
const keyIdLength = 11;

/** Seals the bytes of a file; its path is bound to them, so that it cannot pass for another. */
export const sealFile = (bytes: Uint8Array, path: string, { words }: Sealer): Uint8Array =>
  Buffer.concat([mark, Buffer.from(words.id), sealBytes(bytes, words, path)]);

/**
 * Opens the bytes of a file; a clear one, of before files were sealed, stays as it is.
 * @throws WrongKey where it was moved, changed, or its key is lost.
 */
export const openFile = (file: Uint8Array, path: string, sealer: Sealer): Uint8Array => {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (!bytes.subarray(0, mark.length).equals(mark)) return file;
  const start = mark.length + keyIdLength;
  const keyId = bytes.toString('latin1', mark.length, start);
  const key = sealer.key(keyId);
  if (!key) throw new WrongKey(`the data key ${keyId} is not there`);
  return new Uint8Array(openBytes(bytes.subarray(start), key, path));
};
