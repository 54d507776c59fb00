/**
 * Half a character (a lone surrogate) as `JSON.stringify` writes it: what a cut through a pair or a
 * slip of a language model leaves. Pairs are never escaped by it.
 */
const halfCharacter = /(?<!\\)((?:\\\\)*)\\u[dD][89a-fA-F][0-9a-fA-F]{2}/g;

/**
 * A text of `JSON.stringify` with U+FFFD in the place of half characters. Postgres cannot store
 * one, and PostgREST refuses the whole body.
 */
export const withWholeCharacters = (json: string): string =>
  json.includes('\\ud') ? json.replace(halfCharacter, '$1\\ufffd') : json;
