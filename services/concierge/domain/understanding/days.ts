import type { Language } from '#shared/domain/trip.ts';
import lexicon from '../../lexicon/days.json' with { type: 'json' };
import { fold } from '../plain-text.ts';
import { anyPhrase } from './phrases.ts';

/** A day as a traveller names it. */
export type NamedDay =
  | { readonly kind: 'relative'; readonly days: number }
  /** Counted from one; -1 is the last. */
  | { readonly kind: 'nth'; readonly n: number }
  /** 0 is Sunday. */
  | { readonly kind: 'weekday'; readonly weekday: number }
  /** The month is null where only the day is named. */
  | { readonly kind: 'date'; readonly day: number; readonly month: number | null };

type Numbered = readonly (readonly [number, RegExp])[];

const numbered = (table: Readonly<Record<string, readonly string[]>>): Numbered =>
  Object.entries(table).map(([number, phrases]) => [Number(number), anyPhrase(phrases)]);
const numberedWords = (
  table: Readonly<Record<string, string>>,
  phraseOf: (words: string) => readonly string[],
): Numbered =>
  Object.entries(table).map(([number, words]) => [
    Number(number),
    anyPhrase(phraseOf(words.replaceAll(' ', '|'))),
  ]);

const relative = numbered(lexicon.relative).toSorted(([a], [b]) => b - a);
const notTomorrow = anyPhrase(lexicon.notTomorrow);
const ordinals = numberedWords(lexicon.ordinals, (words) => [
  `${words} dia|day`,
  `dia|day ${words}`,
]);
const months = numberedWords(lexicon.months, (words) => [words]);
const weekdaysOf = (language: Language): Numbered =>
  lexicon.weekdays[language].split(' ').map((word, weekday) => [
    weekday,
    // "segunda" alone is also "second": it is a day in Portuguese only.
    anyPhrase([`${word}|${word}s`, `${word} feira`]),
  ]);
const weekdays: Readonly<Record<Language, Numbered>> = {
  es: weekdaysOf('es'),
  pt: weekdaysOf('pt'),
  en: weekdaysOf('en'),
};

const nth = /(?<=^| )(?:dia|day|d) (?:numero |n |number )?(\d{1,2}) (?!de |of )/u;
const dateOfMonth =
  /(?<=^| )(?:el |dia |o |no dia |on |the )?(\d{1,2})(?:st|nd|rd|th|o|º)? (?:de |of )?$/u;
const dateBefore = /^(?:de |the )?(\d{1,2})(?:st|nd|rd|th)? /u;
const slashed = /(?<!\d)(\d{1,2})[/.-](\d{1,2})(?:[/.-]\d{2,4})?(?!\d)/u;
const dayOfMonth = /(?<=^| )(?:el|o|on the|dia) (\d{1,2})(?:st|nd|rd|th)? (?!de |of )/u;

const dateIn = (text: string, folded: string): NamedDay | null => {
  const numbers = slashed.exec(text);
  if (numbers && Number(numbers[1]) <= 31 && Number(numbers[2]) <= 12)
    return { kind: 'date', day: Number(numbers[1]), month: Number(numbers[2]) };
  for (const [month, expression] of months)
    for (const found of folded.matchAll(expression)) {
      const day =
        dateOfMonth.exec(folded.slice(0, found.index)) ??
        dateBefore.exec(folded.slice(found.index + found[0].length));
      if (day) return { kind: 'date', day: Number(day[1]), month };
    }
  return null;
};

/**
 * The day that a text names, if any. "Mañana" is tomorrow, unless it is a part of the day.
 * @param language of the text: decides what "segunda" is.
 */
export const dayIn = (text: string, language: Language): NamedDay | null => {
  const folded = `${fold(text)} `.replace(notTomorrow, 'x ');
  const date = dateIn(text, folded);
  if (date) return date;
  const ofTrip = nth.exec(folded);
  if (ofTrip) return { kind: 'nth', n: Number(ofTrip[1]) };
  const first = (table: Numbered): number | undefined =>
    table.find(([, expression]) => folded.search(expression) !== -1)?.[0];
  const ordinal = first(ordinals);
  if (ordinal !== undefined) return { kind: 'nth', n: ordinal };
  const weekday = first(weekdays[language]);
  if (weekday !== undefined) return { kind: 'weekday', weekday };
  const days = first(relative);
  if (days !== undefined) return { kind: 'relative', days };
  const bare = dayOfMonth.exec(folded);
  return bare && Number(bare[1]) >= 1 && Number(bare[1]) <= 31
    ? { kind: 'date', day: Number(bare[1]), month: null }
    : null;
};
