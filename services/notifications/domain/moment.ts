import { epoch, type Instant, instant, minute } from '#shared/domain/instant.ts';

/** Times are told to travellers in steps of five minutes (RULES §3). */
export const momentMs = 5 * minute;

const rounded = (at: Instant): number => Math.round(epoch(at) / momentMs) * momentMs;

/** Whether two instants are the same time for a traveller. */
export const isSameMoment = (a: Instant, b: Instant): boolean => rounded(a) === rounded(b);

/** The instant as part of a ledger key: rounded, so that a minute more is no new message. */
export const momentKey = (at: Instant): string => instant(rounded(at));
