import { hour } from './instant.ts';

/** A person has a conversation for this long after what they last did in it (RULES §7). */
export const takeoverLife = 12 * hour;
