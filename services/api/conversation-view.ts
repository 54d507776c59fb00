import { z } from 'zod';
import { hour, Instant, plus } from '#shared/domain/instant.ts';
import { DeliveryStatus, isWindowOpen, MessageType, windowUntil } from '#shared/domain/message.ts';
import { splitLocation } from '#shared/domain/shared-location.ts';
import type { ConversationMessageRow, ConversationRow } from '#shared/ports/conversation-desk.ts';
import { receivedDocumentId } from '#shared/received-document.ts';
import type { ApiDependencies } from './dependencies.ts';

const linkLifeMs = hour;
/** Messages in a person's or the assistant's own words; others are told by the system. */
const ofAssistant: ReadonlySet<string> = new Set(['reply', 'opt_out_question']);

/** A message of a conversation, as the API shows it. */
export const ConversationMessage = z
  .object({
    id: z.uuid(),
    direction: z.enum(['in', 'out', 'note']).describe('A note is the agency’s, and never sent.'),
    kind: z.enum(['text', 'template', 'media', 'location', 'note']),
    author: z.object({
      kind: z.enum(['traveller', 'assistant', 'person', 'system']),
      name: z.string().nullable().describe('Of a person of the agency, where it is known.'),
    }),
    type: MessageType.nullable().describe('What kind of message was sent.'),
    text: z.string(),
    at: Instant,
    media: z.array(
      z.object({
        contentType: z.string().nullable(),
        url: z.url().nullable().describe('Opens for an hour without a key; null: not kept.'),
      }),
    ),
    delivery: z
      .object({
        status: DeliveryStatus,
        providerStatus: z.string().nullable().describe('Twilio’s: queued, delivered, read, …'),
        errorCode: z.string().nullable(),
      })
      .nullable()
      .describe('How far it came; null: it was not sent by us.'),
  })
  .meta({ id: 'ConversationMessage', description: 'A message of a conversation, or a note.' });
type ConversationMessage = z.input<typeof ConversationMessage>;

const authorOf = ({ direction, type, author }: ConversationMessageRow) => {
  if (direction === 'in') return { kind: 'traveller' as const, name: null };
  if (direction === 'note' || type === 'agency_reply' || type === 'agency_notice')
    return { kind: 'person' as const, name: author };
  return {
    kind: ofAssistant.has(type ?? '') ? ('assistant' as const) : ('system' as const),
    name: null,
  };
};

const kindOf = ({ direction, template, text, media }: ConversationMessageRow) => {
  if (direction === 'note') return 'note';
  if (media.length > 0) return 'media';
  if (template !== null) return 'template';
  return direction === 'in' && splitLocation(text).location !== null ? 'location' : 'text';
};

/** The most that fits into the template `agency_reply`, and into a message, in characters. */
const longestInTemplate = 750;
export const longestText = 1600;

/** Until when free text may be sent to the traveller, and how long a message may be now. */
export const whatMayBeWritten = (
  { lastInboundAt }: Pick<ConversationRow, 'lastInboundAt'>,
  now: Instant,
) => ({
  freeTextUntil: windowUntil(lastInboundAt),
  longestText: isWindowOpen(lastInboundAt, now) ? longestText : longestInTemplate,
});

/** A message without links to what a traveller sent. */
export const messageView = (row: ConversationMessageRow): ConversationMessage => {
  const { id, direction, type, text, at, media, delivery } = row;
  return {
    id,
    direction,
    kind: kindOf(row),
    author: authorOf(row),
    type,
    text,
    at,
    media: [...media],
    delivery,
  };
};

/** A conversation with links to the files that were sent in it, as far as they are on file. */
export const conversationView = async (
  {
    conversations,
    documents,
    clock,
  }: Pick<ApiDependencies, 'conversations' | 'documents' | 'clock'>,
  agencyId: string,
  conversation: ConversationRow & { readonly messages: readonly ConversationMessageRow[] },
) => {
  const received = conversation.messages.filter(
    ({ direction, media }) => direction === 'in' && media.length > 0,
  );
  const filed =
    received.length === 0
      ? []
      : (
          await Promise.all(
            conversation.tripIds.map((tripId) => conversations.documents(agencyId, tripId)),
          )
        ).flatMap((rows) => rows ?? []);
  const expiresAt = plus(clock.now(), linkLifeMs);
  const linkOf = async (messageId: string, index: number): Promise<string | null> => {
    const id = receivedDocumentId(messageId, index);
    const document = filed.find((row) => row.id === id);
    return document
      ? documents.link(document.path, { fileName: document.fileName ?? document.type, expiresAt })
      : null;
  };
  const messages = await Promise.all(
    conversation.messages.map(async (row) => ({
      ...messageView(row),
      media: await Promise.all(
        row.media.map(async ({ contentType, url }, index) => ({
          contentType,
          url: row.direction === 'in' ? await linkOf(row.id, index) : url,
        })),
      ),
    })),
  );
  return { ...conversation, ...whatMayBeWritten(conversation, clock.now()), messages };
};
