import { z } from 'zod';
import { flightKey } from '#shared/domain/flight.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { FlightView, flightView } from '../flight-view.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, json, type Route } from '../route.ts';
import { flightKeyForm } from './flight-key.ts';

const params = z.strictObject({
  key: z
    .string()
    .regex(flightKeyForm)
    .transform((key): string => {
      const [, designator = '', origin = '', destination = '', date = '', hour] =
        flightKeyForm.exec(key) ?? [];
      return flightKey({ designator, origin, destination, date, hour });
    })
    .describe(
      'The `flightKey` of a trip, whole, with `-` for each `/` (or percent-encoded), such as ' +
        '`BA820-LHR-CPH-2027-03-03-16`.',
    ),
});

/** Who of an agency is on a flight, and who of them knows what holds of it. */
export const flightRoutes = ({ reading }: Pick<ApiDependencies, 'reading'>): readonly Route[] => [
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
