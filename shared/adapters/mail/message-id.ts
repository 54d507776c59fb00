import { createHash } from 'node:crypto';
import { domainOf, type MailAddress } from '#shared/domain/mail-address.ts';

/** What tells copies of a mail: of its key, which may say for whom it is, only a digest. */
export const keyDigest = (key: string): string =>
  createHash('sha256').update(key).digest('hex').slice(0, 40);

/** The Message-ID of a mail (RFC 5322 §3.6.4): the same for all copies with that key. */
export const messageIdOf = (key: string, from: MailAddress): string =>
  `<${keyDigest(key)}@${domainOf(from)}>`;
