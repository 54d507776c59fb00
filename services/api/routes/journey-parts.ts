import { z } from 'zod';
import { addLeg, addPassenger, changeLeg, changePassenger, removeLeg } from '../change-journey.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { LegAddition, LegEdit, PassengerAddition, PassengerEdit } from '../domain/journey-input.ts';
import { journeyChangeProblems, journeyChangeResponse } from '../journey-responses.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, type Route, type RouteDoc } from '../route.ts';
import { JourneyWithWarnings } from '../views.ts';
import { ifMatch, revisionOf } from './headers.ts';

const params = z.strictObject({ id: z.uuid() });
const legParams = z.strictObject({
  id: z.uuid(),
  leg: z
    .union([z.uuid(), z.string().regex(/^\d{1,3}$/)])
    .describe(
      'The id of the leg or, with `If-Match`, its position among the legs of then, from 0.',
    ),
});
const passengerParams = z.strictObject({ id: z.uuid(), passengerId: z.uuid() });
const headers = z.object({ 'if-match': ifMatch });
const mergePatch = ['application/json', 'application/merge-patch+json'];

const responses = (status: 200 | 201): RouteDoc['responses'] => ({
  [status]: {
    description: 'The journey as it is now.',
    schema: JourneyWithWarnings,
    headers: { ETag: 'Its revision.', Location: 'The path of the journey.' },
  },
});

/**
 * The revision on which a change of a leg is based.
 * @throws Problem when the leg is named by a position and no revision says among which legs
 */
const revisionOfLeg = (leg: string, header: string | undefined): number | null => {
  const revision = revisionOf(header);
  if (revision === null && /^\d+$/.test(leg))
    throw new Problem('invalid-request', 'A position may be another leg by now.', {
      errors: [
        {
          header: 'if-match',
          code: 'required',
          message: 'must name the revision in which the leg has this position',
        },
      ],
    });
  return revision;
};

/** Adding and editing legs and passengers of a journey. */
export const journeyPartRoutes = ({
  desk,
  journeys,
  clock,
}: Pick<ApiDependencies, 'desk' | 'journeys' | 'clock'>): readonly Route[] => [
  agencyRoute(
    'book',
    {
      method: 'POST',
      path: '/journeys/{id}/legs',
      tag: 'Journeys',
      summary: 'Add a leg to a journey',
      description:
        'All passengers fly it, and those hear of it who hear of the journey; it is confirmed ' +
        'on its own.',
      params,
      headers,
      body: LegAddition,
      example: {
        flightNumber: 'SK1420',
        originIata: 'CPH',
        destinationIata: 'ARN',
        departure: '2027-03-06T09:05',
      },
      responses: responses(201),
      problems: journeyChangeProblems,
    },
    async ({ caller: { agencyId }, params: { id }, headers, body }) => {
      const target = { agencyId, journeyId: id, revision: revisionOf(headers['if-match']) };
      return journeyChangeResponse(await addLeg(journeys, target, body, clock.now()), 201);
    },
  ),
  agencyRoute(
    'book',
    {
      method: 'PATCH',
      path: '/journeys/{id}/legs/{leg}',
      tag: 'Journeys',
      summary: 'Edit a leg of a journey',
      description:
        'A merge patch, one edit for all who fly the leg: whole or not at all. They are told of ' +
        'a new flight, date, time or airport unless `notify` is false.',
      params: legParams,
      headers,
      body: LegEdit,
      bodyTypes: mergePatch,
      example: { departure: '2027-03-09T21:40', notify: true },
      responses: responses(200),
      problems: journeyChangeProblems,
    },
    async ({ caller: { agencyId }, params: { id, leg }, headers, body }) => {
      const revision = revisionOfLeg(leg, headers['if-match']);
      const target = { agencyId, journeyId: id, leg, revision };
      return journeyChangeResponse(await changeLeg(journeys, target, body, clock.now()));
    },
  ),
  agencyRoute(
    'book',
    {
      method: 'DELETE',
      path: '/journeys/{id}/legs/{leg}',
      tag: 'Journeys',
      summary: 'Withdraw a leg of a journey',
      description:
        'For all who fly it, with the messages that still wait. Repeating it changes nothing.',
      params: legParams,
      headers,
      query: z.strictObject({
        notify: z
          .enum(['true', 'false'])
          .default('false')
          .describe('`true`: we tell the contacts; otherwise the agency does.'),
      }),
      responses: responses(200),
      problems: ['invalid-request', 'not-found', 'edited-meanwhile'],
    },
    async ({ caller: { agencyId }, params: { id, leg }, headers, query }) => {
      const revision = revisionOfLeg(leg, headers['if-match']);
      const target = { agencyId, journeyId: id, leg, revision };
      return journeyChangeResponse(
        await removeLeg(journeys, target, { notify: query.notify === 'true', now: clock.now() }),
      );
    },
  ),
  agencyRoute(
    'book',
    {
      method: 'POST',
      path: '/journeys/{id}/passengers',
      tag: 'Journeys',
      summary: 'Add a passenger to a journey',
      description:
        'They fly all its legs. Who hears of them is told of them alone; where that is a contact ' +
        'of the journey, they join the trips of that contact.',
      params,
      headers,
      body: PassengerAddition,
      example: {
        name: 'RUIZ/JULIA CHD',
        contact: { name: 'Ana Ruiz', phone: '+54 9 11 5555 0100' },
      },
      responses: responses(201),
      problems: journeyChangeProblems,
    },
    async ({ caller: { agencyId, keyName }, params: { id }, headers, body }) => {
      const target = { agencyId, journeyId: id, revision: revisionOf(headers['if-match']) };
      const result = await addPassenger(
        {
          journey: journeys.journey,
          addToJourney: journeys.addToJourney,
          settings: desk.settings,
        },
        { agencyId, name: keyName },
        target,
        body,
        clock.now(),
      );
      return journeyChangeResponse(result, 201);
    },
  ),
  agencyRoute(
    'book',
    {
      method: 'PATCH',
      path: '/journeys/{id}/passengers/{passengerId}',
      tag: 'Journeys',
      summary: 'Edit a passenger of a journey',
      description:
        'A merge patch of name, call name and kind, on all legs. Nobody is told; later messages ' +
        'say it so.',
      params: passengerParams,
      headers,
      body: PassengerEdit,
      bodyTypes: mergePatch,
      example: { callName: 'Julia' },
      responses: responses(200),
      problems: journeyChangeProblems,
    },
    async ({ caller: { agencyId }, params: { id, passengerId }, headers, body }) => {
      const revision = revisionOf(headers['if-match']);
      const target = { agencyId, journeyId: id, passengerId, revision };
      return journeyChangeResponse(await changePassenger(journeys, target, body, clock.now()));
    },
  ),
];
