import { minute, second } from './instant.ts';

/** At most `limit` messages in any window, up to `burst` of them at once. */
export interface Rate {
  readonly limit: number;
  readonly windowMs: number;
  readonly burst: number;
}

/** WhatsApp's limit for one number. */
export const senderRate: Rate = { limit: 80, windowMs: second, burst: 8 };

/** Of what an agency may send in a minute, one in so many may go at once. */
export const agencyBurstShare = 6;

/** The rate of an agency that may send so many messages in a minute. */
export const agencyRate = (limit: number): Rate => ({
  limit,
  windowMs: minute,
  burst: Math.max(1, Math.floor(limit / agencyBurstShare)),
});
