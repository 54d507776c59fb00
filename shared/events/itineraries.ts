import { z } from 'zod';
import { defineEvent } from './envelope.ts';

/** Somebody wants a new version of an itinerary. */
export const ItineraryRequested = defineEvent(
  'ItineraryRequested',
  1,
  z.object({ by: z.enum(['agency', 'traveller']) }),
  {
    description: 'Somebody wants a new version of a trip’s itinerary now.',
    producers: ['api', 'concierge'],
    subscribers: ['itinerary'],
    example: { by: 'traveller' },
  },
);

const ItineraryReady = defineEvent(
  'ItineraryReady',
  1,
  z.object({
    version: z.int().positive(),
    origin: z
      .enum(['model', 'agency_places'])
      .describe('`agency_places`: made of the agency’s own places alone.'),
  }),
  {
    description:
      'A version of a trip’s itinerary may be shown to the traveller: saved, or approved ' +
      'where the agency wants that.',
    producers: ['itinerary', 'api'],
    subscribers: ['notifications'],
    example: { version: 1, origin: 'model' },
  },
);

/** No itinerary could be made. */
export const ItineraryFailed = defineEvent(
  'ItineraryFailed',
  1,
  z.object({
    reason: z.enum(['unavailable', 'refused', 'invalid', 'truncated', 'budget', 'no_places']),
  }),
  {
    description:
      'No itinerary could be made: the language model failed (or there is none) and the ' +
      'agency has no places at the destination.',
    producers: ['itinerary'],
    subscribers: ['notifications'],
    example: { reason: 'no_places' },
  },
);

/** Events about itineraries. */
export const itineraryEvents = [ItineraryRequested, ItineraryReady, ItineraryFailed] as const;
