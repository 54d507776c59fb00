import { z } from 'zod';
import { Instant } from './instant.ts';

/** What can be done at a place, or what an item of a day is. */
export const PlaceType = z.enum([
  'restaurant',
  'attraction',
  'hotel',
  'activity',
  'transport',
  'other',
]);
export type PlaceType = z.infer<typeof PlaceType>;

/** One thing to do on a day (RULES §6). */
export const ItineraryItem = z
  .object({
    title: z.string().min(1).max(160),
    type: PlaceType,
    start: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
      .nullable()
      .describe('Local time `HH:MM`.'),
    address: z.string().nullable(),
    city: z.string().nullable(),
    country: z.string().nullable(),
    lat: z.number().nullable(),
    lng: z.number().nullable(),
    opening_hours: z.string().nullable(),
    rating: z.number().nullable(),
    source: z
      .enum(['agency', 'low_validation'])
      .describe(
        '`agency`: one of the agency’s places, and the facts are its facts; else nobody ' +
          'has checked it.',
      ),
    safety_warnings: z.array(z.string()),
    tags: z.array(z.string()),
  })
  .meta({ id: 'ItineraryItem', description: 'One thing to do on a day.' });
export type ItineraryItem = z.infer<typeof ItineraryItem>;

/** A day at the destination, in its local calendar. */
export const ItineraryDay = z
  .object({ date: z.iso.date(), items: z.array(ItineraryItem) })
  .meta({ id: 'ItineraryDay', description: 'A day at the destination.' });
export type ItineraryDay = z.infer<typeof ItineraryDay>;

/**
 * How a plan came about; `agency_places`: of the agency’s own places alone; `agency_plan`: nothing
 * but what the agency sold.
 */
export const ItineraryOrigin = z.enum(['model', 'agency_places', 'agency_plan']);
export type ItineraryOrigin = z.infer<typeof ItineraryOrigin>;

/** What we plan for a stay, beside what was sold. A traveller sees the newest that is approved. */
export const Itinerary = z
  .object({
    version: z.int().positive(),
    status: z.enum(['draft', 'approved']),
    origin: ItineraryOrigin,
    days: z.array(ItineraryDay),
    generatedAt: Instant,
  })
  .meta({ id: 'Itinerary', description: 'One version of what we plan for a stay.' });
export type Itinerary = z.infer<typeof Itinerary>;
