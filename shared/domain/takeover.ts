import { hour, type Instant } from './instant.ts';

/** A person has a conversation for this long after what they last did in it (RULES §7). */
export const takeoverLife = 12 * hour;

/** Whether a person has a conversation. */
export const isTakenOver = (
  { takenOverUntil }: { readonly takenOverUntil: Instant | null },
  now: Instant,
): boolean => takenOverUntil !== null && takenOverUntil > now;
