import { withoutSecretNumbers } from './redact.ts';

const link = /\b(?:https?:\/\/|www\.)\S+/giu;
const email = /[^\s@<>]{1,64}@(?:[^\s@<>.]{0,63}\.){1,8}\p{L}{2,}/gu;
/**
 * Seven digits or more, however they are grouped; a date or a time of day is shorter or otherwise
 * written.
 */
const phoneOrCard = /(?<![\p{L}\p{N}])\+?\d(?:[\s().-]{0,2}\d){6,}(?![\p{L}\p{N}])/gu;
/**
 * A passport, an identity card, a booking code with figures in it: letters and at least five digits
 * in one word.
 */
const isDocumentNumber = (word: string): boolean =>
  /^[\p{L}\d]{6,}$/u.test(word) && word.replace(/\D/g, '').length >= 5;
const isoDate = /^\d{4}-\d{2}-\d{2}$/;
const shortest = 3;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Text without its links: who has one opens what it leads to. */
const withoutLinks = (text: string): string => text.replace(link, '[link]');

/**
 * Text as it may be given to a language model: without links, e-mail addresses, telephone, card and
 * document numbers, and without the names given. Dates, times, house numbers and flight numbers
 * stay.
 */
export const withoutPersonalData = (text: string, names: readonly string[] = []): string => {
  const plain = withoutSecretNumbers(withoutLinks(text))
    .replace(email, '[e-mail]')
    .replace(phoneOrCard, (found) => (isoDate.test(found.trim()) ? found : '[number]'))
    .replace(/[\p{L}\p{N}]+/gu, (word) => (isDocumentNumber(word) ? '[number]' : word));
  const parts = names
    .flatMap((name) => [name, ...name.split(/\s+/)])
    .filter((part) => part.length >= shortest);
  return parts
    .sort((a, b) => b.length - a.length)
    .reduce(
      (rest, part) =>
        rest.replace(new RegExp(`(?<!\\p{L})${escaped(part)}(?!\\p{L})`, 'giu'), '[traveller]'),
      plain,
    );
};
