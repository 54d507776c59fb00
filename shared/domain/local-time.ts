import { Temporal } from 'temporal-polyfill';
import { day, epoch, type Instant, instant } from './instant.ts';
import type { Language } from './trip.ts';
import { instantsOf, zoneOffset } from './zone-offset.ts';

const names = {
  es: {
    weekdays: ['Dom', 'Lun', 'Mar', 'Mié', 'Jue', 'Vie', 'Sáb'],
    months: ['Ene', 'Feb', 'Mar', 'Abr', 'May', 'Jun', 'Jul', 'Ago', 'Sep', 'Oct', 'Nov', 'Dic'],
    afterTime: ' hs',
  },
  en: {
    weekdays: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
    months: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
    afterTime: '',
  },
  pt: {
    weekdays: ['Dom', 'Seg', 'Ter', 'Qua', 'Qui', 'Sex', 'Sáb'],
    months: ['Jan', 'Fev', 'Mar', 'Abr', 'Mai', 'Jun', 'Jul', 'Ago', 'Set', 'Out', 'Nov', 'Dez'],
    afterTime: '',
  },
} as const satisfies Record<Language, unknown>;

/**
 * What a clock and a calendar in the zone show, as `2027-03-03T13:20:00.000` (no offset, no zone).
 */
const wallTime = (at: Instant, zone: string): string => {
  const epochMs = epoch(at);
  return instant(epochMs + zoneOffset(epochMs, zone)).slice(0, -1);
};

/** The calendar date in the zone, `YYYY-MM-DD`. */
export const localDate = (at: Instant, zone: string): string => wallTime(at, zone).slice(0, 10);

/** The time of day in the zone, `HH:MM`. */
export const localClock = (at: Instant, zone: string): string => wallTime(at, zone).slice(11, 16);

/**
 * An instant as a traveller reads it at an airport (RULES §1): `Mar 8 Jul 22:05 hs (LHR)`, or
 * without the weekday `8 Jul 22:05 hs (LHR)`.
 */
export const formatMoment = (
  at: Instant,
  place: { readonly zone: string; readonly iata: string },
  language: Language,
  options: { readonly weekday: boolean },
): string => {
  const { weekdays, months, afterTime } = names[language];
  const wall = new Date(`${wallTime(at, place.zone)}Z`);
  const weekday = options.weekday ? `${weekdays[wall.getUTCDay()]} ` : '';
  return `${weekday}${wall.getUTCDate()} ${months[wall.getUTCMonth()]} ${wall.toISOString().slice(11, 16)}${afterTime} (${place.iata})`;
};

/** A calendar date, `YYYY-MM-DD`, as a traveller reads it: `Mar 8 Jul`. */
export const formatDate = (date: string, language: Language): string => {
  const { weekdays, months } = names[language];
  const day = new Date(`${date}T00:00:00.000Z`);
  return `${weekdays[day.getUTCDay()]} ${day.getUTCDate()} ${months[day.getUTCMonth()]}`;
};

/**
 * The instant at which clocks of one zone show what those of another show at `at`: the first of
 * two, and where they skip it the time as it was before they were put forward.
 */
export const withSameClock = (at: Instant, from: string, to: string): Instant => {
  if (from === to) return at;
  const wallMs = epoch(at) + zoneOffset(epoch(at), from);
  return instant(instantsOf(wallMs, to)[0] ?? wallMs - zoneOffset(wallMs - day, to));
};

/** How a departure that an agency wrote is to be understood. */
export type ParsedDeparture =
  /** `ambiguous`: the clocks show this time twice that day; `at` is the first. */
  | { readonly kind: 'instant'; readonly at: Instant; readonly ambiguous: boolean }
  /** The clocks jump over this time. */
  | { readonly kind: 'gap' }
  | { readonly kind: 'invalid' };

const departureForm =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?[0-5]\d)?$/i;

/**
 * Reads a date and time, `2027-03-03T13:20`, seconds optional: with an offset or `Z` it is that
 * instant, without one it is local at the origin (RULES §1).
 */
export const parseDeparture = (text: string, zone: string): ParsedDeparture => {
  const [, date, time, offset] = departureForm.exec(text.trim()) ?? [];
  if (date === undefined || time === undefined) return { kind: 'invalid' };
  try {
    if (offset)
      return {
        kind: 'instant',
        at: instant(Temporal.Instant.from(`${date}T${time}${offset}`).epochMilliseconds),
        ambiguous: false,
      };
    const wall = Temporal.PlainDateTime.from(`${date}T${time}`);
    const wallMs = wall.toZonedDateTime('UTC').epochMilliseconds;
    const [first, ...others] = instantsOf(wallMs, zone);
    if (first === undefined) return { kind: 'gap' };
    return { kind: 'instant', at: instant(first), ambiguous: others.length > 0 };
  } catch (error) {
    if (error instanceof RangeError) return { kind: 'invalid' };
    throw error;
  }
};
