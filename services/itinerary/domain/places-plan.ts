import type { ItineraryDay, ItineraryItem, PlaceType } from '#shared/domain/itinerary.ts';
import { foldedName, type Place } from '#shared/domain/place.ts';
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

/** Where the traveller stays, if it is one of the agency's places. */
const lodgingOf = (stay: string | null, places: readonly Place[]): Place | undefined =>
  places.find(
    ({ type, name }) =>
      type === 'hotel' && stay !== null && foldedName(stay).includes(foldedName(name)),
  );

/**
 * A plan of the agency's own places alone, best first, each at most once, spread so that every day
 * has something before any day has more. Empty where there is nothing to visit.
 */
export const planOfPlaces = (
  frame: Frame,
  places: readonly Place[],
  stay: string | null,
): readonly ItineraryDay[] => {
  const placesOfKind = (kind: SlotKind): Place[] =>
    places.filter(({ type }) => placeTypes[kind].includes(type));
  const remaining = { meal: placesOfKind('meal'), visit: placesOfKind('visit') };
  const days = new Map(frame.dates.map((date): [string, ItineraryItem[]] => [date, []]));
  for (const { time, kind } of slots) {
    for (const [date, items] of days) {
      if (!isWithin(frame, { date, time })) continue;
      const place = remaining[kind].shift();
      if (place) items.push(placeItem(place, time, noNotes));
    }
  }
  if ([...days.values()].every((items) => items.length === 0)) return [];
  const lodging = lodgingOf(stay, places);
  if (lodging && isWithin(frame, frame.from))
    days.get(frame.from.date)?.push(placeItem(lodging, frame.from.time, noNotes));
  return [...days].map(([date, items]) => ({
    date,
    items: [...items].sort((a, b) => ((a.start ?? '') < (b.start ?? '') ? -1 : 1)),
  }));
};
