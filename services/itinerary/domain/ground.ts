import { ItineraryDay, type ItineraryItem } from '#shared/domain/itinerary.ts';
import { foldedName, type Place } from '#shared/domain/place.ts';
import type { ItineraryDraft } from './draft.ts';
import { type Frame, isWithin } from './frame.ts';

type DraftItem = ItineraryDraft['days'][number]['items'][number];

const longestTitle = 120;
const longestLine = 200;
const mostNotes = 5;
const mostItemsADay = 8;

/** A line that may stand in a message: no links, no control characters, not long. Whatever the model was talked into, it cannot send anybody anywhere. */
const cleanLine = (text: string | null | undefined, longest = longestLine): string | null => {
  const line = (text ?? '')
    .replace(/(?:https?:\/\/|www\.)\S*/gi, '')
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return line === '' ? null : [...line].slice(0, longest).join('').trim();
};
const cleanLines = (lines: readonly string[] | null | undefined): string[] =>
  (lines ?? []).flatMap((line) => cleanLine(line) ?? []).slice(0, mostNotes);
const within = (value: number | null | undefined, low: number, high: number): number | null =>
  value != null && value >= low && value <= high ? value : null;

/** The facts of one of the agency's places, as an item. */
export const itemOf = (
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

/**
 * The place that an item really is: the same name without case, accents and punctuation, or the name with the place's own city or address behind it.
 * Of several with one name only the one whose address is given; what the item says of its source counts for nothing.
 */
export const matchingPlace = (
  { title, address }: Pick<DraftItem, 'title' | 'address'>,
  places: readonly Place[],
): Place | null => {
  const wanted = foldedName(title);
  const named = places.filter((place) => {
    const name = foldedName(place.name);
    return (
      wanted === name ||
      wanted === foldedName(`${place.name} ${place.city}`) ||
      wanted === foldedName(`${place.name} ${place.address}`)
    );
  });
  if (named.length <= 1) return named[0] ?? null;
  const there = named.filter(
    (place) =>
      place.address !== '' && foldedName(address ?? '').includes(foldedName(place.address)),
  );
  return there.length === 1 ? (there[0] ?? null) : null;
};

const groundedItem = (item: DraftItem, places: readonly Place[]): ItineraryItem | null => {
  const title = cleanLine(item.title, longestTitle);
  if (title === null) return null;
  const start = item.start && /^([01]\d|2[0-3]):[0-5]\d$/.test(item.start) ? item.start : null;
  const notes = { safety_warnings: cleanLines(item.safety_warnings), tags: cleanLines(item.tags) };
  const place = matchingPlace({ ...item, title }, places);
  if (place) return itemOf(place, start, notes);
  return {
    title,
    type: item.type,
    start,
    address: cleanLine(item.address),
    city: cleanLine(item.city),
    country: cleanLine(item.country),
    lat: within(item.lat, -90, 90),
    lng: within(item.lng, -180, 180),
    opening_hours: cleanLine(item.opening_hours),
    rating: within(item.rating, 0, 5),
    source: 'low_validation',
    ...notes,
  };
};

const byStart = (a: ItineraryItem, b: ItineraryItem): number =>
  a.start === null || b.start === null || a.start === b.start ? 0 : a.start < b.start ? -1 : 1;

/** A day's items in the order of the clock; those without a time stay where they were among the others. */
const inOrder = (items: readonly ItineraryItem[]): ItineraryItem[] =>
  items.every(({ start }) => start !== null) ? [...items].sort(byStart) : [...items];

/** A draft as it may be shown: the frame's days, nothing outside the frame, and facts of the agency's places where an item is one of them. */
export const grounded = (
  draft: ItineraryDraft,
  frame: Frame,
  places: readonly Place[],
): readonly ItineraryDay[] =>
  frame.dates.map((date) => {
    const items = draft.days
      .filter((day) => day.date === date)
      .flatMap((day) => day.items)
      .flatMap((item) => groundedItem(item, places) ?? [])
      .filter(({ start }) => start === null || isWithin(frame, { date, time: start }));
    return ItineraryDay.parse({ date, items: inOrder(items).slice(0, mostItemsADay) });
  });
