import { createHmac, timingSafeEqual } from 'node:crypto';
import { epoch, type Instant } from './instant.ts';

const macOf = (secret: string, text: string): Buffer =>
  createHmac('sha256', secret).update(text).digest();

/**
 * A token that names something until an instant, for a link that opens without a key. `purpose`
 * keeps the tokens of one use from opening another; the token is not secret what it names, it only
 * cannot be made without the secret.
 */
export const signToken = (
  secret: string,
  purpose: string,
  subject: string,
  expiresAt: Instant,
): string => {
  const body = `${Buffer.from(subject).toString('base64url')}.${Math.floor(epoch(expiresAt) / 1000).toString(36)}`;
  return `${body}.${macOf(secret, `${purpose}.${body}`).toString('base64url')}`;
};

/** What a token names; null where it is not ours, is for another use, or its time is over. */
export const openToken = (
  secret: string,
  purpose: string,
  token: string,
  now: Instant,
): string | null => {
  const [subject = '', expiry = '', mac = ''] = token.split('.');
  const given = Buffer.from(mac, 'base64url');
  const wanted = macOf(secret, `${purpose}.${subject}.${expiry}`);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
  return Number.parseInt(expiry, 36) * 1000 > epoch(now)
    ? Buffer.from(subject, 'base64url').toString('utf8')
    : null;
};
