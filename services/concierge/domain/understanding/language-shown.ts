import type { Language } from '#shared/domain/trip.ts';
import lexicon from '../../lexicon/words.json' with { type: 'json' };
import { languageOf } from '../language.ts';
import { fold } from '../plain-text.ts';

const foreignWords = Object.values(lexicon.foreign).map((words) => new Set(words.split(' ')));
/** One word may be a name, a loan or a slip. */
const sureWords = 2;

const languages = ['es', 'en', 'pt'] as const;

const otherScript = /[\p{L}--\p{Script=Latin}]/gv;
const latin = /\p{Script=Latin}/gu;

/**
 * The language of a conversation after a text: another than before only where two words of it are
 * surely of that language, and `unknown` where two are of one that is not spoken here and more than
 * are of ours.
 */
export const languageShown = (text: string, before: Language): Language | 'unknown' => {
  const others = text.match(otherScript)?.length ?? 0;
  if (others >= sureWords && others > (text.match(latin)?.length ?? 0)) return 'unknown';
  const words = [...new Set(fold(text).split(' '))];
  const foreign = Math.max(
    ...foreignWords.map((known) => words.filter((word) => known.has(word)).length),
  );
  const shown = words.map(languageOf);
  const countOf = (language: Language): number =>
    shown.filter((other) => other === language).length;
  const most = Math.max(...languages.map(countOf));
  if (foreign >= sureWords && foreign > most) return 'unknown';
  const language = languageOf(text);
  return language !== null && countOf(language) >= sureWords ? language : before;
};
