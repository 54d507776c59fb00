import { ItineraryDay, type ItineraryItem } from '#shared/domain/itinerary.ts';
import { isOpen } from '#shared/domain/opening-hours.ts';
import type { Place } from '#shared/domain/place.ts';
import { isFree, usualMinutes } from '#shared/domain/stay-plan.ts';
import type { ItineraryDraft } from './draft.ts';
import { type Frame, isTimeOfDay, isWithin } from './frame.ts';
import { matchingPlace } from './visit.ts';

type DraftItem = ItineraryDraft['days'][number]['items'][number];

const maxTitleLength = 120;
const maxLineLength = 200;
const maxNotes = 5;
const maxItemsPerDay = 8;
/**
 * A line that may stand in a message: no links, no control characters, not long. So a prompt
 * injection cannot send a traveller anywhere.
 */
const cleanLine = (text: string | null | undefined, maxLength = maxLineLength): string | null => {
  const line = (text ?? '')
    .replace(/(?:https?:\/\/|www\.)\S*/gi, '')
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return line === '' ? null : [...line].slice(0, maxLength).join('').trim();
};
const cleanLines = (lines: readonly string[] | null | undefined): string[] =>
  (lines ?? []).flatMap((line) => cleanLine(line) ?? []).slice(0, maxNotes);
const inRange = (value: number | null | undefined, low: number, high: number): number | null =>
  value != null && value >= low && value <= high ? value : null;

/** The facts of one of the agency's places, as an item. */
export const placeItem = (
  place: Place,
  start: string | null,
  notes: Pick<ItineraryItem, 'safety_warnings' | 'tags'>,
): ItineraryItem => ({
  title: place.name,
  type: place.type,
  start,
  address: place.address === '' ? null : place.address,
  city: place.city,
  country: place.country,
  lat: place.lat,
  lng: place.lng,
  opening_hours: place.openingHours,
  rating: place.rating,
  source: 'agency',
  safety_warnings: notes.safety_warnings,
  tags: place.tags.length > 0 ? place.tags : notes.tags,
});

const groundItem = (item: DraftItem, places: readonly Place[]): ItineraryItem | null => {
  const title = cleanLine(item.title, maxTitleLength);
  if (title === null) return null;
  const start = item.start && isTimeOfDay(item.start) ? item.start : null;
  const notes = { safety_warnings: cleanLines(item.safety_warnings), tags: cleanLines(item.tags) };
  const place = matchingPlace({ ...item, title }, places);
  if (place) return placeItem(place, start, notes);
  return {
    title,
    type: item.type,
    start,
    address: cleanLine(item.address),
    city: cleanLine(item.city),
    country: cleanLine(item.country),
    lat: inRange(item.lat, -90, 90),
    lng: inRange(item.lng, -180, 180),
    opening_hours: cleanLine(item.opening_hours),
    rating: inRange(item.rating, 0, 5),
    source: 'low_validation',
    ...notes,
  };
};

const byStart = (a: ItineraryItem, b: ItineraryItem): number =>
  a.start === null || b.start === null || a.start === b.start ? 0 : a.start < b.start ? -1 : 1;

/** A day's items by their times, as drafted where one has none. */
const sortedItems = (items: readonly ItineraryItem[]): ItineraryItem[] =>
  items.every(({ start }) => start !== null) ? [...items].sort(byStart) : [...items];

const isPossible = (frame: Frame, date: string, time: string): boolean =>
  isWithin(frame, { date, time }) && isFree(frame.taken, date, time);

/** Whether an item is one of the agency's places, and closed then by the agency's own words. */
const isClosed = ({ source, start, opening_hours: hours }: ItineraryItem, date: string): boolean =>
  source === 'agency' && start !== null && isOpen(hours, date, start, usualMinutes.idea) === false;

/**
 * A draft as it may be shown: the frame's days, nothing outside the frame, at the time of what was
 * sold or at a closed door, and the agency's facts where an item is one of its places.
 */
export const groundDraft = (
  draft: ItineraryDraft,
  frame: Frame,
  places: readonly Place[],
): readonly ItineraryDay[] =>
  frame.dates.map((date) => {
    const items = draft.days
      .filter((day) => day.date === date)
      .flatMap((day) => day.items)
      .flatMap((item) => groundItem(item, places) ?? [])
      .filter(({ start }) => start === null || isPossible(frame, date, start))
      .filter((item) => !isClosed(item, date));
    return ItineraryDay.parse({ date, items: sortedItems(items).slice(0, maxItemsPerDay) });
  });
