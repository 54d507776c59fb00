import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { canonicalPhone } from '#shared/domain/canonical-phone.ts';
import { WrongKey } from '#shared/errors.ts';

/*
 * The forms in which a value lies in the database (ADR 24). A payload is base64url of nonce, tag
 * and ciphertext of the value as JSON, AES-256-GCM; header and agency are additional data.
 *
 *   n1.<token>.<key id>.<payload>  a number: equal numbers of an agency are equal strings
 *   e1.<key id>.<payload>          a value that is compared: equal values are equal strings
 *   s1.<key id>.<payload>          words: no two are equal
 */
const form = /^(?:n1\.[\w-]{22}|[es]1)\.(?<keyId>[\w-]{11})\.(?<payload>[\w-]{38,})$/;
const nonceBytes = 12;
const tagBytes = 16;
const algorithm = 'aes-256-gcm';

/** A data key, ready for use. */
export interface DataKey {
  readonly id: string;
  /** The agency whose values it seals, or `platform`. */
  readonly owner: string;
  readonly cipher: KeyObject;
  /** Derives nonces, of values that are compared. */
  readonly mac: KeyObject;
}

/** A new id of a data key. */
export const newKeyId = (): string => randomBytes(8).toString('base64url');

/** Prepares the 32 bytes of a data key. */
export const dataKey = (id: string, owner: string, bytes: Uint8Array): DataKey => {
  const derived = (use: string) =>
    createSecretKey(Buffer.from(hkdfSync('sha256', bytes, '', `bauhaus ${use}`, 32)));
  return { id, owner, cipher: derived('cipher'), mac: derived('mac') };
};

/** Whether a text is sealed, or looks as if it were. */
export const isSealed = (text: string): boolean =>
  text.charCodeAt(1) === 49 && text.charCodeAt(2) === 46 && form.test(text);

/** The id of the key of a sealed text; null for a clear one. */
export const keyIdOf = (text: string): string | null => form.exec(text)?.groups?.['keyId'] ?? null;

/** The token of a number: equal for all its writings, whichever agency writes to it. */
export const tokenOf = (phone: string, tokens: DataKey): string =>
  createHmac('sha256', tokens.mac).update(canonicalPhone(phone)).digest('base64url').slice(0, 22);

/** Seals bytes: nonce, tag and ciphertext. */
export const sealBytes = (
  bytes: Uint8Array,
  key: DataKey,
  context: string,
  nonce: Buffer = randomBytes(nonceBytes),
): Buffer => {
  const cipher = createCipheriv(algorithm, key.cipher, nonce);
  cipher.setAAD(Buffer.from(`${context}|${key.owner}`));
  const sealed = cipher.update(bytes);
  cipher.final();
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
};

/** @throws WrongKey where the bytes were sealed otherwise, or have been changed. */
export const openBytes = (sealed: Uint8Array, key: DataKey, context: string): Buffer => {
  try {
    const decipher = createDecipheriv(algorithm, key.cipher, sealed.subarray(0, nonceBytes));
    decipher.setAAD(Buffer.from(`${context}|${key.owner}`));
    decipher.setAuthTag(sealed.subarray(nonceBytes, nonceBytes + tagBytes));
    const opened = decipher.update(sealed.subarray(nonceBytes + tagBytes));
    decipher.final();
    return opened;
  } catch (cause) {
    throw new WrongKey(`what was sealed with key ${key.id} cannot be opened`, { cause });
  }
};

const seal = (header: string, text: string, key: DataKey, nonce?: Buffer): string =>
  `${header}.${sealBytes(Buffer.from(text), key, header, nonce).toString('base64url')}`;

/**
 * Equal texts get equal nonces, and so are equal when sealed. The header counts as well: one nonce
 * under two headers would give the key of the tags away.
 */
const sealEqually = (header: string, text: string, key: DataKey): string => {
  const digest = createHmac('sha256', key.mac).update(`${header}|${text}`).digest();
  return seal(header, text, key, digest.subarray(0, nonceBytes));
};

/** Seals a number, to be found by equality and, between agencies, by its token. */
export const sealNumber = (phone: string, key: DataKey, tokens: DataKey): string =>
  sealEqually(`n1.${tokenOf(phone, tokens)}.${key.id}`, JSON.stringify(phone), key);

/** Seals a JSON value that SQL compares, whatever the order of its properties. */
export const sealComparable = (value: unknown, key: DataKey): string =>
  sealEqually(`e1.${key.id}`, JSON.stringify(value, sortedProperties), key);

/** Seals a JSON value that is only read again. */
export const sealWords = (value: unknown, key: DataKey): string =>
  seal(`s1.${key.id}`, JSON.stringify(value), key);

const sortedProperties = (_name: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/**
 * Opens a sealed text.
 * @throws WrongKey where the key is another one, or the text has been changed.
 */
export const openText = (text: string, key: DataKey): unknown => {
  const { keyId, payload = '' } = form.exec(text)?.groups ?? {};
  if (keyId !== key.id) throw new WrongKey(`a text is not of key ${key.id}`);
  const header = text.slice(0, text.length - payload.length - 1);
  return JSON.parse(openBytes(Buffer.from(payload, 'base64url'), key, header).toString('utf8'));
};
