import { z } from 'zod';
import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import { Instant, plus } from '#shared/domain/instant.ts';
import { normalisePhone } from '#shared/domain/phone.ts';
import { takeoverLife } from '#shared/domain/takeover.ts';
import type { ConversationMoved } from '#shared/ports/conversation-desk.ts';
import {
  ConversationMessage,
  conversationView,
  longestText,
  messageView,
  whatMayBeWritten,
} from '../conversation-view.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { assertHeard, groupsOf } from '../limited.ts';
import { pauseOn } from '../pause-on.ts';
import { Problem, pointer } from '../problem.ts';
import { agencyRoute, authorOf, json, type Route } from '../route.ts';
import { pageOf, TaskView } from '../views.ts';
import { cursorSchema, pageOfRows } from './cursor.ts';
import { author } from './filters.ts';
import { sendingPaused } from './sending.ts';

const Conversation = z
  .object({
    id: z.uuid(),
    sender: z.string().describe('The agency’s number.'),
    phone: z
      .string()
      .describe('The traveller’s, or WhatsApp’s id of a traveller who shows no number.'),
    lastInboundAt: Instant.nullable(),
    takenOverUntil: Instant.nullable().describe(
      'A person has the conversation until then; the concierge is silent.',
    ),
    takenOverBy: z.string().nullable(),
    takenOverSince: Instant.nullable(),
    optedOut: z.boolean(),
    tripIds: z.array(z.uuid()).describe('Trips of this phone, by departure.'),
    names: z.array(z.string()).describe('What its contacts are called on those trips.'),
    lastWords: z
      .string()
      .nullable()
      .describe('What the traveller wrote last; null: nothing. Empty: a picture or the like.'),
    freeTextUntil: Instant.nullable().describe(
      'Until then WhatsApp takes any text; after it, and where it is null, a template carries it.',
    ),
    longestText: z.int().describe('The most characters that a message may have now.'),
    openTask: TaskView.pick({ id: true, reason: true, severity: true, state: true, openedAt: true })
      .nullable()
      .describe('The handoff that is not done, with its gravest reason.'),
  })
  .meta({
    id: 'Conversation',
    description: 'A traveller’s phone talking with a number of the agency.',
  });
const ConversationWithMessages = Conversation.extend({
  messages: z.array(ConversationMessage).describe('Oldest first; the latest so many.'),
}).meta({ id: 'ConversationWithMessages', description: 'A conversation with its messages.' });

const steal = z
  .boolean()
  .default(false)
  .describe('True: although somebody else has it. The audit says so.');
const ConversationMove = z
  .strictObject({ by: author, steal })
  .meta({ id: 'ConversationMove', description: 'Who takes a conversation, or gives it back.' });
const WrittenMessage = z
  .strictObject({
    text: z
      .string()
      .trim()
      .min(1)
      .max(longestText)
      .describe(
        'At most 750 characters where the traveller has not written for a day: a ' +
          'template carries it then.',
      ),
    by: author,
    steal,
  })
  .meta({ id: 'WrittenMessage', description: 'A message from a person to a traveller.' });

const WrittenNote = z
  .strictObject({ text: z.string().trim().min(1).max(4000), by: author })
  .meta({ id: 'WrittenNote', description: 'A note of the agency for itself.' });

const params = z.strictObject({ id: z.uuid() });
const noConversation = () => new Problem('not-found', 'There is no such conversation.');
/** 409: somebody else has the conversation. */
const movedResponse = (moved: ConversationMoved, now: Instant, status = 200): Response => {
  if (!moved) throw noConversation();
  if ('heldBy' in moved)
    throw new Problem('conversation-held', `${moved.heldBy} has it since ${moved.since}.`, {
      extra: { ...moved },
    });
  return json({ ...moved, ...whatMayBeWritten(moved, now) }, status);
};

