import { z } from 'zod';
import { DeliveryState } from '#shared/domain/delivery-state.ts';
import { Instant } from '#shared/domain/instant.ts';
import { MessageType } from '#shared/domain/message.ts';
import { effectiveSettings } from '#shared/domain/settings.ts';
import { SilenceRule } from '#shared/domain/silence.ts';
import { Words } from '#shared/domain/words.ts';
import { TripRecord } from '#shared/ports/explanations.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { explain } from '../domain/explanation.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, json, type Route } from '../route.ts';
import { localTime } from '../views.ts';
import { explanationWords } from '../words/explanation.ts';

const Item = z
  .object({
    at: Instant,
    localAt: z.string().describe('At the origin of the leg.'),
    tripId: z.uuid(),
    kind: z.enum(['message', 'silence', 'call']),
    subject: z
      .union([MessageType, z.literal('conversation')])
      .describe('The type of message, said or not; `conversation`: an answer.'),
    gate: z.string().nullable(),
    state: DeliveryState.nullable().describe('Of a message: how far it is.'),
    messageId: z.uuid().nullable(),
    code: z.string().nullable().describe('Of a message: the provider’s last error.'),
    rule: SilenceRule.nullable().describe('Of a silence: the rule that says so.'),
    until: Instant.nullable().describe('Of a silence: when it is decided again.'),
    words: Words,
  })
  .meta({ id: 'Explained', description: 'What was said to somebody, or not, and why.' });
const Leg = TripRecord.pick({
  tripId: true,
  journeyId: true,
  role: true,
  flightNumber: true,
  flightKey: true,
  originIata: true,
  destinationIata: true,
  departure: true,
}).meta({ id: 'ExplainedLeg' });
const Explanation = z
  .object({
    contactId: z.uuid(),
    legs: z.array(Leg).describe('By departure; the latest twenty.'),
    items: z.array(Item).describe('Oldest first.'),
  })
  .meta({ id: 'Explanation', description: 'Why somebody heard, and why not.' });

/** Why somebody heard of something, and why not. */
export const explainRoutes = ({
  explanations,
  desk,
}: Pick<ApiDependencies, 'explanations' | 'desk'>): readonly Route[] => [
  agencyRoute(
    'read',
    {
      method: 'GET',
      path: '/explain',
      tag: 'Contacts',
      summary: 'Why did they hear of it, and why not?',
      description:
        'Every message to a contact and every silence, over all their legs, each as a sentence ' +
        'in each language.',
      query: z.strictObject({
        contact: z.uuid(),
        trip: z.uuid().optional().describe('Only this leg.'),
        subject: MessageType.optional().describe('Only of this, such as `gate_change`.'),
      }),
      responses: { 200: { description: 'The explanation.', schema: Explanation } },
      problems: ['invalid-request', 'not-found'],
    },
    async ({ caller: { agencyId }, query: { contact, trip, subject } }) => {
      const [record, settings] = await Promise.all([
        explanations.of(agencyId, contact),
        desk.settings(agencyId),
      ]);
      if (!record) throw new Problem('not-found', 'There is no such contact.');
      const { gate_alert_hours: hours } = effectiveSettings(settings).notification_preferences;
      const trips = record.trips.filter(({ tripId }) => trip === undefined || tripId === trip);
      const items = explain({ ...record, trips }, hours).flatMap((item) => {
        const leg = trips.find(({ tripId }) => tripId === item.tripId);
        if (!leg || (subject !== undefined && item.subject !== subject)) return [];
        return [
          {
            at: item.at,
            localAt: localTime(item.at, leg.originZone),
            tripId: item.tripId,
            kind: item.kind,
            subject: item.subject,
            gate: item.gate,
            state: item.kind === 'message' ? item.state : null,
            messageId: item.kind === 'message' ? item.messageId : null,
            code: item.kind === 'message' ? item.code : null,
            rule: item.kind === 'silence' ? item.rule : null,
            until: item.kind === 'silence' ? item.until : null,
            words: explanationWords(item, leg),
          },
        ];
      });
      return json({
        contactId: record.contactId,
        legs: trips.map((leg) => Leg.parse(leg)),
        items,
      });
    },
  ),
];
