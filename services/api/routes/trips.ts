import { z } from 'zod';
import { normaliseFlightNumber } from '#shared/domain/flight-number.ts';
import { Instant } from '#shared/domain/instant.ts';
import { type Trip, TripStatus } from '#shared/domain/trip.ts';
import { BookingInput, TripBookingReceived } from '#shared/events/trips.ts';
import { bookTrip } from '../book-trip.ts';
import { changeTrip } from '../change-trip.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { Warning } from '../domain/booking.ts';
import { isPlausible } from '../domain/storable.ts';
import { TripEdit } from '../domain/trip-edit.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, json, type Route } from '../route.ts';
import {
  duplicateTrip,
  editProblems,
  editResponse,
  etag,
  invalidTrip,
  noTrip,
} from '../trip-responses.ts';
import {
  listOf,
  MessageView,
  pageOf,
  TimelineView,
  TripView,
  TripWithWarnings,
  tripView,
} from '../views.ts';
import { cursorSchema, pageOfRows } from './cursor.ts';
import { departureBound, phoneNumber, singleLine } from './filters.ts';
import { idempotencyKey, ifMatch, revisionOf } from './headers.ts';

const { consent } = BookingInput.shape;
/** The body of a booking: `BookingInput` without unknown fields. */
const NewTrip = z
  .strictObject({ ...BookingInput.shape, consent: consent.unwrap().strict().optional() })
  .meta({ id: 'NewTrip', description: 'A trip to book: one leg of one passenger.' });

const params = z.strictObject({ id: z.uuid() });
const BooleanParameter = z.enum(['true', 'false']);

