import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';
import { bookJourney } from '../book-journey.ts';
import { changeJourney } from '../change-journey.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { JourneyEdit, NewJourneyInput } from '../domain/journey-input.ts';
import { isPlausible } from '../domain/storable.ts';
import {
  journeyEtag as etag,
  journeyChangeResponse,
  noJourney,
  placed,
} from '../journey-responses.ts';
import { assertSeen, groupShown } from '../limited.ts';
import { memberWhoMay } from '../member-who-may.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, json, type Route } from '../route.ts';
import {
  JourneySummaryView,
  JourneyView,
  JourneyWithWarnings,
  journeySummaryView,
  journeyView,
  pageOf,
} from '../views.ts';
import { cursorSchema, pageOfRows } from './cursor.ts';
import { departureBound, singleLine } from './filters.ts';
import { idempotencyKey, ifMatch, revisionOf } from './headers.ts';

const params = z.strictObject({ id: z.uuid() });

const example = {
  reference: 'QW100',
  title: 'Ruiz, Copenhagen',
  passengers: [{ name: 'RUIZ/ANA MRS' }, { name: 'RUIZ/TOMAS CHD' }],
  legs: [
    {
      flightNumber: 'BA820',
      originIata: 'LHR',
      destinationIata: 'CPH',
      departure: '2027-03-03T16:20',
      stay: 'Nyhavn 71, Copenhagen',
    },
    {
      flightNumber: 'BA821',
      originIata: 'CPH',
      destinationIata: 'LHR',
      departure: '2027-03-09T19:10',
    },
  ],
  contacts: [{ name: 'Ana Ruiz', phone: '+54 9 11 5555 0100', language: 'es' }],
};

