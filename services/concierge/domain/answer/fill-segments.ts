import { momentText } from '../facts/fact.ts';
import type { Known } from '../facts/known.ts';
import { fold } from '../plain-text.ts';
import { labelProblem } from './label-rules.ts';
import type { Segment } from './model-answer.ts';
import { wordProblem } from './word-rules.ts';
import { mark, type Reference, type Refusal, referenceAt, written } from './written.ts';

/** Words of its own that an answer may have. */
const mostWords = 90;

const textOf = (reference: Reference, { language }: Known): string => {
  if (reference.kind === 'quote') return reference.entry.answer.trim();
  const { fact, offsetMinutes } = reference;
  return fact.moment && offsetMinutes !== 0
    ? momentText(fact.moment, language, offsetMinutes)
    : fact.text;
};

/**
 * The text of a model's answer, whose facts the program has written: or why it must not be sent.
 * Words of the model may lead to a fact, and claim none.
 */
export const fillSegments = (
  segments: readonly Segment[],
  known: Known,
): { readonly text: string } | Refusal => {
  const answer = written(segments, known);
  if ('reason' in answer) return answer;
  if (answer.text === '') return { reason: 'empty_answer', words: 'Write an answer.' };
  if (fold(answer.text).split(' ').length > mostWords)
    return { reason: 'too_long', words: `Use at most ${mostWords} words.` };
  const problem = wordProblem(answer, known) ?? labelProblem(answer, known);
  return (
    problem ?? {
      text: answer.text.replace(new RegExp(mark, 'gu'), (character) => {
        const reference = referenceAt(answer, character);
        return reference ? textOf(reference, known) : '';
      }),
    }
  );
};
