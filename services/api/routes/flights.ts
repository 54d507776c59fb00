import { z } from 'zod';
import { FlightKey } from '#shared/domain/flight.ts';
import { day, hour, Instant, plus } from '#shared/domain/instant.ts';
import { effectiveSettings } from '#shared/domain/settings.ts';
import { BoardFlightView, boardFlightView } from '../board-view.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { FlightView, flightView } from '../flight-view.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, json, type Route } from '../route.ts';
import { pageOf } from '../views.ts';
import { cursorSchema, pageOfRows } from './cursor.ts';
import { singleLine } from './filters.ts';
import { flightKeyParam } from './flight-key.ts';

/** The window that is shown where none is asked for. */
const hoursBehindMs = 12 * hour;
const daysAheadMs = 30 * day;

const params = z.strictObject({ key: flightKeyParam });

/** Who of an agency is on a flight, and who of them knows what holds of it. */
export const flightRoutes = ({
  reading,
  board,
  desk,
  clock,
}: Pick<ApiDependencies, 'reading' | 'board' | 'desk' | 'clock'>): readonly Route[] => [
  agencyRoute(
    'read',
    {
      method: 'GET',
      path: '/flights',
      tag: 'Flights',
      summary: 'List flights',
      description:
        'The flights that your people are on, soonest first: what is known of each, how many ' +
        'were told, are to be called or change to another flight, and who has its incident. By ' +
        'default from half a day ago to thirty days ahead.',
      query: z.strictObject({
        from: Instant.optional().describe('It departs then or later, as booked or estimated.'),
        to: Instant.optional().describe('It departs then or earlier, as booked.'),
        group: singleLine(100).optional().describe('The name of a group.'),
        cursor: cursorSchema(z.tuple([Instant, FlightKey])).optional(),
        limit: z.coerce.number().int().min(1).max(400).default(200),
      }),
      responses: { 200: { description: 'A page of flights.', schema: pageOf(BoardFlightView) } },
      problems: ['invalid-request'],
    },
    async ({ caller, query: { from, to, group, cursor, limit } }) => {
      const now = clock.now();
      const [found, settings] = await Promise.all([
        board.flights(caller.agencyId, {
          from: from ?? plus(now, -hoursBehindMs),
          to: to ?? plus(now, daysAheadMs),
          group,
          ...(cursor && { after: { departure: cursor[0], flightKey: cursor[1] } }),
          limit: limit + 1,
          now,
        }),
        desk.settings(caller.agencyId),
      ]);
      const { notification_preferences } = effectiveSettings(settings);
      return json(
        pageOfRows(
          found.map((flight) => boardFlightView(flight, notification_preferences, now)),
          limit,
          ({ departure, flightKey: key }) => [departure, key],
        ),
      );
    },
  ),
  agencyRoute(
    'read',
    {
      method: 'GET',
      path: '/flights/{key}',
      tag: 'Flights',
      summary: 'Read a flight, and who was told what of it',
      description:
        'What is known of the flight, and each of your people on it, by name: what they were ' +
        'told last, whether it arrived, or why they were not told, and their open tasks. A ' +
        'message counts only while what it said is what holds now: after a cancellation nobody ' +
        'is told by a confirmation.',
      params,
      responses: { 200: { description: 'The flight and your people on it.', schema: FlightView } },
      problems: ['not-found'],
    },
    async ({ caller, params: { key } }) => {
      const found = await reading.peopleOnFlight(caller.agencyId, key);
      if (!found) throw new Problem('not-found', 'None of your travellers is on such a flight.');
      return json(flightView(found));
    },
  ),
];
