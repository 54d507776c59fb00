import { z } from 'zod';
import { FlightKey } from '#shared/domain/flight.ts';
import { Instant } from '#shared/domain/instant.ts';
import { defineEvent } from './envelope.ts';

const legs = z
  .array(z.object({ legId: z.uuid(), flightKey: FlightKey, departure: Instant }))
  .describe('The legs that somebody flies, by departure as booked; none: all were withdrawn.');
const revision = z
  .int()
  .positive()
  .describe('Of the journey; a greater one knows of every change before it.');

const example = {
  journeyId: '6b0c9c53-7d0f-4d0e-8a3e-5a7f3c1d2e40',
  revision: 1,
  legs: [
    {
      legId: '9f2c4a80-1f5e-4b7d-9c06-0e8d7b6a5c41',
      flightKey: 'BA820/LHR-CPH/2027-03-03/16',
      departure: '2027-03-03T16:20:00.000Z',
    },
  ],
};

const JourneyBooked = defineEvent(
  'JourneyBooked',
  1,
  z.object({ journeyId: z.uuid(), revision, legs }),
  {
    description:
      'A journey began, whole or with its first leg; exactly once for each. Each trip of it has ' +
      'a `TripBooked` of its own.',
    producers: ['api'],
    subscribers: ['connections'],
    example,
  },
);

const JourneyChanged = defineEvent(
  'JourneyChanged',
  1,
  z.object({
    journeyId: z.uuid(),
    revision,
    fields: z
      .array(z.string())
      .describe(
        'Names of what changed, never the values: fields of the journey or of its trips; `trips` ' +
          'where one was added or withdrawn, `passengers` where somebody joined or left one.',
      ),
    notify: z.boolean().describe('False: the agency tells of it itself.'),
    legs,
  }),
  {
    description:
      'The agency changed a journey, or trips of it; once for each act, however many trips it ' +
      'concerns.',
    producers: ['api'],
    subscribers: ['connections'],
    example: { ...example, revision: 2, fields: ['departure'], notify: true },
  },
);

/** Events about what agencies do with whole journeys. */
export const journeyEvents = [JourneyBooked, JourneyChanged] as const;
