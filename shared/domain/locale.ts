import { z } from 'zod';
import type { Language } from './trip.ts';

/**
 * How a text is worded: a language, or Spanish as it is spoken on the River Plate (`vos`), which
 * differs from the other Spanish in some lines only.
 */
export const Locale = z.enum(['es', 'es-AR', 'en', 'pt']);
export type Locale = z.infer<typeof Locale>;

/** Argentina and Uruguay, by the codes of their numbers. */
const voseoNumber = /^\+?(54|598)/;

/** The wording for a phone: `voseo` is the agency's choice, which by default goes by the number. */
export const localeOf = (
  language: Language,
  phone: string,
  voseo: 'by_number' | 'always' | 'never' = 'by_number',
): Locale => {
  if (language !== 'es' || voseo === 'never') return language;
  return voseo === 'always' || voseoNumber.test(phone) ? 'es-AR' : 'es';
};

/** The language of a wording. */
export const languageOf = (locale: Locale): Language => (locale === 'es-AR' ? 'es' : locale);