/** Booking, reading and withdrawing whole journeys: legs × passengers, told to contacts. */
export const journeyRoutes = ({
  desk,
  journeys,
  contacts,
  members,
  clock,
}: Pick<
  ApiDependencies,
  'desk' | 'journeys' | 'contacts' | 'members' | 'clock'
>): readonly Route[] => [
  agencyRoute(
    'book',
    {
      method: 'POST',
      path: '/journeys',
      tag: 'Journeys',
      summary: 'Book a journey',
      description:
        'All passengers fly all legs; each contact hears of those they stand for. Written whole ' +
        'or not at all. The same `Idempotency-Key` or `reference` with the same content is the ' +
        'same journey (200); with other content the difference is listed (409). A passenger ' +
        'without a contact is called when something critical happens.',
      headers: z.object({ 'idempotency-key': idempotencyKey }),
      body: NewJourneyInput,
      example,
      responses: {
        201: {
          description: 'Booked.',
          schema: JourneyWithWarnings,
          headers: { Location: 'The path of the journey.', ETag: 'Its revision.' },
        },
        200: { description: 'The journey was booked before.', schema: JourneyWithWarnings },
      },
      problems: [
        'malformed-body',
        'duplicate-trip',
        'journey-differs',
        'body-too-large',
        'unsupported-media-type',
        'invalid-fields',
        'over-ceiling',
      ],
    },
    async ({ caller: { agencyId, name }, headers, body }) => {
      const result = await bookJourney(
        { bookJourney: journeys.bookJourney, settings: desk.settings },
        { agencyId, name },
        body,
        { now: clock.now(), idempotencyKey: headers['idempotency-key'] ?? null },
      );
      switch (result.kind) {
        case 'booked':
        case 'same': {
          const { journey, warnings } = result;
          const status = result.kind === 'same' ? 200 : 201;
          return json({ ...journeyView(journey), warnings: warnings.map(placed) }, status, {
            location: `/journeys/${journey.id}`,
            ...etag(journey),
          });
        }
        case 'refused':
          throw new Problem('invalid-fields', 'The journey cannot be booked like this.', {
            errors: result.problems.map(placed),
          });
        case 'differs':
          throw new Problem('journey-differs', 'There is a journey with other content.', {
            errors: result.difference.map(placed),
            extra: { journeyId: result.journeyId },
          });
        case 'duplicate':
          throw new Problem('duplicate-trip', 'A contact is already booked on this flight.', {
            errors: result.problems.map(placed),
            extra: { tripId: result.tripId },
          });
      }
    },
  ),
  agencyRoute(
    'read',
    {
      method: 'GET',
      path: '/journeys',
      tag: 'Journeys',
      summary: 'List journeys',
      description: 'The newest first, without their trips.',
      query: z.strictObject({
        reference: singleLine(100).optional(),
        group: singleLine(100).optional().describe('The name of a group.'),
        state: z.enum(['live', 'withdrawn']).optional(),
        from: departureBound.optional().describe('A leg departs then or later.'),
        to: departureBound.optional().describe('A leg departs then or earlier.'),
        name: singleLine(100)
          .optional()
          .describe('A part of the name of a contact or passenger, however it is written.'),
        cursor: cursorSchema(z.tuple([Instant.refine(isPlausible), z.uuid()])).optional(),
        limit: z.coerce.number().int().min(1).max(100).default(50),
      }),
      responses: {
        200: { description: 'A page of journeys.', schema: pageOf(JourneySummaryView) },
      },
      problems: ['invalid-request'],
      isForLimited: true,
    },
    async ({ caller, query: { cursor, limit, ...filter } }) => {
      const found = await journeys.journeys(caller.agencyId, {
        ...filter,
        group: await groupShown(contacts, caller, filter.group),
        limit: limit + 1,
        ...(cursor && { before: { insertedAt: cursor[0], id: cursor[1] } }),
      });
      return json(
        pageOfRows(found.map(journeySummaryView), limit, ({ insertedAt, id }) => [insertedAt, id]),
      );
    },
  ),
  agencyRoute(
    'book',
    {
      method: 'PATCH',
      path: '/journeys/{id}',
      tag: 'Journeys',
      summary: 'Edit what is said of a journey',
      description:
        'A merge patch of title, owner, group, notes, metadata and keeper: absent fields stay, ' +
        '`null` clears one. Nobody is told.',
      params,
      headers: z.object({ 'if-match': ifMatch }),
      body: JourneyEdit,
      bodyTypes: ['application/json', 'application/merge-patch+json'],
      example: { owner: 'Lucía', group: 'School of the South' },
      responses: {
        200: {
          description: 'The journey as it is now.',
          schema: JourneyWithWarnings,
          headers: { ETag: 'Its revision.' },
        },
      },
      problems: [
        'malformed-body',
        'not-found',
        'edited-meanwhile',
        'body-too-large',
        'unsupported-media-type',
        'invalid-fields',
      ],
    },
    async ({ caller: { agencyId }, params: { id }, headers, body }) => {
      const target = { agencyId, journeyId: id, revision: revisionOf(headers['if-match']) };
      const { keeperId } = body;
      if (keeperId) await memberWhoMay(members, agencyId, { id: keeperId, pointer: '#/keeperId' });
      const result = await changeJourney(journeys, target, body, clock.now());
      return journeyChangeResponse(result);
    },
  ),
  agencyRoute(
    'read',
    {
      method: 'GET',
      path: '/journeys/{id}',
      tag: 'Journeys',
      summary: 'Read a journey',
      params,
      responses: {
        200: {
          description: 'The journey.',
          schema: JourneyView,
          headers: { ETag: 'Its revision, for `If-Match`.' },
        },
      },
      problems: ['not-found'],
      isForLimited: true,
    },
    async ({ caller, params: { id } }) => {
      const journey = await journeys.journey(caller.agencyId, id);
      if (!journey) throw noJourney();
      await assertSeen(contacts, caller, journey);
      return json(journeyView(journey), 200, etag(journey));
    },
  ),
  agencyRoute(
    'book',
    {
      method: 'DELETE',
      path: '/journeys/{id}',
      tag: 'Journeys',
      summary: 'Withdraw a journey',
      description:
        'Withdraws all its trips, with the messages that still wait. Its reference ' +
        'is free again. Repeating it changes nothing.',
      params,
      query: z.strictObject({
        notify: z
          .enum(['true', 'false'])
          .default('false')
          .describe('`true`: we tell the contacts; otherwise the agency does.'),
      }),
      responses: { 200: { description: 'The journey, withdrawn.', schema: JourneyView } },
      problems: ['invalid-request', 'not-found'],
    },
    async ({ caller: { agencyId }, params: { id }, query: { notify } }) => {
      const result = await journeys.withdrawJourney({
        agencyId,
        journeyId: id,
        notify: notify === 'true',
        now: clock.now(),
      });
      if (result.kind === 'not-found') throw noJourney();
      return json(journeyView(result.journey), 200, etag(result.journey));
    },
  ),
];
