import { zonesOf } from '#shared/domain/flight.ts';
import { day as dayMs, type Instant, plus } from '#shared/domain/instant.ts';
import type { ItineraryItem } from '#shared/domain/itinerary.ts';
import { formatDate, localClock, localDate } from '#shared/domain/local-time.ts';
import { type Locale, languageOf } from '#shared/domain/locale.ts';
import type { PlanEntry } from '#shared/domain/stay-days.ts';
import type { SoldItem, SoldTransfer } from '#shared/domain/stay-plan.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { CompleteTripContext } from '#shared/ports/turn-contexts.ts';
import { cleanValue } from '#shared/templates/phrasing.ts';
import { type StayOfTrip, stayOf } from './trip-stay.ts';
import type { NamedDay } from './understanding/days.ts';
import { wordsIn } from './words/index.ts';
import type { ConciergeWords } from './words/words.ts';

/** The part of the itinerary that is asked for; `file`: the whole of it, as a PDF. */
export type RequestedDay = NamedDay | { readonly kind: 'all' | 'file' | 'today' };

/** The zone where the traveller is: that of the origin until departure, then of the destination. */
const zoneNow = (trip: Trip, now: Instant): string =>
  now < (trip.estimatedDeparture ?? trip.scheduledDeparture ?? trip.departure)
    ? trip.originZone
    : trip.destinationZone;

const addDays = (date: string, days: number): string =>
  plus(`${date}T00:00:00.000Z`, days * dayMs).slice(0, 10);

/** The date of a day of a month, the next one from `now` on, or of the days that are planned. */
const dateOf = (
  { day, month }: Extract<RequestedDay, { kind: 'date' }>,
  days: readonly { readonly date: string }[],
  now: string,
): string => {
  const isMeant = (date: string) =>
    Number(date.slice(8)) === day && (month === null || Number(date.slice(5, 7)) === month);
  const ahead = Array.from({ length: 366 }, (_, n) => addDays(now, n)).find(isMeant);
  return days.find(({ date }) => isMeant(date))?.date ?? ahead ?? now;
};

/** The date of a requested day; null for the whole itinerary. */
const requestedDate = (
  request: RequestedDay,
  days: readonly { readonly date: string }[],
  now: string,
): string | null => {
  switch (request.kind) {
    case 'all':
    case 'file':
      return null;
    case 'relative':
      return addDays(now, request.days);
    // Before the stay there is nothing on today: the whole plan says more.
    case 'today':
      return days.some(({ date }) => date === now) ? now : null;
    case 'date':
      return dateOf(request, days, now);
    case 'weekday': {
      const onThatDay = (date: string) =>
        new Date(`${date}T00:00:00.000Z`).getUTCDay() === request.weekday;
      const planned = days.filter(({ date }) => onThatDay(date));
      const ahead = [0, 1, 2, 3, 4, 5, 6].map((n) => addDays(now, n)).find(onThatDay);
      return (planned.find(({ date }) => date >= now) ?? planned[0])?.date ?? ahead ?? now;
    }
    case 'nth': {
      // "día 12" is the twelfth of the month where the itinerary has fewer days.
      const nth = days.at(request.n > 0 ? request.n - 1 : request.n);
      const ofMonth = days.find(({ date }) => Number(date.slice(8)) === request.n);
      return (nth ?? ofMonth)?.date ?? addDays(days[0]?.date ?? now, request.n - 1);
    }
  }
};

const line = (start: string | null, text: string): string =>
  `• ${start === null ? '' : `${start} `}${text}`;
const brackets = (...parts: readonly (string | null)[]): string => {
  const known = parts.flatMap((part) => (part ? cleanValue(part, 120) : []));
  return known.length === 0 ? '' : ` (${known.join(', ')})`;
};

const ideaLine = ({ title, start, source, address }: ItineraryItem): string => {
  const unchecked = source === 'agency' ? '' : ' ~';
  return line(start, `${cleanValue(title, 160)}${brackets(address)}${unchecked}`);
};

/** A ride that was sold: when, from where, and whom to call. */
export const transferLine = (
  { start, pickUp, dropOff, supplier, phone }: SoldTransfer,
  when: string | null,
): string => {
  const to = dropOff === null ? '' : ` → ${cleanValue(dropOff, 120)}`;
  return line(
    when ?? start.slice(11),
    `🚐 ${cleanValue(pickUp, 120)}${to}${brackets(supplier, phone)}`,
  );
};

