import { remember, remembered } from '../api/browser-memory.ts';
import { createStore, useStore } from '../api/store.ts';
import { learn } from './fetched.ts';
import { type Dictionary, type Language, languages, type Words } from './words.ts';

export { type Language, languages };

const kept = 'bauhaus.language';
const isLanguage = (text: string | null): text is Language =>
  languages.some((language) => language === text);

const first = (): Language => {
  const chosen = remembered(kept);
  if (isLanguage(chosen)) return chosen;
  const spoken = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage);
  return spoken ?? 'es';
};

const language = createStore<Language>(first());
document.documentElement.lang = language.get();

/** Fetches the words of this browser’s language; before, nothing can be shown. */
export const learnLanguage = (): Promise<void> => learn(language.get());

/** The language of this browser. */
export const useLanguage = (): Language => useStore(language);
/** Speaks another language from now on; rejects where its words cannot be fetched. */
export const speak = async (next: Language): Promise<void> => {
  await learn(next);
  remember(kept, next);
  document.documentElement.lang = next;
  language.set(next);
};

/** Light or dark, or as the machine is. */
export type Theme = 'light' | 'dark' | 'system';
const keptTheme = 'bauhaus.theme';
const dark = matchMedia('(prefers-color-scheme: dark)');
const themeOf = (text: string | null): Theme =>
  text === 'light' || text === 'dark' ? text : 'system';
const theme = createStore<Theme>(themeOf(remembered(keptTheme)));
const paint = (): void => {
  const chosen = theme.get();
  document.documentElement.dataset['theme'] =
    chosen === 'system' ? (dark.matches ? 'dark' : 'light') : chosen;
};
dark.addEventListener('change', paint);
paint();

/** The theme that was chosen. */
export const useTheme = (): Theme => useStore(theme);
/** Chooses a theme. */
export const chooseTheme = (next: Theme): void => {
  remember(keptTheme, next);
  theme.set(next);
  paint();
};

/** The words of the present language. */
export const useWords = <T extends Dictionary>(all: Words<T>): T => all[useLanguage()];
