import { formatMoment } from '#shared/domain/local-time.ts';
import type { Language } from '#shared/domain/trip.ts';
import { assertNever } from '#shared/result.ts';
import { texts } from './catalogue.ts';
import type { Part, VariableName } from './texts/text.ts';
import type { TemplateType, When, Words } from './words.ts';

/**
 * The most characters each variable may take: with them the longest template stays below WhatsApp's
 * 1,024.
 */
export const longest: Readonly<Record<VariableName, number>> = {
  name: 60,
  flight: 12,
  origin: 60,
  destination: 60,
  departure: 40,
  before: 40,
  beforeFlight: 12,
  gate: 20,
  terminal: 20,
  where: 60,
  note: 240,
  airport: 80,
  city: 60,
  stay: 140,
  belt: 20,
  agency: 60,
  words: 750,
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

/**
 * The facts of one message: what each variable says, and which parts the message would have if it
 * could have all.
 */
export interface Facts {
  readonly values: Readonly<Partial<Record<VariableName, string>>>;
  readonly parts: readonly Part[];
}

const present = (value: string | null): value is string =>
  value !== null && cleanValue(value, 10) !== '';
const having = (parts: Readonly<Partial<Record<Part, boolean>>>): Part[] =>
  (Object.keys(parts) as Part[]).filter((part) => parts[part]); // keys of a record over Part

/** The facts of words that are said with a template, in a language. */
export const factsOf = (
  language: Language,
  words: Extract<Words, { type: TemplateType }>,
): Facts => {
  const time = (when: When, weekday = true) => formatMoment(when.at, when, language, { weekday });
  switch (words.type) {
    case 'reservation_confirmation':
      return { values: { ...words, departure: time(words.departure) }, parts: [] };
    case '24h_reminder': {
      const where = texts[language].where(
        words.gate && cleanValue(words.gate, longest.gate),
        words.terminal && cleanValue(words.terminal, longest.terminal),
      );
      const { name, flight, origin, destination } = words;
      return {
        values: {
          name,
          flight,
          origin,
          destination,
          departure: time(words.departure, false),
          where,
          ...(words.before ? { before: time(words.before, false) } : {}),
          ...(words.note ? { note: words.note } : {}),
        },
        parts: having({
          changed: words.before !== null,
          where: where !== '',
          note: present(words.note),
        }),
      };
    }
    case 'delayed':
    case 'departure_moved_earlier':
    case 'back_on_time':
    case 'reinstated':
      return {
        values: {
          name: words.name,
          flight: words.flight,
          departure: time(words.departure),
          gate: words.gate ?? '',
          ...('before' in words ? { before: time(words.before) } : {}),
        },
        parts: having({
          gate: present(words.gate),
          agency_knows: words.type === 'delayed' && words.agency !== 'untold',
        }),
      };
    case 'gate_change':
      return {
        values: {
          name: words.name,
          flight: words.flight,
          departure: time(words.departure),
          gate: words.gate ?? '',
          terminal: words.terminal ?? '',
        },
        parts:
          present(words.gate) || !present(words.terminal)
            ? having({ gate: true, terminal: present(words.terminal) })
            : ['elsewhere', 'terminal'],
      };
    case 'boarding':
      return {
        values: {
          flight: words.flight,
          departure: time(words.departure),
          gate: words.gate ?? '',
          terminal: words.terminal ?? '',
        },
        parts: having({
          gate: present(words.gate) && !words.unchecked,
          unchecked: present(words.gate) && words.unchecked,
          // Where the gate's own template cannot be sent, the screens know it too.
          screens: true,
          terminal: present(words.terminal),
        }),
      };
    case 'cancelled':
    case 'trip_cancelled':
      return {
        values: { name: words.name, flight: words.flight, departure: time(words.departure) },
        parts: [],
      };
    case 'diverted': {
      const city = words.to?.city ?? '';
      const iata = words.to?.iata ?? '';
      const airport =
        present(city) && iata ? `${cleanValue(city, longest.city)} (${iata})` : city || iata;
      return {
        values: { name: words.name, flight: words.flight, airport },
        parts: having({ known: present(airport), elsewhere: true }),
      };
    }
    case 'landing':
      return {
        values: {
          name: words.name,
          city: words.city,
          stay: words.stay ?? '',
          belt: words.belt ?? '',
        },
        parts: having({ stay: present(words.stay), belt: present(words.belt) }),
      };
    case 'trip_changed':
      return {
        values: { ...words, departure: time(words.departure), before: time(words.beforeDeparture) },
        parts: [],
      };
    case 'itinerary_ready':
      return { values: { name: words.name }, parts: [] };
    case 'agency_reply':
      return { values: { agency: words.agency, words: words.words }, parts: [] };
    default:
      return assertNever(words);
  }
};
