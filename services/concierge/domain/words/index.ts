import type { Locale } from '#shared/domain/locale.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { esAR } from './es-ar.ts';
import { pt } from './pt.ts';
import type { ConciergeWords } from './words.ts';

/** What the concierge says, by wording. */
export const wordsIn: Readonly<Record<Locale, ConciergeWords>> = { es, 'es-AR': esAR, en, pt };
