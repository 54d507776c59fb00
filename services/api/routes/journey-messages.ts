import { z } from 'zod';
import { DeliveryState, deliveryOf } from '#shared/domain/delivery-state.ts';
import { FlightKey } from '#shared/domain/flight.ts';
import { Instant } from '#shared/domain/instant.ts';
import { DeliveryStatus } from '#shared/domain/message.ts';
import { ContactRole } from '#shared/domain/trip.ts';
import type { JourneyMessageRow } from '#shared/ports/reading-desk.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { isPlausible } from '../domain/storable.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, json, type Route } from '../route.ts';
import { localTime, MessageView, pageOf } from '../views.ts';
import { cursorSchema, pageOfRows } from './cursor.ts';

const Step = z.object({
  step: z.enum(['entered', 'first_tried', 'last_tried', 'accepted']),
  at: Instant,
  localAt: z.string().describe('At the origin of the flight, as `2027-03-03T16:20`.'),
});

const JourneyMessageView = MessageView.extend({
  contactId: z.uuid(),
  contactName: z.string(),
  role: ContactRole,
  legId: z.uuid(),
  flightKey: FlightKey,
  flightNumber: z.string(),
  state: DeliveryState.describe('How far it is, by `status` and `providerStatus`.'),
  history: z.array(Step).describe('What has happened to it so far, in order.'),
}).meta({
  id: 'JourneyMessage',
  description: 'A message of a journey: to whom, about which flight, and how far it is.',
});

const historyOf = (
  { createdAt, firstTriedAt, lastTriedAt, sentAt }: JourneyMessageRow,
  zone: string,
): z.input<typeof Step>[] =>
  (
    [
      ['entered', createdAt],
      ['first_tried', firstTriedAt],
      ['last_tried', lastTriedAt === firstTriedAt ? null : lastTriedAt],
      ['accepted', sentAt],
    ] as const
  ).flatMap(([step, at]) => (at === null ? [] : [{ step, at, localAt: localTime(at, zone) }]));

const messageView = (row: JourneyMessageRow): z.input<typeof JourneyMessageView> => {
  const { content: _, firstTriedAt: __, lastTriedAt: ___, originZone, ...message } = row;
  return {
    ...message,
    state: deliveryOf({ ...row, status: DeliveryStatus.parse(row.status) }),
    history: historyOf(row, originZone),
  };
};

/** All that was said of a journey. */
export const journeyMessageRoutes = ({
  reading,
}: Pick<ApiDependencies, 'reading'>): readonly Route[] => [
  agencyRoute(
    'read',
    {
      method: 'GET',
      path: '/journeys/{id}/messages',
      tag: 'Journeys',
      summary: 'List the messages of a journey',
      description: 'Of all its trips, those that were withdrawn too; the newest first.',
      params: z.strictObject({ id: z.uuid() }),
      query: z.strictObject({
        cursor: cursorSchema(z.tuple([Instant.refine(isPlausible), z.uuid()])).optional(),
        limit: z.coerce.number().int().min(1).max(100).default(50),
      }),
      responses: { 200: { description: 'A page of them.', schema: pageOf(JourneyMessageView) } },
      problems: ['invalid-request', 'not-found'],
    },
    async ({ caller, params: { id }, query: { cursor, limit } }) => {
      const found = await reading.journeyMessages(caller.agencyId, id, {
        limit: limit + 1,
        ...(cursor && { before: { createdAt: cursor[0], id: cursor[1] } }),
      });
      if (!found) throw new Problem('not-found', 'There is no such journey.');
      return json(
        pageOfRows(found.map(messageView), limit, ({ createdAt, id: last }) => [createdAt, last]),
      );
    },
  ),
];
