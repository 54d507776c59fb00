import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';

/** What the concierge keeps about one conversation (agency's number, traveller's number). */
export const ConciergeState = z.object({
  /** When it asked back whether an ambiguous word means "no more messages". */
  askedAt: Instant.nullable(),
  /** When a traveller who has opted out was last told how to come back. */
  noticeAt: Instant.nullable(),
});
export type ConciergeState = z.infer<typeof ConciergeState>;
export const initialState: ConciergeState = { askedAt: null, noticeAt: null };
