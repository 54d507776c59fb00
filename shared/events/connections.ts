import { z } from 'zod';
import { FlightKey } from '#shared/domain/flight.ts';
import { Instant } from '#shared/domain/instant.ts';
import { defineEvent } from './envelope.ts';

const data = z.object({
  journeyId: z.uuid(),
  from: FlightKey.describe('The flight that arrives.'),
  to: FlightKey.describe('The flight to change to.'),
  arrival: Instant.describe('Best arrival of the first.'),
  departure: Instant.describe('Best departure of the second.'),
  marginMinutes: z.int().describe('Between the two; negative where the second leaves before.'),
  minimumMinutes: z.int().describe('What the agency counts on.'),
});
const example = {
  journeyId: '3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10',
  from: 'TP1014/LIS-MAD/2027-10-05/12',
  to: 'IB6845/MAD-EZE/2027-10-05/16',
  arrival: '2027-10-05T13:10:00.000Z',
  departure: '2027-10-05T14:05:00.000Z',
  marginMinutes: 55,
  minimumMinutes: 75,
};

const ConnectionAtRisk = defineEvent('ConnectionAtRisk', 1, data, {
  description: 'A connection has less time than it needs; for the trip on the flight that arrives.',
  producers: ['connections'],
  subscribers: ['notifications'],
  example,
});
const ConnectionMissed = defineEvent('ConnectionMissed', 1, data, {
  description: 'A connection cannot be made; for the trip on the flight that arrives.',
  producers: ['connections'],
  subscribers: ['notifications'],
  example: { ...example, arrival: '2027-10-05T14:05:00.000Z', marginMinutes: 0 },
});
const ConnectionRestored = defineEvent('ConnectionRestored', 1, data, {
  description:
    'A connection that could not be made can be again, or is no longer at risk; of the latter ' +
    'nobody is told.',
  producers: ['connections'],
  subscribers: ['notifications'],
  example: { ...example, arrival: '2027-10-05T12:45:00.000Z', marginMinutes: 80 },
});

/** Events about connections; each is for the trip on the flight that arrives. */
export const connectionEvents = [ConnectionAtRisk, ConnectionMissed, ConnectionRestored] as const;
