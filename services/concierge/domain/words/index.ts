import type { Language } from '#shared/domain/trip.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { pt } from './pt.ts';
import type { ConciergeWords } from './words.ts';

/** What the concierge says, by language. */
export const wordsIn: Readonly<Record<Language, ConciergeWords>> = { es, en, pt };
