import { z } from 'zod';
import { changeTrip } from '../change-trip.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { TripEdit } from '../domain/trip-edit.ts';
import { movePassenger } from '../move-passenger.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, json, type Route } from '../route.ts';
import {
  duplicateTrip,
  editProblems,
  editResponse,
  etag,
  invalidTrip,
  tripWithdrawn,
} from '../trip-responses.ts';
import { TripView, TripWithWarnings, tripView } from '../views.ts';

const params = z.strictObject({ id: z.uuid(), passengerId: z.uuid() });

/** The part of an edit that can be another for one passenger than for those who stay. */
const PassengerMove = TripEdit.pick({
  flightNumber: true,
  originIata: true,
  destinationIata: true,
  departure: true,
  returnDate: true,
  stay: true,
  notify: true,
}).meta({ id: 'PassengerMove', description: 'Another flight for one passenger of a trip.' });

const noPassenger = () => new Problem('not-found', 'There is no such passenger on this trip.');

/** One passenger of a trip leaves it, or flies another flight. */
export const tripPassengerRoutes = ({
  desk,
  clock,
}: Pick<ApiDependencies, 'desk' | 'clock'>): readonly Route[] => [
  agencyRoute(
    'book',
    {
      method: 'PATCH',
      path: '/trips/{id}/passengers/{passengerId}',
      tag: 'Trips',
      summary: 'Move one passenger to another flight',
      description:
        'They get a trip of their own, which is answered; the others stay where they are and ' +
        'hear nothing. Where nobody else is on the trip, the trip itself is edited.',
      params,
      body: PassengerMove,
      bodyTypes: ['application/json', 'application/merge-patch+json'],
      example: { flightNumber: 'BA822', departure: '2027-03-03T20:05', notify: true },
      responses: {
        200: {
          description: 'The trip that the passenger is on now.',
          schema: TripWithWarnings,
          headers: { Location: 'The path of that trip.', ETag: 'Its revision.' },
        },
      },
      problems: editProblems,
    },
    async ({ caller: { agencyId }, params: { id, passengerId }, body }) => {
      const now = clock.now();
      const target = { agencyId, tripId: id, passengerId };
      const result = await movePassenger(desk, target, body, now);
      switch (result.kind) {
        case 'moved':
        case 'unchanged':
          return json({ ...tripView(result.trip), warnings: result.warnings }, 200, {
            location: `/trips/${result.trip.id}`,
            ...etag(result.trip),
          });
        case 'alone':
          return editResponse(await changeTrip(desk, target, body, { now, revision: null }));
        case 'refused':
          throw invalidTrip(result.problems);
        case 'duplicate':
          throw duplicateTrip(result.tripId);
        case 'not-found':
          throw noPassenger();
        case 'withdrawn':
          throw tripWithdrawn();
      }
    },
  ),
  agencyRoute(
    'book',
    {
      method: 'DELETE',
      path: '/trips/{id}/passengers/{passengerId}',
      tag: 'Trips',
      summary: 'Take one passenger off a trip',
      description:
        'The others stay. The last passenger takes the trip along, as `DELETE /trips/{id}` ' +
        'would. Repeating it changes nothing.',
      params,
      query: z.strictObject({
        notify: z
          .enum(['true', 'false'])
          .default('true')
          .describe('`false`: the agency tells the contact itself.'),
      }),
      responses: {
        200: {
          description: 'The trip without the passenger, or withdrawn.',
          schema: TripView,
          headers: { ETag: 'Its revision.' },
        },
      },
      problems: ['invalid-request', 'not-found'],
    },
    async ({ caller: { agencyId }, params: { id, passengerId }, query: { notify } }) => {
      const result = await desk.leave({
        agencyId,
        tripId: id,
        passengerId,
        notify: notify === 'true',
        now: clock.now(),
      });
      if (result.kind === 'not-found') throw noPassenger();
      return json(tripView(result.trip), 200, etag(result.trip));
    },
  ),
];
