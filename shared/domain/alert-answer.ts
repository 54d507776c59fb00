/** What the button below an alert says, in each language; who taps it answers with these words. */
export const takeIt = { es: 'Lo tomo', en: 'I take it', pt: 'Eu assumo' } as const;

const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();

const words: ReadonlySet<string> = new Set([
  ...Object.values(takeIt).map(folded),
  'me encargo',
  'yo me encargo',
  'lo tomo yo',
  'i have it',
  'i got it',
  'on it',
  'assumo',
  'deixa comigo',
]);

/**
 * The alert that a message says to take: its number, or 0 where it says so without one. Null: it
 * does not say that.
 * @example
 * alertAnswer('1'); // 1
 * alertAnswer('I take it'); // 0
 */
export const alertAnswer = (text: string): number | null => {
  const said = folded(text.slice(0, 40));
  if (/^[1-9]\d?$/.test(said)) return Number(said);
  return words.has(said) ? 0 : null;
};
