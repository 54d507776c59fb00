import { cityName } from '#shared/domain/city-names.ts';
import { duration } from '#shared/domain/duration.ts';
import { between, minute } from '#shared/domain/instant.ts';
import {
  formatMoment,
  localClock,
  localDate,
  nearDay,
  nightOf,
} from '#shared/domain/local-time.ts';
import { type Locale, languageOf } from '#shared/domain/locale.ts';
import { assertNever } from '#shared/result.ts';
import { texts } from './catalogue.ts';
import type { Part, VariableName } from './texts/text.ts';
import type { AgencyKnowledge, Place, TemplateType, When, Words } from './words.ts';

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
  where: 50,
  note: 130,
  airport: 50,
  city: 40,
  stay: 140,
  belt: 20,
  legs: 250,
  times: 110,
  next: 12,
  left: 20,
  agency: 60,
  contact: 85,
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

/** That the agency was told is true also where somebody there has acknowledged it. */
const knowledge = (agency: AgencyKnowledge): Partial<Record<Part, boolean>> => ({
  untold: agency === 'untold',
  told: agency !== 'untold',
  acknowledged: agency === 'acknowledged',
});

/** The same where there is trouble for the agency in any case. */
const knowledgeOfTrouble = (agency: AgencyKnowledge): Partial<Record<Part, boolean>> =>
  knowledge(agency === 'untold' ? 'told' : agency);

type TemplateWords = Extract<Words, { type: TemplateType }>;
type WordsOf<T extends TemplateType> = Extract<Words, { type: T }>;

