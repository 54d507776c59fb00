import { Temporal } from 'temporal-polyfill';
import { day, epoch, type Instant, instant } from './instant.ts';
import type { Language } from './trip.ts';
import { instantsOf, zoneOffset } from './zone-offset.ts';

const names = {
  es: {
    weekdays: ['domingo', 'lunes', 'martes', 'miércoles', 'jueves', 'viernes', 'sábado'],
    months: ['ene', 'feb', 'mar', 'abr', 'may', 'jun', 'jul', 'ago', 'sep', 'oct', 'nov', 'dic'],
  },
  en: {
    weekdays: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
    months: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
  },
  pt: {
    weekdays: ['domingo', 'segunda', 'terça', 'quarta', 'quinta', 'sexta', 'sábado'],
    months: ['jan', 'fev', 'mar', 'abr', 'mai', 'jun', 'jul', 'ago', 'set', 'out', 'nov', 'dez'],
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
 * An instant as a traveller reads it at an airport (RULES §1): `martes 8 jul 22:05 (LHR)`, or
 * without the weekday `8 jul 22:05 (LHR)`.
 */
export const formatMoment = (
  at: Instant,
  place: { readonly zone: string; readonly iata: string },
  language: Language,
  options: { readonly weekday: boolean },
): string => {
  const { weekdays, months } = names[language];
  const wall = new Date(`${wallTime(at, place.zone)}Z`);
  const weekday = options.weekday ? `${weekdays[wall.getUTCDay()]} ` : '';
  return `${weekday}${wall.getUTCDate()} ${months[wall.getUTCMonth()]} ${wall.toISOString().slice(11, 16)} (${place.iata})`;
};

/** A calendar date, `YYYY-MM-DD`, as a traveller reads it: `martes 8 jul`. */
export const formatDate = (date: string, language: Language): string => {
  const { weekdays, months } = names[language];
  const noon = new Date(`${date}T12:00:00.000Z`);
  return `${weekdays[noon.getUTCDay()]} ${noon.getUTCDate()} ${months[noon.getUTCMonth()]}`;
};

const dayNumber = (at: Instant, zone: string): number =>
  Math.floor(Date.parse(`${localDate(at, zone)}T00:00:00.000Z`) / day);

/** Whether an instant lies on the same day as `now` in the zone, or on the next; null: neither. */
export const nearDay = (at: Instant, now: Instant, zone: string): 'today' | 'tomorrow' | null => {
  const days = dayNumber(at, zone) - dayNumber(now, zone);
  return days === 0 ? 'today' : days === 1 ? 'tomorrow' : null;
};

/** Small hours belong to the night before for whoever has to get up for them. */
const smallHoursEnd = '05:00';

/**
 * The weekdays of the night in which an instant lies, as numbers from Sunday (0): the day before
 * and the day itself; null: it does not lie in the small hours.
 */
export const nightOf = (at: Instant, zone: string): readonly [number, number] | null => {
  if (localClock(at, zone) >= smallHoursEnd) return null;
  const weekday = (dayNumber(at, zone) + 4) % 7;
  return [(weekday + 6) % 7, weekday];
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