const TripFilter = z.strictObject({
  status: TripStatus.optional(),
  whatsapp: phoneNumber.optional(),
  reference: singleLine(100).optional(),
  from: departureBound.optional().describe('They depart then or later; soonest first.'),
  to: departureBound.optional().describe('They depart then or earlier.'),
  flight: singleLine(10)
    .transform((value, context) => {
      const flight = normaliseFlightNumber(value);
      if (!flight)
        context.addIssue({
          code: 'custom',
          message: 'must be a flight number such as BA820',
          params: { code: 'bad_flight_number' },
        });
      return flight ?? z.NEVER;
    })
    .optional(),
  name: singleLine(100)
    .optional()
    .describe('A part of the name of the contact or of a passenger, however it is written.'),
  journey: z.uuid().optional().describe('The id of their journey.'),
  group: singleLine(100).optional().describe('The name of the group of their journey.'),
  state: z
    .enum(['live', ...TripStatus.options])
    .optional()
    .describe('`live`: not withdrawn.'),
  cursor: cursorSchema(z.tuple([Instant.refine(isPlausible), z.uuid()])).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

const withWarnings = (trip: Trip, warnings: readonly Warning[]) => ({
  ...tripView(trip),
  warnings,
});

/** Booking, reading, editing and cancelling trips. */
export const tripRoutes = ({
  desk,
  contacts,
  clock,
}: Pick<ApiDependencies, 'desk' | 'contacts' | 'clock'>): readonly Route[] => [
  agencyRoute(
    'book',
    {
      method: 'POST',
      path: '/trips',
      tag: 'Trips',
      summary: 'Book a trip',
      description:
        'The traveller gets a confirmation at once. Repeating a booking (with the same ' +
        '`Idempotency-Key`, or `reference`, passenger, phone, flight and local date) ' +
        'returns the same trip with 200 and writes nothing.',
      headers: z.object({ 'idempotency-key': idempotencyKey }),
      body: NewTrip,
      example: TripBookingReceived.example,
      responses: {
        201: {
          description: 'Booked.',
          schema: TripWithWarnings,
          headers: { Location: 'The path of the trip.', ETag: 'Its revision.' },
        },
        200: { description: 'The trip was booked before.', schema: TripWithWarnings },
      },
      problems: [
        'malformed-body',
        'duplicate-trip',
        'reference-taken',
        'body-too-large',
        'unsupported-media-type',
        'invalid-fields',
        'key-reused',
        'over-ceiling',
      ],
    },
    async ({ caller, headers, body }) => {
      const result = await bookTrip(desk, { agencyId: caller.agencyId, name: caller.name }, body, {
        now: clock.now(),
        idempotencyKey: headers['idempotency-key'] ?? null,
      });
      switch (result.kind) {
        case 'booked':
        case 'joined':
        case 'same': {
          const status = result.kind === 'same' ? 200 : 201;
          return json(withWarnings(result.trip, result.warnings), status, {
            location: `/trips/${result.trip.id}`,
            ...etag(result.trip),
          });
        }
        case 'refused':
          throw invalidTrip(result.problems);
        case 'duplicate':
          throw duplicateTrip(result.tripId);
        case 'reference-taken':
          throw new Problem('reference-taken', 'Another booking has this reference.', {
            extra: { tripId: result.tripId },
          });
        case 'key-reused':
          throw new Problem('key-reused', 'This idempotency key belongs to another booking.', {
            extra: { tripId: result.tripId },
          });
      }
    },
  ),
  agencyRoute(
    'read',
    {
      method: 'GET',
      path: '/trips',
      tag: 'Trips',
      summary: 'List trips',
      description:
        'The latest departure first or, where `from` is given, soonest first from then on.',
      query: TripFilter,
      responses: { 200: { description: 'A page of trips.', schema: pageOf(TripView) } },
      problems: ['invalid-request'],
    },
    async ({ caller, query }) => {
      const { cursor, limit, status, whatsapp, reference, from, to, flight, name } = query;
      const { journey, group, state } = query;
      const trips = await desk.trips(caller.agencyId, {
        limit: limit + 1,
        ...(status && { status }),
        ...(state && (state === 'live' ? { live: true } : { status: state })),
        ...(from && { from }),
        ...(to && { to }),
        ...(flight && { flightNumber: flight }),
        ...(name && { name }),
        ...(journey && { journeyId: journey }),
        ...(group && { group }),
        ...(whatsapp && { whatsapp }),
        ...(reference && { reference }),
        ...(cursor && { before: { departure: cursor[0], id: cursor[1] } }),
      });
      return json(pageOfRows(trips.map(tripView), limit, ({ departure, id }) => [departure, id]));
    },
  ),
  agencyRoute(
    'read',
    {
      method: 'GET',
      path: '/trips/{id}',
      tag: 'Trips',
      summary: 'Read a trip',
      params,
      responses: {
        200: {
          description: 'The trip.',
          schema: TripView,
          headers: { ETag: 'Its revision, for `If-Match`.' },
        },
      },
      problems: ['not-found'],
    },
    async ({ caller, params: { id } }) => {
      const trip = await desk.trip(caller.agencyId, id);
      if (!trip) throw noTrip();
      return json(tripView(trip), 200, etag(trip));
    },
  ),
  agencyRoute(
    'book',
    {
      method: 'PATCH',
      path: '/trips/{id}',
      tag: 'Trips',
      summary: 'Edit a trip',
      description:
        'A merge patch: absent fields stay, `null` clears an optional field. The result is ' +
        'checked as a whole; if it cannot be booked, nothing changes. The traveller is ' +
        'told of a new flight, date, time or airport unless `notify` is false. Where the ' +
        'settings require explicit consents, another number or name needs one of its own, by ' +
        '`PATCH /contacts/{id}`: until then nothing is sent, which the warning ' +
        '`consent_needed` says.',
      params,
      headers: z.object({ 'if-match': ifMatch }),
      body: TripEdit,
      bodyTypes: ['application/json', 'application/merge-patch+json'],
      example: { departure: '2027-03-03T18:05', notify: true },
      responses: {
        200: {
          description: 'The trip as it is now.',
          schema: TripWithWarnings,
          headers: { ETag: 'Its revision.' },
        },
      },
      problems: editProblems,
    },
    async ({ caller, params: { id }, headers, body }) => {
      return editResponse(
        await changeTrip({ desk, contacts }, { agencyId: caller.agencyId, tripId: id }, body, {
          now: clock.now(),
          revision: revisionOf(headers['if-match']),
        }),
      );
    },
  ),
  agencyRoute(
    'book',
    {
      method: 'DELETE',
      path: '/trips/{id}',
      tag: 'Trips',
      summary: 'Cancel a trip',
      description: 'Messages that still wait are withdrawn. Cancelling again changes nothing.',
      params,
      query: z.strictObject({
        notify: BooleanParameter.default('false').describe(
          '`true`: we tell the traveller; otherwise the agency does.',
        ),
      }),
      responses: { 200: { description: 'The trip, withdrawn.', schema: TripView } },
      problems: ['invalid-request', 'not-found'],
    },
    async ({ caller, params: { id }, query }) => {
      const result = await desk.cancel({
        agencyId: caller.agencyId,
        tripId: id,
        notify: query.notify === 'true',
        now: clock.now(),
      });
      if (result.kind === 'not-found') throw noTrip();
      return json(tripView(result.trip), 200, etag(result.trip));
    },
  ),
  agencyRoute(
    'read',
    {
      method: 'GET',
      path: '/trips/{id}/timeline',
      tag: 'Trips',
      summary: 'Read the timeline of a trip',
      description:
        'Flight events, decisions with their reasons, messages with their statuses, tasks, ' +
        'messages received, documents, and what people did with the trip, its journey, its ' +
        'contact, its incidents and its conversation: by whom, and what changed. Oldest first.',
      params,
      responses: { 200: { description: 'The timeline.', schema: listOf(TimelineView) } },
      problems: ['not-found'],
    },
    async ({ caller, params: { id } }) => {
      const items = await desk.timeline(caller.agencyId, id);
      if (!items) throw noTrip();
      return json({ items });
    },
  ),
  agencyRoute(
    'read',
    {
      method: 'GET',
      path: '/trips/{id}/messages',
      tag: 'Trips',
      summary: 'List the messages of a trip',
      params,
      responses: {
        200: { description: 'Its messages, oldest first.', schema: listOf(MessageView) },
      },
      problems: ['not-found'],
    },
    async ({ caller, params: { id } }) => {
      const messages = await desk.messages(caller.agencyId, id);
      if (!messages) throw noTrip();
      return json({ items: messages.map(({ content: _, ...message }) => message) });
    },
  ),
];