/** Puts moments and places into the words of a traveller. */
const phrasing = (locale: Locale) => {
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
type Phrasing = ReturnType<typeof phrasing>;

const moved = (
  words: WordsOf<'delayed' | 'departure_moved_earlier'>,
  { departure, beside, where, time, place }: Phrasing,
): Facts['values'] => {
  const behindTicket = between(words.ticket.at, words.departure.at);
  const behindTold = between(words.before.at, words.departure.at);
  return {
    flight: words.flight,
    departure: departure(words.departure),
    before: beside(words.before, words.ticket),
    late: duration(Math.round((behindTicket > 0 ? behindTicket : behindTold) / minute)),
    arrival: words.arrival ? time(words.arrival) : place(words.destination),
    ...where(words),
  };
};

const typeFacts = (words: TemplateWords, said: Phrasing): Facts => {
  const { phrases, time, shortTime, place, where, departure } = said;
  switch (words.type) {
    case 'reservation_confirmation':
      return {
        values: {
          flight: words.flight,
          origin: place(words.origin),
          destination: place(words.destination),
          departure: departure(words.departure),
          legs: words.otherLegs
            .map(
              ({ flight, origin, destination, departure: at }) =>
                `${flight} ${origin.iata}-${destination.iata}, ${time(at)}`,
            )
            .join('; '),
          where: where(words).where || phrases.noGate,
        },
        parts: having({
          number: words.isNewNumber,
          legs: words.otherLegs.length > 0,
        }),
      };
    case '24h_reminder': {
      const places = where(words);
      return {
        values: {
          flight: words.flight,
          origin: place(words.origin),
          destination: place(words.destination),
          departure: said.withNight(said.soon(words.departure, words.now), words.departure),
          before: words.before ? shortTime(words.before) : '',
          arrival: words.arrival ? shortTime(words.arrival) : place(words.destination),
          airportAt: said.isSameDate(words.airportAt, words.departure)
            ? said.clock(words.airportAt)
            : said.soon(words.airportAt, words.now),
          note: words.note ?? '',
          ...places,
        },
        parts: having({
          changed: words.before !== null,
          where: places.where !== '',
          note: present(words.note),
        }),
      };
    }
    case 'delayed': {
      const values = moved(words, said);
      return {
        values,
        parts: having({
          early: !words.isNear,
          near: words.isNear,
          where: values.where !== '',
          ...knowledge(words.agency),
        }),
      };
    }
    case 'departure_moved_earlier': {
      const values = moved(words, said);
      return {
        values,
        parts: having({
          [words.kind]: true,
          where: words.kind !== 'gone' && values.where !== '',
          ...knowledgeOfTrouble(words.agency),
        }),
      };
    }
    case 'back_on_time':
    case 'reinstated': {
      const places = where(words);
      return {
        values: {
          flight: words.flight,
          departure: departure(words.departure),
          arrival: words.arrival ? time(words.arrival) : place(words.destination),
          ...places,
        },
        parts: having({ where: places.where !== '' }),
      };
    }
    case 'gate_change': {
      const places = where(words);
      return {
        values: { flight: words.flight, departure: time(words.departure), ...places },
        parts: having({
          first: words.isFirst,
          both: words.what === 'both',
          // What has changed in a message of both is said by the word about the gate as well.
          gate: words.what !== 'terminal',
          terminal: words.what === 'terminal',
        }),
      };
    }
    case 'boarding': {
      const places = where(words);
      return {
        values: {
          flight: words.flight,
          departure: words.before
            ? phrases.insteadOf(
                time(words.departure),
                said.isSameDate(words.before, words.departure)
                  ? localClock(words.before.at, words.before.zone)
                  : time(words.before),
              )
            : time(words.departure),
          ...places,
        },
        parts: having({
          gate: places.gate !== '' && !words.unchecked,
          unchecked: places.gate !== '' && words.unchecked,
          // Where the gate's own template cannot be sent, the screens know it too.
          screens: true,
          terminal: places.terminal !== '',
        }),
      };
    }
    case 'cancelled':
    case 'trip_cancelled':
      return {
        values: {
          flight: words.flight,
          origin: place(words.origin),
          destination: place(words.destination),
          departure: time(words.departure),
        },
        parts: words.type === 'cancelled' ? having(knowledgeOfTrouble(words.agency)) : [],
      };
    case 'diverted': {
      const { iata, city } = words.to ?? { iata: null, city: null };
      const airport = iata ? place({ iata, city }) : (city ?? '');
      return {
        values: { flight: words.flight, airport },
        parts: having({
          known: present(airport),
          elsewhere: true,
          ...knowledgeOfTrouble(words.agency),
        }),
      };
    }
    case 'connection_at_risk':
    case 'connection_missed':
    case 'connection_restored': {
      const { next } = words;
      return {
        values: {
          flight: words.flight,
          city: said.city(words.destination),
          times: phrases.times(words.departure && time(words.departure), time(words.arrival)),
          next: next.flight,
          destination: place(next.destination),
          departure: time(next.departure),
          left: duration(next.minutesLeft),
          where: where(next).where || phrases.noGate,
        },
        parts: [],
      };
    }
    case 'landing': {
      const { next } = words;
      return {
        values: {
          city: said.city(words.destination),
          stay: words.stay ?? '',
          belt: words.belt ?? '',
          ...(next
            ? {
                flight: next.flight,
                destination: place(next.destination),
                departure: time(next.departure),
                left: duration(next.minutesLeft),
                where: where(next).where || phrases.noGate,
              }
            : {}),
        },
        parts: having({
          next: next !== null,
          home: words.isHome && next === null,
          welcome: !words.isHome && next === null,
          stay: present(words.stay),
          belt: present(words.belt),
        }),
      };
    }
    case 'trip_changed': {
      const { before } = words;
      return {
        values: {
          flight: words.flight,
          origin: place(words.origin),
          destination: place(words.destination),
          departure: departure(words.departure),
          bookingBefore: phrases.booking({
            flight: before.flight,
            origin: place(before.origin),
            destination: place(before.destination),
            departure: time(before.departure),
          }),
        },
        parts: [],
      };
    }
    case 'itinerary_ready':
      return { values: {}, parts: [] };
    case 'agency_reply':
      return { values: { words: words.words }, parts: [] };
    default:
      return assertNever(words);
  }
};

/** The facts of words that are said with a template, for a reader of an agency. */
export const factsOf = (
  locale: Locale,
  words: TemplateWords,
  agency: { readonly name: string; readonly emergencyPhone: string | null },
): Facts => {
  const { values, parts } = typeFacts(words, phrasing(locale));
  const name = cleanValue(agency.name, longest.agency);
  const phone = cleanValue(agency.emergencyPhone ?? '', 20);
  return {
    values: { ...values, agency: name, contact: phone === '' ? name : `${name} (${phone})` },
    parts,
  };
};
