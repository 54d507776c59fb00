import { z } from 'zod';
import { defineEvent } from './envelope.ts';
import { journeyOfTrip } from './trips.ts';

/** Somebody wants a new version of an itinerary. */
export const ItineraryRequested = defineEvent(
  'ItineraryRequested',
  1,
  z.object({ by: z.enum(['agency', 'traveller']), journeyId: journeyOfTrip }),
  {
    description:
      'Somebody wants a new version of the itinerary of the stay that a trip leads to, or ends.',
    producers: ['api', 'concierge'],
    subscribers: ['itinerary'],
    example: { by: 'traveller', journeyId: '3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10' },
  },
);

const ItineraryReady = defineEvent(
  'ItineraryReady',
  1,
  z.object({
    version: z.int().positive(),
    origin: z
      .enum(['model', 'agency_places', 'agency_plan'])
      .describe(
        '`agency_places`: made of the agency’s own places alone; `agency_plan`: of what it sold.',
      ),
    stay: z.string().optional().describe('The key of the stay.'),
  }),
  {
    description:
      'A version of a stay’s itinerary may be shown to travellers: saved, or approved where the ' +
      'agency wants that. One for each contact, with the trip that brings them there.',
    producers: ['itinerary'],
    subscribers: ['notifications'],
    example: { version: 1, origin: 'model', stay: 'CPH' },
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
      'No itinerary could be made: the language model failed, or somebody asked for one and the ' +
      'agency has no places at the destination. One for a stay.',
    producers: ['itinerary'],
    subscribers: ['notifications'],
    example: { reason: 'no_places' },
  },
);

const ItineraryApproved = defineEvent(
  'ItineraryApproved',
  1,
  z.object({ journeyId: z.uuid(), stay: z.string(), version: z.int().positive() }),
  {
    description: 'A person of the agency approved a draft: its travellers are to hear of it.',
    producers: ['api'],
    subscribers: ['itinerary'],
    example: { journeyId: '3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10', stay: 'CPH', version: 1 },
  },
);

const StayPlanChanged = defineEvent(
  'StayPlanChanged',
  1,
  z.object({ journeyId: z.uuid(), stay: z.string(), revision: z.int().positive() }),
  {
    description: 'The agency uploaded, edited or removed the plan that it sold for a stay.',
    producers: ['api'],
    subscribers: ['itinerary'],
    example: { journeyId: '3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10', stay: 'CPH', revision: 1 },
  },
);

/** Events about itineraries. */
export const itineraryEvents = [
  ItineraryRequested,
  ItineraryReady,
  ItineraryFailed,
  ItineraryApproved,
  StayPlanChanged,
] as const;
