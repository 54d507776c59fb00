import { z } from 'zod';
import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import { Instant, plus } from '#shared/domain/instant.ts';
import { isWindowOpen } from '#shared/domain/message.ts';
import { normalisePhone } from '#shared/domain/phone.ts';
import { takeoverLife } from '#shared/domain/takeover.ts';
import type { ConversationRow } from '#shared/ports/conversation-desk.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { Problem, pointer } from '../problem.ts';
import { agencyRoute, json, type Route } from '../route.ts';
import { listOf } from '../views.ts';

/** Where free text is no longer possible, a template carries one line of this length at most. */
const longestTemplateWords = 750;

const Conversation = z
  .object({
    id: z.uuid(),
    sender: z.string().describe('The agency’s number.'),
    phone: z.string().describe('The traveller’s.'),
    lastInboundAt: Instant.nullable(),
    takenOverUntil: Instant.nullable().describe(
      'A person has it until then; the concierge is silent.',
    ),
    takenOverBy: z.string().nullable(),
    optedOut: z.boolean(),
    tripIds: z.array(z.uuid()).describe('Trips of this phone, by departure.'),
  })
  .meta({
    id: 'Conversation',
    description: 'A traveller’s phone talking with a number of the agency.',
  });
const ConversationWithMessages = Conversation.extend({
  messages: z
    .array(
      z.object({ direction: z.enum(['in', 'out']), text: z.string(), at: Instant, media: z.int() }),
    )
    .describe('Newest last.'),
}).meta({ id: 'ConversationWithMessages', description: 'A conversation with its messages.' });

const by = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters')
  .optional()
  .describe('Who it is; else the API key’s name.');
const Move = z
  .strictObject({ by })
  .meta({ id: 'ConversationMove', description: 'Who takes a conversation, or gives it back.' });
const Written = z
  .strictObject({
    text: z
      .string()
      .trim()
      .min(1)
      .max(1600)
      .describe(
        'At most 750 characters where the traveller has not written for a day: a ' +
          'template carries it then.',
      ),
    by,
  })
  .meta({ id: 'WrittenMessage', description: 'A person’s words to a traveller.' });

const params = z.strictObject({ id: z.uuid() });
const none = () => new Problem('not-found', 'There is no such conversation.');
const orNone = (row: ConversationRow | null): Response => {
  if (!row) throw none();
  return json(row);
};

/**
 * Conversations with travellers, and the person's part in them: taking one over, writing, giving it
 * back.
 */
export const conversationRoutes = ({
  clock,
  ids,
  conversations,
}: Pick<ApiDependencies, 'clock' | 'ids' | 'conversations'>): readonly Route[] => {
  const bodyProblems = [
    'malformed-body',
    'not-found',
    'body-too-large',
    'unsupported-media-type',
    'invalid-fields',
  ] as const;
  return [
    agencyRoute(
      {
        method: 'GET',
        path: '/conversations',
        tag: 'Conversations',
        summary: 'List conversations',
        query: z.strictObject({
          phone: z
            .string()
            .max(25)
            .optional()
            .describe('The traveller’s number with country code.'),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
        answers: {
          200: {
            description: 'Conversations, the last to have written first.',
            schema: listOf(Conversation),
          },
        },
        problems: ['invalid-request'],
      },
      async ({ caller, query: { phone, limit } }) => {
        const number = phone === undefined ? undefined : (normalisePhone(phone) ?? phone);
        return json({
          items: await conversations.conversations(caller.agencyId, {
            limit,
            ...(number !== undefined && { phone: number }),
          }),
        });
      },
    ),
    agencyRoute(
      {
        method: 'GET',
        path: '/conversations/{id}',
        tag: 'Conversations',
        summary: 'Read a conversation',
        params,
        query: z.strictObject({ limit: z.coerce.number().int().min(1).max(500).default(50) }),
        answers: {
          200: {
            description: 'The conversation with its latest words.',
            schema: ConversationWithMessages,
          },
        },
        problems: ['invalid-request', 'not-found'],
      },
      async ({ caller, params: { id }, query: { limit } }) => {
        const found = await conversations.conversation(caller.agencyId, id, limit);
        if (!found) throw none();
        return json(found);
      },
    ),
    agencyRoute(
      {
        method: 'POST',
        path: '/conversations/{id}/takeover',
        tag: 'Conversations',
        summary: 'Take a conversation over',
        description:
          'The concierge says no more, also nothing it was about to say, for twelve ' +
          'hours or until it is given back. Messages about the flight go on. Claims the ' +
          'handoff.',
        params,
        body: Move,
        example: { by: 'Lucía' },
        answers: { 200: { description: 'The conversation as it is now.', schema: Conversation } },
        problems: bodyProblems,
      },
      async ({ caller, params: { id }, body }) => {
        const now = clock.now();
        return orNone(
          await conversations.takeOver({
            agencyId: caller.agencyId,
            conversationId: id,
            by: body.by ?? caller.keyName,
            now,
            until: plus(now, takeoverLife),
          }),
        );
      },
    ),
    agencyRoute(
      {
        method: 'POST',
        path: '/conversations/{id}/give-back',
        tag: 'Conversations',
        summary: 'Give a conversation back to the concierge',
        params,
        body: Move,
        example: { by: 'Lucía' },
        answers: {
          200: {
            description: 'The conversation as it is now; its handoff is done.',
            schema: Conversation,
          },
        },
        problems: bodyProblems,
      },
      async ({ caller, params: { id }, body }) =>
        orNone(
          await conversations.giveBack({
            agencyId: caller.agencyId,
            conversationId: id,
            by: body.by ?? caller.keyName,
            now: clock.now(),
          }),
        ),
    ),
    agencyRoute(
      {
        method: 'POST',
        path: '/conversations/{id}/messages',
        tag: 'Conversations',
        summary: 'Write to a traveller',
        description:
          'A person’s words: as they are within a day of the traveller’s last message, ' +
          'else in the template `agency_reply`. Takes the conversation over. With an ' +
          '`Idempotency-Key` the same request again sends nothing again.',
        params,
        headers: z.object({ 'idempotency-key': z.string().trim().min(1).max(200).optional() }),
        body: Written,
        example: {
          text: 'Hola Ana, ya cambiamos tu asiento. Te llega el nuevo pase en un rato.',
          by: 'Lucía',
        },
        answers: { 202: { description: 'Taken: it is on its way.', schema: Conversation } },
        problems: ['invalid-request', ...bodyProblems],
      },
      async ({ caller, params: { id }, headers, body }) => {
        const now = clock.now();
        const conversation = await conversations.conversation(caller.agencyId, id, 1);
        if (!conversation) throw none();
        const refuse = (code: string, message: string) =>
          new Problem('invalid-fields', 'This cannot be sent.', {
            errors: [{ pointer: pointer(['text']), code, message }],
          });
        if (conversation.optedOut)
          throw refuse('opted_out', 'the traveller wants no messages: use the telephone');
        const open = isWindowOpen(conversation.lastInboundAt, now);
        if (!open && body.text.length > longestTemplateWords)
          throw refuse(
            'too_long',
            `must have at most ${longestTemplateWords} characters: the traveller has not written for a day`,
          );
        const key = headers['idempotency-key'];
        const messageId =
          key === undefined ? ids.random() : uuidV5('written', caller.agencyId, id, key);
        const row = await conversations.writeTo({
          agencyId: caller.agencyId,
          conversationId: id,
          by: body.by ?? caller.keyName,
          now,
          until: plus(now, takeoverLife),
          messageId,
          text: body.text,
        });
        if (!row) throw none();
        return json(row, 202);
      },
    ),
  ];
};
