import type { ItineraryDay, ItineraryItem, PlaceType } from '#shared/domain/itinerary.ts';
import { isOpen } from '#shared/domain/opening-hours.ts';
import type { Place } from '#shared/domain/place.ts';
import { isFree, usualMinutes } from '#shared/domain/stay-plan.ts';
import { type Frame, isWithin } from './frame.ts';
import { placeItem } from './ground.ts';

const noNotes = { safety_warnings: [], tags: [] };

type SlotKind = 'meal' | 'visit';

/** What a day has room for, the most important first. */
const slots: readonly { readonly time: string; readonly kind: SlotKind }[] = [
  { time: '10:00', kind: 'visit' },
  { time: '20:30', kind: 'meal' },
  { time: '15:30', kind: 'visit' },
  { time: '13:00', kind: 'meal' },
];
const placeTypes: Readonly<Record<SlotKind, readonly PlaceType[]>> = {
  meal: ['restaurant'],
  visit: ['attraction', 'activity', 'other'],
};

/** Takes the first place of a list that is open then, or of which no hours are known. */
const takeOpen = (places: Place[], date: string, time: string): Place | undefined => {
  const index = places.findIndex(
    ({ openingHours }) => isOpen(openingHours, date, time, usualMinutes.idea) !== false,
  );
  return index < 0 ? undefined : places.splice(index, 1)[0];
};

/**
 * A plan of the agency's own places alone, best first, each at most once and while it is open,
 * spread so that every day has something before any day has more, around what was sold. Empty where
 * there is nothing to visit.
 */
export const planOfPlaces = (frame: Frame, places: readonly Place[]): readonly ItineraryDay[] => {
  const placesOfKind = (kind: SlotKind): Place[] =>
    places.filter(({ type }) => placeTypes[kind].includes(type));
  const remaining = { meal: placesOfKind('meal'), visit: placesOfKind('visit') };
  const days = new Map(frame.dates.map((date): [string, ItineraryItem[]] => [date, []]));
  for (const { time, kind } of slots) {
    for (const [date, items] of days) {
      if (!isWithin(frame, { date, time }) || !isFree(frame.taken, date, time)) continue;
      const place = takeOpen(remaining[kind], date, time);
      if (place) items.push(placeItem(place, time, noNotes));
    }
  }
  if ([...days.values()].every((items) => items.length === 0)) return [];
  return [...days].map(([date, items]) => ({
    date,
    items: [...items].sort((a, b) => ((a.start ?? '') < (b.start ?? '') ? -1 : 1)),
  }));
};
