import { z } from 'zod';
import { FlightStory, NewStoryItem, storyTypes } from '#shared/domain/flight-story.ts';
import type { FlightOfDay, FlightSandbox } from '#shared/ports/flight-sandbox.ts';
import { type FieldError, Problem, pointer } from '../problem.ts';
import { agencyRoute, json, type Route } from '../route.ts';
import { listOf } from '../views.ts';
import { flightKeyForm } from './flight-key.ts';

const params = z.strictObject({
  key: z
    .string()
    .regex(flightKeyForm)
    .transform((key): FlightOfDay => {
      const [, designator = '', origin = '', destination = '', date = ''] =
        flightKeyForm.exec(key) ?? [];
      return { designator, origin, destination, date };
    })
    .describe(
      'A trip’s `flightKey` with `-` for each `/` (or percent-encoded), such as ' +
        '`BA820-LHR-CPH-2027-03-03-16`; the hour may be left out.',
    ),
});

/** One item or a list; the list decides where a refusal points. */
const NewStory = z.union([NewStoryItem, z.array(NewStoryItem).min(1).max(20)]);

const example = [
  { type: 'gate', gate: 'B22' },
  { type: 'delay', minutes: 90, after: 5 },
  { type: 'cancel', after: 20 },
];

const TimetableRowView = z
  .object({
    carrier: z.string(),
    origin: z.string(),
    destination: z.string(),
    numbers: z.array(z.int()),
    weekdays: z.array(z.int()).describe('At the origin; Monday is 1.'),
  })
  .meta({ id: 'TimetableRow', description: 'Who flies where, under which numbers, and when.' });

const FailingNumberView = z
  .object({
    phone: z.string().describe('E.164.'),
    what: z.string().describe('What goes wrong with every message to it.'),
    code: z.int().nullable().describe('Twilio’s error code, where there is one.'),
  })
  .meta({ id: 'FailingNumber', description: 'A phone number that fails in a known way.' });

const noFlight = () =>
  new Problem('not-found', 'The timetable has no such flight, and nobody has booked one.');

/** Where an item of the body is. */
const placeOf = (body: z.output<typeof NewStory>, nth: number): readonly (string | number)[] =>
  Array.isArray(body) ? [nth] : [];

const invalid = (error: FieldError): Problem =>
  new Problem('invalid-fields', 'The story cannot be told like this.', { errors: [error] });

/** The flights of a sandbox: what happens to flights, and what there is to book. */
export const sandboxRoutes = (sandbox: FlightSandbox): readonly Route[] => [
  agencyRoute(
    'care',
    {
      method: 'POST',
      path: '/sandbox/flights/{key}/story',
      tag: 'Sandbox',
      summary: 'Let something happen to a flight',
      description:
        'One item or a list, all or nothing: ' +
        `${storyTypes.map((type) => `\`${type}\``).join(', ')}. ` +
        'It changes what the flight simulator answers and pushes; the tracker hears of it as of ' +
        'any flight, by its next look (a trip’s `nextCheckAt`) or by a push. From the first ' +
        'item on, nothing happens to the flight by chance any more: it gets a gate, leaves and ' +
        'lands as it is estimated. ' +
        'What cannot be (a gate after the landing) is 409 with the reason.',
      params,
      body: NewStory,
      example,
      responses: { 200: { description: 'The story as it is now.', schema: FlightStory } },
      problems: [
        'malformed-body',
        'not-found',
        'impossible-story',
        'body-too-large',
        'unsupported-media-type',
        'invalid-fields',
      ],
    },
    async ({ params: { key }, body }) => {
      const outcome = await sandbox.tell(key, Array.isArray(body) ? body : [body]);
      switch (outcome.kind) {
        case 'told':
          return json(outcome.story);
        case 'unknown-flight':
          throw noFlight();
        case 'in-the-past':
          throw invalid({
            pointer: pointer([...placeOf(body, outcome.nth), 'at']),
            code: 'in_the_past',
            message: 'is past by the agents’ clock',
          });
        case 'unknown-airport':
          throw invalid({
            pointer: pointer([...placeOf(body, outcome.nth), 'airport']),
            code: 'unknown_airport',
            message: 'is not a known airport',
          });
        case 'impossible':
          throw new Problem('impossible-story', 'It cannot happen like this; nothing was told.', {
            errors: outcome.items.map(({ nth, reason }) => ({
              pointer: pointer(placeOf(body, nth)),
              code: 'impossible',
              message: reason,
            })),
          });
      }
    },
  ),
  agencyRoute(
    'read',
    {
      method: 'GET',
      path: '/sandbox/flights/{key}/story',
      tag: 'Sandbox',
      summary: 'What has happened to a flight, and what is to come',
      params,
      responses: { 200: { description: 'The story as it is now.', schema: FlightStory } },
      problems: ['not-found'],
    },
    async ({ params: { key } }) => {
      const story = await sandbox.story(key);
      if (!story) throw noFlight();
      return json(story);
    },
  ),
  agencyRoute(
    'care',
    {
      method: 'DELETE',
      path: '/sandbox/flights/{key}/story',
      tag: 'Sandbox',
      summary: 'Take back what is still to come',
      description: 'Of what was told; what has happened stays.',
      params,
      responses: { 200: { description: 'The story as it is now.', schema: FlightStory } },
      problems: ['not-found'],
    },
    async ({ params: { key } }) => {
      const story = await sandbox.takeBack(key);
      if (!story) throw noFlight();
      return json(story);
    },
  ),
  agencyRoute(
    'read',
    {
      method: 'GET',
      path: '/sandbox/timetable',
      tag: 'Sandbox',
      summary: 'The flights there are',
      description:
        'A booking is found where a row has its carrier, number, route and weekday; it then ' +
        'leaves at the time it was booked for. Any other is a typing error: the tracker does ' +
        'not find it, and a task says so.',
      query: z.strictObject({
        origin: z
          .string()
          .regex(/^[A-Z]{3}$/)
          .optional(),
        destination: z
          .string()
          .regex(/^[A-Z]{3}$/)
          .optional(),
        carrier: z
          .string()
          .regex(/^[A-Z0-9]{2}$/)
          .optional(),
      }),
      responses: { 200: { description: 'All rows that fit.', schema: listOf(TimetableRowView) } },
      problems: ['invalid-request'],
    },
    async ({ query: { origin, destination, carrier } }) =>
      json({
        items: sandbox
          .timetable()
          .filter(
            (row) =>
              (origin === undefined || row.origin === origin) &&
              (destination === undefined || row.destination === destination) &&
              (carrier === undefined || row.carrier === carrier),
          ),
      }),
  ),
];

/** The phone numbers that fail where messages are simulated. */
export const failingNumberRoutes = (
  numbers: readonly z.input<typeof FailingNumberView>[],
): readonly Route[] => [
  agencyRoute(
    'read',
    {
      method: 'GET',
      path: '/sandbox/numbers',
      tag: 'Sandbox',
      summary: 'Phone numbers that fail in known ways',
      description: 'Book with one of them to see what the agency is shown.',
      responses: { 200: { description: 'All of them.', schema: listOf(FailingNumberView) } },
      problems: [],
    },
    async () => json({ items: numbers.map(({ phone, what, code }) => ({ phone, what, code })) }),
  ),
];
