/**
 * The source of a regular expression that is written over several lines. Line breaks and the
 * indentation after them do not count, so a blank that is meant may not stand beside one.
 */
export const source = (parts: TemplateStringsArray, ...values: readonly string[]): string =>
  String.raw(parts, ...values).replace(/\n\s*/g, '');

/** A regular expression without flags, written like a `source`. */
export const regex = (parts: TemplateStringsArray, ...values: readonly string[]): RegExp =>
  new RegExp(source(parts, ...values));

/** A regular expression that matches any of the alternatives, as whole words. */
export const anyOf = (...alternatives: readonly string[]): RegExp =>
  new RegExp(`\\b(?:${alternatives.join('|')})\\b`);

/** The words of a text that may go over several lines. */
export const wordList = ({ raw }: TemplateStringsArray): readonly string[] =>
  raw.join('').trim().split(/\s+/);

/** A text of one line that is written over several: each line break counts as one blank. */
export const oneLine = (
  parts: TemplateStringsArray,
  ...values: readonly (string | number)[]
): string =>
  parts
    .map(
      (part, index) =>
        `${part.replace(/\s+/g, (gap) => (gap.includes('\n') ? ' ' : gap))}${values[index] ?? ''}`,
    )
    .join('')
    .trim();
