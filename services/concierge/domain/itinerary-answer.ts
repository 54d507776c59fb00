import { zonesOf } from '#shared/domain/flight.ts';
import { day as dayMs, type Instant, plus } from '#shared/domain/instant.ts';
import type { ItineraryDay } from '#shared/domain/itinerary.ts';
import { formatDate, localDate } from '#shared/domain/local-time.ts';
import { type Locale, languageOf } from '#shared/domain/locale.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { TripContext } from '#shared/ports/turn-contexts.ts';
import { cleanValue } from '#shared/templates/phrasing.ts';
import type { RequestedDay } from './skill.ts';
import { wordsIn } from './words/index.ts';

/** The date where the traveller is: at the origin until departure, then at the destination. */
const today = (trip: Trip, now: Instant): string =>
  localDate(
    now,
    now < (trip.estimatedDeparture ?? trip.scheduledDeparture ?? trip.departure)
      ? trip.originZone
      : trip.destinationZone,
  );

const addDays = (date: string, days: number): string =>
  plus(`${date}T00:00:00.000Z`, days * dayMs).slice(0, 10);

/** The date of a requested day; null for the whole itinerary. */
const requestedDate = (
  request: RequestedDay,
  days: readonly ItineraryDay[],
  now: string,
): string | null => {
  switch (request.kind) {
    case 'all':
      return null;
    case 'relative':
      return addDays(now, request.days);
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

const itemLine = ({ title, start, source, address }: ItineraryDay['items'][number]): string => {
  const where = address === null || address === '' ? '' : ` (${cleanValue(address, 120)})`;
  const time = start === null ? '' : `${start} `;
  const unchecked = source === 'agency' ? '' : ' ~';
  return `• ${time}${cleanValue(title, 160)}${where}${unchecked}`;
};

/** The text of the itinerary or of one day of it; null where there is no itinerary yet. */
export const itineraryAnswer = (
  context: TripContext,
  request: RequestedDay,
  locale: Locale,
  now: Instant,
): string | null => {
  const words = wordsIn[locale].itinerary;
  const days = [...(context.itinerary?.days ?? [])].sort((a, b) => (a.date < b.date ? -1 : 1));
  const first = days[0];
  const last = days.at(-1);
  if (!first || !last) return null;
  const dayText = (day: ItineraryDay) =>
    [
      words.day(days.indexOf(day) + 1, formatDate(day.date, languageOf(locale))),
      ...day.items.map(itemLine),
    ].join('\n');
  const note = (shown: readonly ItineraryDay[]) =>
    shown.some(({ items }) => items.some(({ source }) => source === 'low_validation'))
      ? [words.unchecked]
      : [];
  const date = requestedDate(
    request,
    days,
    today({ ...context.trip, ...zonesOf(context.trip, context.flight) }, now),
  );
  if (date === null) return [words.title, ...days.map(dayText), ...note(days)].join('\n\n');
  const plannedDay = days.find((day) => day.date === date);
  if (!plannedDay || plannedDay.items.length === 0)
    return words.nothing(
      formatDate(date, languageOf(locale)),
      formatDate(first.date, languageOf(locale)),
      formatDate(last.date, languageOf(locale)),
    );
  return [dayText(plannedDay), ...note([plannedDay])].join('\n\n');
};
