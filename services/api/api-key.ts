import { createHash, randomBytes } from 'node:crypto';

/** The form in which an API key is stored: its SHA-256 in hex, never the key itself. */
export const hashApiKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/** A new key, to be shown once; the prefix lets scanners of leaked secrets know it. */
export const newApiKey = (): string => `bt_${randomBytes(24).toString('base64url')}`;
