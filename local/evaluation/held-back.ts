import { createHash } from 'node:crypto';
import type { Utterance } from './utterance.ts';

/**
 * Whether a line is held back from the corpus, by its id: its text may never be learned from, so
 * that it measures what the concierge makes of words that it has not seen.
 */
export const isHeldBack = ({ id }: Pick<Utterance, 'id'>): boolean =>
  createHash('sha256').update(id).digest().readUInt32BE() % 5 < 2;