/** Conversations with travellers: reading, taking over, writing, giving back. */
export const conversationRoutes = ({
  clock,
  ids,
  conversations,
  documents,
  ...pausable
}: Pick<
  ApiDependencies,
  'clock' | 'ids' | 'conversations' | 'documents' | 'brakes' | 'contacts' | 'desk'
>): readonly Route[] => {
  const bodyProblems = [
    'malformed-body',
    'not-found',
    'body-too-large',
    'unsupported-media-type',
    'invalid-fields',
  ] as const;
  const moveProblems = [...bodyProblems, 'conversation-held'] as const;
  return [
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/conversations',
        tag: 'Conversations',
        summary: 'List conversations',
        isForLimited: true,
        query: z.strictObject({
          phone: z
            .string()
            .max(150)
            .optional()
            .describe(
              'The traveller’s number with country code, in any common writing. Not for a ' +
                '`limited` member, who sees no numbers.',
            ),
          box: z
            .enum(['waiting', 'mine', 'assistant'])
            .optional()
            .describe(
              '`waiting`: for a person, and nobody has it; urgent ones first, then those that ' +
                'wait longest. `mine`: whoever asks has it. `assistant`: neither.',
            ),
          cursor: cursorSchema(z.int().min(0)).optional(),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
        responses: {
          200: {
            description: 'A page of conversations, the latest message of a traveller first.',
            schema: pageOf(Conversation),
          },
        },
        problems: ['invalid-request'],
      },
      async ({ caller, query: { phone, box, cursor = 0, limit } }) => {
        const groups = groupsOf(caller);
        if (groups !== null && phone !== undefined)
          throw new Problem('invalid-request', 'You see no numbers.', {
            errors: [{ parameter: 'phone', code: 'not_shown', message: 'is not shown to you' }],
          });
        const normalPhone = phone === undefined ? undefined : (normalisePhone(phone) ?? phone);
        const found = await conversations.conversations(caller.agencyId, {
          limit: limit + 1,
          offset: cursor,
          ...(box === 'mine' && { takenOverBy: authorOf(caller, undefined) }),
          ...(box !== 'mine' && box !== undefined && { box }),
          ...(normalPhone !== undefined && { phone: normalPhone }),
          ...(groups !== null && { groups }),
        });
        const now = clock.now();
        const rows = found.map((row) => ({ ...row, ...whatMayBeWritten(row, now) }));
        return json(pageOfRows(rows, limit, () => cursor + limit));
      },
    ),
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/conversations/{id}',
        tag: 'Conversations',
        summary: 'Read a conversation',
        isForLimited: true,
        params,
        query: z.strictObject({ limit: z.coerce.number().int().min(1).max(500).default(50) }),
        responses: {
          200: {
            description: 'The conversation with its latest messages.',
            schema: ConversationWithMessages,
          },
        },
        problems: ['invalid-request', 'not-found'],
      },
      async ({ caller, params: { id }, query: { limit } }) => {
        const { agencyId } = caller;
        await assertHeard(conversations, caller, id);
        const found = await conversations.conversation(agencyId, id, limit);
        if (!found) throw noConversation();
        return json(await conversationView({ conversations, documents, clock }, agencyId, found));
      },
    ),
    agencyRoute(
      'care',
      {
        method: 'POST',
        path: '/conversations/{id}/takeover',
        tag: 'Conversations',
        summary: 'Take a conversation over',
        description:
          'The concierge sends nothing more, not even what was waiting, for twelve hours ' +
          'or until the conversation is given back. Messages about the flight go on. ' +
          'Claims the handoff task. Of several who take it at once one has it; the others get ' +
          '409 with who has it and since when.',
        params,
        body: ConversationMove,
        example: { by: 'Lucía' },
        responses: { 200: { description: 'The conversation as it is now.', schema: Conversation } },
        problems: moveProblems,
      },
      async ({ caller, params: { id }, body }) => {
        const now = clock.now();
        return movedResponse(
          await conversations.takeOver({
            agencyId: caller.agencyId,
            conversationId: id,
            by: authorOf(caller, body.by),
            steal: body.steal,
            now,
            until: plus(now, takeoverLife),
          }),
          now,
        );
      },
    ),
    agencyRoute(
      'care',
      {
        method: 'POST',
        path: '/conversations/{id}/give-back',
        tag: 'Conversations',
        summary: 'Give a conversation back to the concierge',
        params,
        body: ConversationMove,
        example: { by: 'Lucía' },
        responses: {
          200: {
            description: 'The conversation as it is now; its handoff task is done.',
            schema: Conversation,
          },
        },
        problems: moveProblems,
      },
      async ({ caller, params: { id }, body }) =>
        movedResponse(
          await conversations.giveBack({
            agencyId: caller.agencyId,
            conversationId: id,
            by: authorOf(caller, body.by),
            steal: body.steal,
            now: clock.now(),
          }),
          clock.now(),
        ),
    ),
    agencyRoute(
      'care',
      {
        method: 'POST',
        path: '/conversations/{id}/messages',
        tag: 'Conversations',
        summary: 'Write to a traveller',
        description:
          'Sent as free text within a day of the traveller’s last message, else in the ' +
          'template `agency_reply`. Takes the conversation over. Repeating the request ' +
          'with the same `Idempotency-Key` sends nothing again.',
        isForLimited: true,
        params,
        headers: z.object({ 'idempotency-key': z.string().trim().min(1).max(200).optional() }),
        body: WrittenMessage,
        example: {
          text: 'Hola Ana, ya cambiamos tu asiento. Te llega el nuevo pase en un rato.',
          by: 'Lucía',
        },
        responses: { 202: { description: 'Accepted: it will be sent.', schema: Conversation } },
        problems: ['invalid-request', 'sending-paused', ...moveProblems],
      },
      async ({ caller, params: { id }, headers, body }) => {
        const now = clock.now();
        await assertHeard(conversations, caller, id);
        const conversation = await conversations.conversation(caller.agencyId, id, 1);
        if (!conversation) throw noConversation();
        const invalidText = (code: string, message: string) =>
          new Problem('invalid-fields', 'This cannot be sent.', {
            errors: [{ pointer: pointer(['text']), code, message }],
          });
        const paused = await pauseOn(pausable, caller.agencyId, conversation, now);
        if (paused) throw sendingPaused(paused);
        if (conversation.optedOut)
          throw invalidText('opted_out', 'the traveller wants no messages: use the telephone');
        const { longestText: longest } = whatMayBeWritten(conversation, now);
        if (body.text.length > longest)
          throw invalidText(
            'too_long',
            `must have at most ${longest} characters: the traveller has not written for a day`,
          );
        const key = headers['idempotency-key'];
        const messageId =
          key === undefined ? ids.random() : uuidV5('written', caller.agencyId, id, key);
        const row = await conversations.writeTo({
          agencyId: caller.agencyId,
          conversationId: id,
          by: authorOf(caller, body.by),
          now,
          until: plus(now, takeoverLife),
          messageId,
          text: body.text,
          steal: body.steal,
        });
        return movedResponse(row, now, 202);
      },
    ),
    agencyRoute(
      'care',
      {
        method: 'POST',
        path: '/conversations/{id}/notes',
        tag: 'Conversations',
        summary: 'Note something in a conversation',
        description: 'For the agency alone: it is never sent, and the assistant does not read it.',
        params,
        body: WrittenNote,
        example: { text: 'Prefiere que la llamemos después de las 18.', by: 'Lucía' },
        responses: { 201: { description: 'The note.', schema: ConversationMessage } },
        problems: bodyProblems,
      },
      async ({ caller, params: { id }, body }) => {
        const note = await conversations.note({
          agencyId: caller.agencyId,
          conversationId: id,
          by: authorOf(caller, body.by),
          now: clock.now(),
          noteId: ids.random(),
          text: body.text,
        });
        if (!note) throw noConversation();
        return json(messageView(note), 201);
      },
    ),
  ];
};
