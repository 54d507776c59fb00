import { cityName } from '#shared/domain/city-names.ts';
import {
  formatMoment,
  localClock,
  localDate,
  nearDay,
  nightOf,
} from '#shared/domain/local-time.ts';
import { type Locale, languageOf } from '#shared/domain/locale.ts';
import { texts } from './catalogue.ts';
import type { VariableName } from './texts/text.ts';
import type { Place, When } from './words.ts';

/**
 * The most characters each variable may take: with them the longest template stays below WhatsApp's
 * 1,024.
 */
export const longest: Readonly<Record<VariableName, number>> = {
  name: 90,
  flight: 12,
  origin: 50,
  destination: 50,
  departure: 90,
  before: 80,
  bookingBefore: 180,
  late: 20,
  arrival: 60,
  airportAt: 50,
  gate: 40,
  terminal: 15,
  where: 75,
  note: 130,
  airport: 50,
  city: 40,
  stay: 140,
  belt: 20,
  legs: 250,
  flying: 110,
  next: 12,
  left: 20,
  agency: 60,
  contact: 85,
  words: 750,
  knows: 110,
  travellers: 90,
  flights: 400,
  news: 420,
  times: 140,
  counts: 80,
  incident: 300,
  answer: 2,
  waiting: 60,
  watch: 200,
};

/** Control characters, invisible ones and those that turn the direction of writing. */
const invisible = /[\p{Cc}\p{Cs}\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;
/** What would end our own bold type, or look like a variable. */
const markup = /[*{}]/g;

/** Cuts to so many UTF-16 units without tearing a character apart. */
const cut = (text: string, most: number): string => {
  if (text.length <= most) return text;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > most - 1) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
};

/**
 * A value as it may stand in a template: one line, no formatting of its own, not too long; empty
 * where nothing is left.
 */
export const cleanValue = (value: string, most: number): string =>
  cut(
    value
      .replace(/\s+/gu, ' ')
      .replace(invisible, '')
      .replace(markup, '')
      .replace(/ {2,}/g, ' ')
      .trim(),
    most,
  );

/** Puts moments and places into the words of a traveller. */
export const phrasing = (locale: Locale) => {
  const language = languageOf(locale);
  const { phrases } = texts[locale];
  const time = (when: When): string => formatMoment(when.at, when, language, { weekday: true });
  const shortTime = (when: When): string =>
    formatMoment(when.at, when, language, { weekday: false });
  const place = ({ iata, city }: Place): string => {
    const name = cleanValue(cityName(iata, language, city) ?? '', longest.city);
    return name === '' ? cleanValue(iata, 10) : `${name} (${cleanValue(iata, 10)})`;
  };
  /** With the night it lies in, where that is the night before for whoever gets up for it. */
  const withNight = (text: string, { at, zone }: When): string => {
    const night = nightOf(at, zone);
    const [from, to] = night ?? [0, 0];
    return night
      ? `${text}, ${phrases.night(phrases.weekdays[from] ?? '', phrases.weekdays[to] ?? '')}`
      : text;
  };
  /** Today, tomorrow or the date, seen from `now` (RULES §3: no weekday). */
  const soon = (when: When, now: string): string => {
    const day = nearDay(when.at, now, when.zone);
    return day === null ? shortTime(when) : `${phrases[day]}, ${shortTime(when)}`;
  };
  const clock = ({ at, zone, iata }: When): string => `${localClock(at, zone)} (${iata})`;
  const isSameDate = (a: When, b: When): boolean =>
    localDate(a.at, a.zone) === localDate(b.at, b.zone);
  /** The time told before, and the ticket's beside it. */
  const beside = (before: When, ticket: When): string => {
    if (before.at === ticket.at) return phrases.asOnTicket(time(before));
    return phrases.andOnTicket(
      time(before),
      isSameDate(before, ticket) ? localClock(ticket.at, ticket.zone) : time(ticket),
    );
  };
  const city = ({ iata, city: fromRecord }: Place): string =>
    cityName(iata, language, fromRecord) ?? iata;
  const clean = (value: string | null, most: number): string => cleanValue(value ?? '', most);
  return {
    phrases,
    time,
    shortTime,
    place,
    city,
    withNight,
    soon,
    clock,
    isSameDate,
    beside,
    clean,
    departure: (when: When): string => withNight(time(when), when),
    /** Gate and terminal, for a line of its own and to stand after the word for a gate. */
    where: ({
      gate,
      terminal,
    }: {
      readonly gate: string | null;
      readonly terminal: string | null;
    }): { readonly where: string; readonly gate: string; readonly terminal: string } => {
      const [cleanGate, cleanTerminal] = [clean(gate, 15), clean(terminal, longest.terminal)];
      const atTerminal = cleanTerminal && phrases.terminal(cleanTerminal);
      const join = (...all: readonly string[]): string => all.filter(Boolean).join(', ');
      return {
        where: join(cleanGate && phrases.gate(cleanGate), atTerminal),
        gate: cleanGate && join(cleanGate, atTerminal),
        terminal: cleanTerminal,
      };
    },
  };
};
/** See `phrasing`. */
export type Phrasing = ReturnType<typeof phrasing>;
