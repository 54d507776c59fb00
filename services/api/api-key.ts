import { createHash, randomBytes } from 'node:crypto';
import type { Instant } from '#shared/domain/instant.ts';
import type { NewApiKey } from '#shared/ports/accounts.ts';

/**
 * The form in which a key, an invitation or a session is stored: the SHA-256 in hex of what its
 * owner shows, never that itself.
 */
export const hashApiKey = (key: string): string => createHash('sha256').update(key).digest('hex');

const secret = (prefix: string): string => `${prefix}_${randomBytes(24).toString('base64url')}`;

/** A new key, to be shown once; the prefix lets scanners of leaked secrets know it. */
export const newApiKey = (): string => secret('bt');
/** What the link of an invitation ends with. */
export const newInvitationToken = (): string => secret('bti');
/** What the cookie of a session holds. */
export const newSessionToken = (): string => secret('bts');

/** A new key, and what is stored of it. */
export const freshKey = (
  expiresAt: Instant | null,
  now: Instant,
): { readonly key: string; readonly stored: NewApiKey } => {
  const key = newApiKey();
  return { key, stored: { hash: hashApiKey(key), expiresAt, now } };
};
