import type { Dictionary, Language, Words } from './words.ts';

/** The bundler makes these files: all words of one language. */
const files: Readonly<Record<Language, () => Promise<Readonly<Record<string, Dictionary>>>>> = {
  es: () => import('words:es'),
  en: () => import('words:en'),
  pt: () => import('words:pt'),
};
const known: Partial<Record<Language, Readonly<Record<string, Dictionary>>>> = {};

/** Fetches the words of a language, once; before, nothing can be said in it. */
export const learn = async (language: Language): Promise<void> => {
  known[language] ??= await files[language]();
};

/**
 * What stands in the bundle for a dictionary: its words in the languages that were fetched.
 * @public
 */
export const fetched = (name: string): Words<Dictionary> => {
  const inLanguage = (language: Language): Dictionary => {
    const words = known[language]?.[name];
    if (words === undefined) throw new Error(`no words of ${language} yet: ${name}`);
    return words;
  };
  return {
    get es() {
      return inLanguage('es');
    },
    get en() {
      return inLanguage('en');
    },
    get pt() {
      return inLanguage('pt');
    },
  };
};
