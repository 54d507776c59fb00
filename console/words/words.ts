/** The languages of the console; Spanish is where nothing else is known. */
export const languages = ['es', 'en', 'pt'] as const;
/** A language of the console. */
export type Language = (typeof languages)[number];

/** What words are made of: texts, texts with something in them, and groups of both. */
export interface Dictionary {
  readonly [name: string]: string | ((...about: never[]) => string) | Dictionary;
}
/** The same words in each language. */
export type Words<T extends Dictionary> = Readonly<Record<Language, T>>;

/** Words in three languages: one that is missing in a language does not compile. */
export const words = <T extends Dictionary>(es: T, en: NoInfer<T>, pt: NoInfer<T>): Words<T> => ({
  es,
  en,
  pt,
});
