import type { Language } from '#shared/domain/trip.ts';
import type { Known } from '../facts/known.ts';
import { languageOf } from '../language.ts';
import { fold } from '../plain-text.ts';
import { languageShown } from '../understanding/language-shown.ts';
import { refusal, vocabulary } from './claims-lexicon.ts';
import { mark, type Refusal, sentencesOf, type Written } from './written.ts';

/** From so many words on a text shows its language. */
const tellingWords = 5;
const languages = ['es', 'en', 'pt'] as const;

/** Whether a text may be of a language, by the words that are common in answers. */
const isIn = (text: string, language: Language): boolean => {
  if (languageShown(text, language) === 'unknown') return false;
  const shown = languageOf(text);
  if (shown === language) return true;
  const said = fold(text)
    .split(' ')
    .filter((word) => word !== '');
  const count = (one: Language) => said.filter((word) => vocabulary[one].has(word)).length;
  const most = Math.max(...languages.map(count));
  return said.length < tellingWords
    ? count(language) >= (shown === null ? 0 : most)
    : count(language) === most && most > 0 && (shown === null || most > 1);
};

const withoutMarks = (text: string): string => text.replace(new RegExp(mark, 'gu'), ' ');

/** Each sentence by itself, so that none is of another language than asked for. */
export const languageProblem = (written: Written, { language }: Known): Refusal | null =>
  [written, ...sentencesOf(written)].every(({ text }) => isIn(withoutMarks(text), language))
    ? null
    : refusal('language', `Write in the language of the material: ${language}.`);
