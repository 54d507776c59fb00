import { effectKey } from '#shared/domain/effect-key.ts';
import { day, type Instant, minute, plus } from '#shared/domain/instant.ts';
import type { MessageContent, Told } from '#shared/domain/message.ts';
import type { ConversationContext, EffectCommand, Reason } from '#shared/ports/actor-store.ts';
import { split } from './split.ts';

/** One message of an answer; several where a text is long or files are sent. */
export interface Part {
  readonly text: string;
  readonly mediaUrl?: string;
}

/** Long enough for a retry, short enough not to answer yesterday's word. */
const usefulFor = day;
/** A link must still be good when the provider comes to fetch it. */
const linkMargin = 5 * minute;

const contentOf = ({ text, mediaUrl }: Part): MessageContent => ({
  kind: 'text',
  text,
  ...(mediaUrl === undefined ? {} : { mediaUrl }),
});

/**
 * The effects of one answer: `about` names what is answered, so that one inbound message never has
 * two answers.
 */
export const replyEffects = (
  conversation: Pick<ConversationContext, 'id' | 'agency' | 'phone'>,
  answer: {
    readonly about: string;
    readonly tripId: string | null;
    readonly parts: readonly Part[];
    readonly told?: Told;
    readonly linksUntil?: Instant | null;
    readonly now: Instant;
  },
): readonly EffectCommand[] =>
  answer.parts
    .flatMap((part) => {
      const [first = '', ...more] = split(part.text);
      return first === ''
        ? []
        : [{ ...part, text: first }, ...more.map((text): Part => ({ text }))];
    })
    .map((part, index) => ({
      key: effectKey(
        conversation.id,
        'reply',
        1,
        index === 0 ? answer.about : `${answer.about}:${index + 1}`,
      ),
      tripId: answer.tripId,
      type: 'reply',
      episode: 1,
      from: conversation.agency.sender,
      to: conversation.phone,
      content: contentOf(part),
      told: index === 0 ? (answer.told ?? {}) : {},
      critical: false,
      dueAt: answer.now,
      expiresAt:
        part.mediaUrl !== undefined && answer.linksUntil
          ? plus(answer.linksUntil, -linkMargin)
          : plus(answer.now, usefulFor),
      evenIfOptedOut: false,
    }));

/** A line of the why-trail about a conversation; never a word of it. */
export const reason = (
  tripId: string | null,
  decision: Reason['decision'],
  rule: string,
  detail: Reason['detail'] = {},
): Reason => ({
  tripId,
  decision,
  subject: 'conversation',
  rule,
  detail,
});
