import { DocumentType } from '#shared/domain/document.ts';
import { effectKey } from '#shared/domain/effect-key.ts';
import { day, plus } from '#shared/domain/instant.ts';
import { isWindowOpen, type MessageContent } from '#shared/domain/message.ts';
import type { SilenceRule } from '#shared/domain/silence.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import { compose } from '#shared/templates/compose.ts';
import { captionOf } from './document-answer.ts';
import { isFollowed } from './followers.ts';
import type { Gathered } from './gathered.ts';
import { localeIn, readerOf } from './language.ts';
import { expiryOfFile, reason } from './reply.ts';
import type { ConciergeDecision, ConciergeTurn } from './turn.ts';
import { wordsIn } from './words/index.ts';

/**
 * Sends a document that was asked for when it was not there: the file, or where the 24-hour window
 * is shut a template that says how to get it. A person who has the conversation does not hold it up.
 */
export const promisedDocument = (
  { state, conversation, now }: ConciergeTurn,
  { tripId, data }: EventOf<'PromisedDocumentFiled'>,
  gathered: Gathered,
): ConciergeDecision => {
  const suppressed = (rule: SilenceRule): ConciergeDecision => ({
    state,
    reasons: [reason(tripId, 'suppressed', rule)],
  });
  if (!conversation) return suppressed('conversation_gone');
  if (conversation.optedOut) return suppressed('opted_out');
  const [context] = gathered.contexts;
  const document = context?.documents.find(({ id }) => id === data.documentId);
  const type = DocumentType.safeParse(document?.type);
  const mediaUrl = gathered.links.get(data.documentId);
  if (!context || !document || !type.success || mediaUrl === undefined)
    return suppressed('document_gone');
  if (isFollowed(context.trip)) return suppressed('only_for_travellers');
  const language = state.language ?? context.trip.language;
  const words = wordsIn[localeIn(conversation, language)];
  const { content: asTemplate } = compose(readerOf(conversation, language), {
    type: 'agency_reply',
    words: words.readyToSend(words.documents[type.data]),
  });
  const isOpen = isWindowOpen(conversation.lastInboundAt, now) && asTemplate.kind === 'template';
  const content: MessageContent = isOpen
    ? {
        kind: 'text',
        text: captionOf(document, [context], words),
        mediaUrl,
        outsideWindow: asTemplate,
      }
    : asTemplate;
  return {
    state,
    effects: [
      {
        key: effectKey(conversation.id, 'agency_reply', 1, `document:${document.id}`),
        tripId,
        type: 'agency_reply',
        episode: 1,
        from: conversation.agency.sender,
        to: conversation.phone,
        content,
        told: {},
        critical: false,
        dueAt: now,
        expiresAt:
          isOpen && gathered.linksUntil !== null
            ? expiryOfFile(gathered.linksUntil)
            : plus(now, day),
        evenIfOptedOut: false,
      },
    ],
    reasons: [reason(tripId, 'sent', 'promised_document', { template: !isOpen })],
  };
};
