/** A part of a message that may ask for something of its own. */
export interface Sentence {
  readonly text: string;
  readonly isQuestion: boolean;
}

const sentence = /[^.?!;\n…]+(?:\.(?!\s|$)[^.?!;\n…]*)*([.?!;\n…]*)/gu;

/** The sentences of a message, as they are written. */
export const sentencesOf = (text: string): readonly Sentence[] =>
  [...text.matchAll(sentence)]
    .map(([whole, end = '']) => ({ text: whole.trim(), isQuestion: end.includes('?') }))
    .filter(({ text: words }) => /\p{L}/u.test(words));
