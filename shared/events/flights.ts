import { z } from 'zod';
import { FlightElsewhere, FlightFacts, FlightKey } from '#shared/domain/flight.ts';
import { Instant } from '#shared/domain/instant.ts';
import { defineEvent } from './envelope.ts';

const exampleFacts: z.input<typeof FlightFacts> = {
  version: 3,
  observedAt: '2027-03-03T13:00:00.000Z',
  source: 'look',
  phase: 'scheduled',
  faFlightId: 'BAW820-1803831600-schedule-101p',
  scheduledDeparture: '2027-03-03T16:20:00.000Z',
  departure: '2027-03-03T17:00:00.000Z',
  departureSince: '2027-03-03T13:00:00.000Z',
  arrival: '2027-03-03T18:55:00.000Z',
  landedAt: null,
  gate: 'A13',
  terminal: '5',
  belt: null,
  origin: { iata: 'LHR', zone: 'Europe/London', city: 'London', name: 'London Heathrow' },
  destination: { iata: 'CPH', zone: 'Europe/Copenhagen', city: 'Copenhagen', name: 'Copenhagen' },
  divertedTo: null,
};
const flightKey = 'BA820/LHR-CPH/2027-03-03';

const journeyId = z.uuid().optional().describe('The journey of the trip.');

const FlightMatched = defineEvent(
  'FlightMatched',
  1,
  z.object({ flightKey: FlightKey, facts: FlightFacts, journeyId }),
  {
    description: 'The flight of a trip was found; one event for each trip that follows it.',
    producers: ['flight-tracker'],
    subscribers: ['notifications', 'connections'],
    example: { flightKey, facts: exampleFacts },
  },
);

const FlightStatusChanged = defineEvent(
  'FlightStatusChanged',
  1,
  z.object({
    flightKey: FlightKey,
    facts: FlightFacts,
    journeyId,
    cause: z
      .enum(['change', 'look'])
      .describe(
        '`look`: nothing changed, but a message that wants fresh facts (reminder, ' +
          'boarding, what was held) is due, or an earlier reading was confirmed.',
      ),
  }),
  {
    description:
      'What is known about a flight changed, or was read afresh for a message that is ' +
      'due; one event for each trip that follows it.',
    producers: ['flight-tracker'],
    subscribers: ['notifications', 'connections'],
    example: { flightKey, facts: exampleFacts, cause: 'change' },
  },
);

const FlightNotFound = defineEvent(
  'FlightNotFound',
  1,
  z.object({
    flightKey: FlightKey,
    found: FlightElsewhere.nullable().describe(
      'The nearest flight of that number, where there is one: another time, or another ' +
        'airport of the same city.',
    ),
  }),
  {
    description:
      'AeroAPI does not know the flight (three times in a row), or knows it only ' +
      'elsewhere; one event for each trip that follows it.',
    producers: ['flight-tracker'],
    subscribers: ['notifications'],
    example: {
      flightKey,
      found: {
        originIata: 'LGW',
        destinationIata: 'CPH',
        scheduledDeparture: '2027-03-03T16:20:00.000Z',
      },
    },
  },
);

/**
 * The part of a pushed alert that is used directly (RULES §2): flags, times and status. A gate is
 * only a hint to look the flight up.
 */
export const PushedReading = z.object({
  status: z.string().nullable(),
  cancelled: z.boolean().nullable(),
  diverted: z.boolean().nullable(),
  destinationIata: z.string().nullable(),
  scheduledOut: Instant.nullable(),
  estimatedOut: Instant.nullable(),
  actualOut: Instant.nullable(),
  scheduledOff: Instant.nullable(),
  estimatedOff: Instant.nullable(),
  actualOff: Instant.nullable(),
  scheduledOn: Instant.nullable(),
  estimatedOn: Instant.nullable(),
  actualOn: Instant.nullable(),
  scheduledIn: Instant.nullable(),
  estimatedIn: Instant.nullable(),
  actualIn: Instant.nullable(),
});
export type PushedReading = z.infer<typeof PushedReading>;

const FlightAlertReceived = defineEvent(
  'FlightAlertReceived',
  1,
  z.object({
    flightKey: FlightKey,
    alertId: z.string(),
    code: z.string().describe('AeroAPI event code, such as `cancelled`, `change`, `out`, `on`.'),
    faFlightId: z.string().nullable(),
    reading: PushedReading,
  }),
  {
    description: 'AeroAPI pushed an alert about a flight.',
    producers: ['api'],
    subscribers: ['flight-tracker'],
    example: {
      flightKey,
      alertId: '4711',
      code: 'cancelled',
      faFlightId: 'BAW820-1803831600-schedule-101p',
      reading: {
        status: 'Cancelled',
        cancelled: true,
        diverted: false,
        destinationIata: 'CPH',
        scheduledOut: '2027-03-03T16:20:00.000Z',
        estimatedOut: null,
        actualOut: null,
        scheduledOff: null,
        estimatedOff: null,
        actualOff: null,
        scheduledOn: null,
        estimatedOn: null,
        actualOn: null,
        scheduledIn: null,
        estimatedIn: null,
        actualIn: null,
      },
    },
  },
);

const FlightLookRequested = defineEvent(
  'FlightLookRequested',
  1,
  z.object({ flightKey: FlightKey }),
  {
    description:
      'A message that was held wants a fresh reading of its flight; answered to its trip with ' +
      '`FlightStatusChanged`, whatever came of the look.',
    producers: ['notifications', 'connections'],
    subscribers: ['flight-tracker'],
    example: { flightKey },
  },
);

const FlightAlertRequested = defineEvent(
  'FlightAlertRequested',
  1,
  z.object({ flightKey: FlightKey }),
  {
    description: 'AeroAPI is to be asked for pushes about a flight, a step of the tracker.',
    producers: ['flight-tracker'],
    subscribers: ['flight-tracker'],
    example: { flightKey },
  },
);

const FlightAlertRemovalRequested = defineEvent(
  'FlightAlertRemovalRequested',
  1,
  z.object({ flightKey: FlightKey, alertId: z.string() }),
  {
    description: 'AeroAPI is to push no more about a flight, a step of the tracker.',
    producers: ['flight-tracker'],
    subscribers: ['flight-tracker'],
    example: { flightKey, alertId: '4711' },
  },
);

/** Events about flights, and the flight tracker's commands to itself. */
export const flightEvents = [
  FlightMatched,
  FlightStatusChanged,
  FlightNotFound,
  FlightAlertReceived,
  FlightLookRequested,
  FlightAlertRequested,
  FlightAlertRemovalRequested,
] as const;
