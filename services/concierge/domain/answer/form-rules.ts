import { minute, plus } from '#shared/domain/instant.ts';
import type { Fact } from '../facts/fact.ts';
import type { Known } from '../facts/known.ts';
import { refusal } from './claims-lexicon.ts';
import { mark, type Refusal, referenceAt, type Written } from './written.ts';

const longestOffset = 24 * 60;
const roundMinutes = 5;

/** What is wrong with counting back from a fact; null: nothing. */
export const offsetProblem = (
  { fact, offsetMinutes }: { readonly fact: Fact; readonly offsetMinutes: number },
  { airportAt }: Known,
): Refusal | null => {
  if (offsetMinutes === 0) return null;
  const { moment, name, subject } = fact;
  const isWhole =
    Number.isInteger(offsetMinutes / roundMinutes) &&
    offsetMinutes < 0 &&
    offsetMinutes >= -longestOffset;
  if (!moment || moment.as === 'date' || !isWhole || !['departure', 'airport'].includes(subject))
    return refusal(
      'bad_offset',
      `"${name}" takes no such offset: departure times take multiples of five minutes before.`,
    );
  return airportAt !== null && plus(moment.at, offsetMinutes * minute) > airportAt
    ? refusal('bad_offset', 'That is later than airport.time, when to be at the airport.')
    : null;
};

const glued = new RegExp(`[\\p{L}\\p{N}]${mark}|${mark}(?:[\\p{L}\\p{N}]|${mark})`, 'u');
/** Whether a sentence may begin behind a text; a loop, since an expression would try each blank. */
const endsSentence = (text: string): boolean => {
  let end = text.length;
  while (end > 0 && ' \t*_•'.includes(text[end - 1] ?? '')) end -= 1;
  return end === 0 || '.!?:…\n'.includes(text[end - 1] ?? '');
};
const afterSentence = /^(?:[\s*_]*$|[\s*_.]*\n|[.!]?\s+[¡¿\p{Lu}])/u;

/** A reference that would run into its neighbours. */
export const formProblem = ({ text, references }: Written): Refusal | null => {
  if (glued.test(text))
    return refusal('glued', 'Put a blank between a reference and the words around it.');
  for (const match of text.matchAll(new RegExp(mark, 'gu'))) {
    const reference = referenceAt({ references }, match[0]);
    const standsAlone = reference?.kind === 'quote' || reference?.fact.isSentence === true;
    const before = text.slice(0, match.index);
    const after = text.slice(match.index + 1);
    if (standsAlone && !(endsSentence(before) && afterSentence.test(after)))
      return refusal('glued', 'Quotes and whole sentences stand on lines of their own.');
  }
  return null;
};
