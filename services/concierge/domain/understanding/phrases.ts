/**
 * Phrases of the lexicon as they are written there: words of a folded text in a row, `|` between
 * alternatives, `*` for any ending, `..` for up to four words between, `#` for a digit, and `@name`
 * for the words of a group.
 */
export type Phrase = string;

/** Folded texts have letters, digits and blanks alone: a class of letters would take far longer. */
const escaped = (word: string): string => word.replaceAll('*', '[^ ]*').replaceAll('#', '\\d');

const wordPattern = (token: string, groups: Readonly<Record<string, string>>): string =>
  token
    .split('|')
    .flatMap((word) => {
      if (!word.startsWith('@')) return word;
      const group = groups[word.slice(1)];
      if (group === undefined) throw new Error(`the lexicon has no group ${word}`);
      return group.split(' ');
    })
    .map(escaped)
    .join('|');

const between = '(?:[^ ]+ ){0,4}?';

const patternOf = (phrase: Phrase, groups: Readonly<Record<string, string>>): string =>
  phrase
    .split(' ')
    .map((token) => (token === '..' ? between : `(?:${wordPattern(token, groups)}) `))
    .join('');

/** An expression that finds any of the phrases in a folded text that a blank was put after. */
export const anyPhrase = (
  phrases: readonly Phrase[],
  groups: Readonly<Record<string, string>> = {},
): RegExp =>
  new RegExp(`(?<=^| )(?:${phrases.map((phrase) => patternOf(phrase, groups)).join('|')})`, 'g');