/** What was sold, and whom to call. */
export const soldLine = (
  { title, start, address, supplier, phone }: SoldItem,
  when: string | null,
): string =>
  line(
    when ?? (start.length > 10 ? start.slice(11) : null),
    `${cleanValue(title, 160)}${brackets(address, supplier, phone)}`,
  );

const entryLine = (entry: PlanEntry, words: ConciergeWords['itinerary']): string | null => {
  switch (entry.kind) {
    case 'flight':
      // The flight has an answer of its own, which is always of now.
      return null;
    case 'hotel': {
      const { name, address, phone } = entry.hotel;
      return entry.event === 'check_in'
        ? line(entry.start, `🏨 ${cleanValue(name, 160)}${brackets(address, phone)}`)
        : line(entry.start, `🏨 ${words.checkOut(cleanValue(name, 160))}`);
    }
    case 'transfer':
      return transferLine(entry.transfer, entry.start);
    case 'sold':
      return soldLine(entry.item, entry.start);
    case 'idea':
      return ideaLine(entry.item);
  }
};

interface Day {
  readonly date: string;
  readonly lines: readonly string[];
  /** Those that have a time, by it. */
  readonly timed: readonly { readonly start: string; readonly line: string }[];
  readonly hasUnchecked: boolean;
}

const daysOf = (planned: StayOfTrip, words: ConciergeWords['itinerary']): readonly Day[] =>
  planned.days
    .map(({ date, entries }) => ({
      date,
      lines: entries.flatMap((entry) => entryLine(entry, words) ?? []),
      timed: entries.flatMap((entry) => {
        const said = entryLine(entry, words);
        return entry.start === null || said === null ? [] : [{ start: entry.start, line: said }];
      }),
      hasUnchecked: entries.some(
        (entry) => entry.kind === 'idea' && entry.item.source === 'low_validation',
      ),
    }))
    .filter(({ date, lines }) => date >= planned.stay.from || lines.length > 0);

/** What is next on the plan of a day by the clock of the place; none: nothing on it has a time. */
const nextOf = (
  { timed }: Day,
  clock: string,
  words: ConciergeWords['itinerary'],
): readonly string[] => {
  if (timed.length === 0) return [];
  const next = timed.find(({ start }) => start > clock);
  return [next ? `➡️ *${words.next}*\n${next.line}` : words.nothingMore];
};

/** The text of the itinerary or of one day of it; null where there is no itinerary yet. */
export const itineraryAnswer = (
  context: CompleteTripContext,
  request: RequestedDay,
  locale: Locale,
  now: Instant,
): string | null => {
  const words = wordsIn[locale].itinerary;
  const language = languageOf(locale);
  const planned = stayOf(context);
  const days = planned?.isPlanned ? daysOf(planned, words) : [];
  const first = days[0];
  const last = days.at(-1);
  if (!first || !last) return null;
  if (request.kind === 'file') return words.file;
  const nameOf = (date: string) => formatDate(date, language);
  const dayText = (day: Day) =>
    [words.day(days.indexOf(day) + 1, nameOf(day.date)), ...day.lines].join('\n');
  const note = (shown: readonly Day[]) =>
    shown.some(({ hasUnchecked }) => hasUnchecked) ? [words.unchecked] : [];
  const zone = zoneNow({ ...context.trip, ...zonesOf(context.trip, context.flight) }, now);
  const today = localDate(now, zone);
  const date = requestedDate(request, days, today);
  if (date === null) {
    const filled = days.filter(({ lines }) => lines.length > 0);
    const shown = filled.length > 0 ? filled : days;
    return [words.title, ...shown.map(dayText), ...note(days)].join('\n\n');
  }
  const plannedDay = days.find((day) => day.date === date);
  if (!plannedDay || plannedDay.lines.length === 0)
    return words.nothing(nameOf(date), nameOf(first.date), nameOf(last.date));
  // Who names no day asks what is next, too.
  const next =
    request.kind === 'today' && date === today
      ? nextOf(plannedDay, localClock(now, zone), words)
      : [];
  return [...next, dayText(plannedDay), ...note([plannedDay])].join('\n\n');
};
