import { duration } from '#shared/domain/duration.ts';
import { between, minute } from '#shared/domain/instant.ts';
import { localClock } from '#shared/domain/local-time.ts';
import type { Locale } from '#shared/domain/locale.ts';
import { assertNever } from '#shared/result.ts';
import { texts } from './catalogue.ts';
import { cleanValue, longest, type Phrasing, phrasing } from './phrasing.ts';
import type { Part, VariableName } from './texts/text.ts';
import { mayBeUntold, thirdPerson } from './third-person.ts';
import type { AgencyKnowledge, OwnWords, TemplateType, Words } from './words.ts';

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

/** What the agency knows where there is trouble for it in any case. */
const knownTrouble = (agency: AgencyKnowledge): AgencyKnowledge =>
  agency === 'untold' ? 'told' : agency;

type TemplateWords = Extract<OwnWords, { type: TemplateType }>;
type WordsOf<T extends TemplateType> = Extract<Words, { type: T }>;

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
          untold: words.agency === 'untold',
          told: words.agency !== 'untold',
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
          told: true,
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
        parts: [],
      };
    case 'diverted': {
      const { iata, city } = words.to ?? { iata: null, city: null };
      const airport = iata ? place({ iata, city }) : (city ?? '');
      return {
        values: { flight: words.flight, airport },
        parts: having({
          known: present(airport),
          elsewhere: true,
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
          flying: phrases.times(words.departure && time(words.departure), time(words.arrival)),
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
    case 'test_message':
      return { values: {}, parts: [] };
    case 'agency_reply':
    case 'agency_notice':
      return { values: { words: words.words }, parts: [] };
    case 'duty_alert':
      return { values: { incident: words.news, answer: words.answer }, parts: [] };
    case 'duty_digest':
      return { values: { waiting: words.waiting, watch: words.watch }, parts: [] };
    default:
      return assertNever(words);
  }
};

/** A clause as the beginning of a sentence. */
const asSentence = (clause: string): string =>
  clause.replace(/^\p{L}/u, (first) => first.toUpperCase());

/** What the agency knows of the trouble that words tell; null: they do not say. */
const knowledgeIn = (words: TemplateWords): AgencyKnowledge | null => {
  if (!('agency' in words)) return null;
  return mayBeUntold(words) ? words.agency : knownTrouble(words.agency);
};

/** Who is told something with a template, and for whom. */
export interface Audience {
  readonly locale: Locale;
  /** What those are called whom it is about. */
  readonly travellers: string;
  readonly agency: { readonly name: string; readonly emergencyPhone: string | null };
}

/** The facts of words that are said with a template. */
export const factsOf = (
  { locale, travellers, agency }: Audience,
  words: Extract<Words, { type: TemplateType }>,
): Facts => {
  const said = phrasing(locale);
  const name = cleanValue(agency.name, longest.agency);
  const phone = cleanValue(agency.emergencyPhone ?? '', 20);
  const contact = phone === '' ? name : `${name} (${phone})`;
  if (words.type === 'guardian' || words.type === 'follower' || words.type === 'guide') {
    const { news } = texts[locale];
    const { values, part } = thirdPerson(words, { news, said, travellers }, { name, contact });
    return { values: { ...values, agency: name }, parts: part === null ? [] : [part] };
  }
  const { values, parts } = typeFacts(words, said);
  const knowledge = knowledgeIn(words);
  const knows = knowledge === null ? '' : asSentence(said.phrases.knows[knowledge](contact));
  return { values: { ...values, agency: name, contact, knows }, parts };
};
