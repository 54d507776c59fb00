import { z } from 'zod';
import { PlaceType } from '#shared/domain/itinerary.ts';
import { isOpen } from '#shared/domain/opening-hours.ts';
import type { Place } from '#shared/domain/place.ts';
import { isFree, usualMinutes } from '#shared/domain/stay-plan.ts';
import { type Frame, isTimeOfDay, isWithin } from './frame.ts';
import { matchingPlace } from './visit.ts';

const text = z.string().nullish();

/**
 * What the model is asked for, in the words of RULES §6. Everything in it is a claim: `ground.ts`
 * decides what of it counts.
 */
export const ItineraryDraft = z.object({
  days: z.array(
    z.object({
      date: z.string().describe('YYYY-MM-DD'),
      items: z.array(
        z.object({
          title: z.string().describe('For one of the agency’s places: its name, exactly.'),
          type: PlaceType,
          start: text.describe('Local time HH:MM'),
          address: text,
          city: text,
          country: text,
          lat: z.number().nullish(),
          lng: z.number().nullish(),
          opening_hours: text,
          rating: z.number().nullish(),
          source: z.enum(['agency', 'low_validation']).nullish(),
          safety_warnings: z.array(z.string()).nullish(),
          tags: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});
export type ItineraryDraft = z.infer<typeof ItineraryDraft>;

/** More problems than this tell the model nothing new. */
const maxProblems = 10;

/** What is wrong with a draft of the right shape, a line each, worded for the model. */
export const problemsOf = (
  draft: ItineraryDraft,
  frame: Frame,
  places: readonly Place[],
): readonly string[] => {
  const { from, until } = frame;
  const expectedDates = frame.dates.join(', ');
  const dates = draft.days.map(({ date }) => date).join(', ');
  const items = draft.days.flatMap(({ date, items: ofDay }) =>
    ofDay.map((item) => ({ date, ...item })),
  );
  const end = until ? `${until.date} ${until.time}` : 'the end of the last day';
  const bounds = `between ${from.date} ${from.time} and ${end}`;
  return [
    ...(dates === expectedDates ? [] : [`The days must be exactly: ${expectedDates}.`]),
    ...(items.length > 0 ? [] : ['There is nothing to do on any day.']),
    ...items.flatMap((item) => {
      const { date, title, start } = item;
      if (title.trim() === '') return [`An item of ${date} has no title.`];
      if (start == null || start === '') return [];
      if (!isTimeOfDay(start)) return [`"${start}" is not a time as HH:MM.`];
      if (!isWithin(frame, { date, time: start })) return [`${date} ${start} is not ${bounds}.`];
      if (!isFree(frame.taken, date, start)) return [`${date} ${start} is taken.`];
      const place = matchingPlace(item, places);
      return place && isOpen(place.openingHours, date, start, usualMinutes.idea) === false
        ? [`"${place.name}" is closed on ${date} at ${start}: ${place.openingHours}.`]
        : [];
    }),
  ].slice(0, maxProblems);
};
