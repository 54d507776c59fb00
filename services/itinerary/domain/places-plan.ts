import type { ItineraryDay, ItineraryItem, PlaceType } from '#shared/domain/itinerary.ts';
import { foldedName, type Place } from '#shared/domain/place.ts';
import { type Frame, isWithin } from './frame.ts';
import { itemOf } from './ground.ts';

const noNotes = { safety_warnings: [], tags: [] };

/** What a day has room for, the most important first. */
const slots: readonly { readonly time: string; readonly wants: 'meal' | 'visit' }[] = [
  { time: '10:00', wants: 'visit' },
  { time: '20:30', wants: 'meal' },
  { time: '15:30', wants: 'visit' },
  { time: '13:00', wants: 'meal' },
];
const serves: Readonly<Record<'meal' | 'visit', readonly PlaceType[]>> = {
  meal: ['restaurant'],
  visit: ['attraction', 'activity', 'other'],
};

/** The house the traveller stays at, where it is one of the agency's places. */
const lodging = (stay: string | null, places: readonly Place[]): Place | null =>
  stay === null
    ? null
    : (places.find(
        ({ type, name }) => type === 'hotel' && foldedName(stay).includes(foldedName(name)),
      ) ?? null);

/**
 * A plan of the agency's own places alone, best first, each at most once, spread so that every day has something before any day has more.
 * Empty where there is nothing to visit.
 */
export const planOfPlaces = (
  frame: Frame,
  places: readonly Place[],
  stay: string | null,
): readonly ItineraryDay[] => {
  const left = new Map(
    Object.entries(serves).map(([wants, types]) => [
      wants,
      places.filter(({ type }) => types.includes(type)),
    ]),
  );
  const days = new Map(frame.dates.map((date): [string, ItineraryItem[]] => [date, []]));
  for (const { time, wants } of slots) {
    for (const [date, items] of days) {
      if (!isWithin(frame, { date, time })) continue;
      const place = left.get(wants)?.shift();
      if (place) items.push(itemOf(place, time, noNotes));
    }
  }
  const planned = [...days.values()].some((items) => items.length > 0);
  const house = planned ? lodging(stay, places) : null;
  if (house && isWithin(frame, frame.from))
    days.get(frame.from.date)?.push(itemOf(house, frame.from.time, noNotes));
  return planned
    ? [...days].map(([date, items]) => ({
        date,
        items: [...items].sort((a, b) => ((a.start ?? '') < (b.start ?? '') ? -1 : 1)),
      }))
    : [];
};
