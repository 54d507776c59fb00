import { epoch, type Instant, instant, minute } from '#shared/domain/instant.ts';

/** Travellers hold an instant to five minutes (RULES §3). */
export const momentMs = 5 * minute;

const rounded = (at: Instant): number => Math.round(epoch(at) / momentMs) * momentMs;

/** The same instant for a traveller. */
export const sameMoment = (a: Instant, b: Instant): boolean => rounded(a) === rounded(b);

/** An instant as a key in the ledger, as travellers hold it. */
export const momentKey = (at: Instant): string => instant(rounded(at));
