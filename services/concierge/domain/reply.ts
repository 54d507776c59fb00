import type { Choices } from '#shared/domain/choices.ts';
import { effectKey } from '#shared/domain/effect-key.ts';
import { day, type Instant, minute, plus } from '#shared/domain/instant.ts';
import type { MessageContent, MessageType, Told } from '#shared/domain/message.ts';
import type { SilenceRule } from '#shared/domain/silence.ts';
import type { EffectCommand, Reason, Said, Unsaid } from '#shared/ports/turn-commands.ts';
import type { ConversationContext } from '#shared/ports/turn-contexts.ts';
import { split } from './split.ts';

/** One message of an answer, which has several where files are sent. */
export interface Part {
  readonly text: string;
  readonly mediaUrl?: string;
  /** What may be answered by tapping; the text says it with its numbers. */
  readonly choices?: Choices | undefined;
}

/** How long a reply is of use: retries fit in, and nobody is answered a day late. */
export const replyLifetimeMs = day;
/** A link must still be valid when the provider fetches it. */
const linkMarginMs = 5 * minute;

/** When a message with a file is of no use any more, whose link is good for so long. */
export const expiryOfFile = (linksUntil: Instant): Instant => plus(linksUntil, -linkMarginMs);

const typeOf = ({ besidePerson = false }: { readonly besidePerson?: boolean }): MessageType =>
  besidePerson ? 'reply_beside_person' : 'reply';

const contentOf = ({ text, mediaUrl, choices }: Part): MessageContent => ({
  kind: 'text',
  text,
  ...(mediaUrl === undefined ? {} : { mediaUrl }),
  ...(choices && { choices }),
});

/**
 * The effects of one answer. `about` is the id of what is answered: the effect keys derive from it,
 * so one inbound message never has two answers.
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
    /** It goes out though a person of the agency has the conversation. */
    readonly besidePerson?: boolean;
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
        typeOf(answer),
        1,
        index === 0 ? answer.about : `${answer.about}:${index + 1}`,
      ),
      tripId: answer.tripId,
      type: typeOf(answer),
      episode: 1,
      from: conversation.agency.sender,
      to: conversation.phone,
      content: contentOf(part),
      told: index === 0 ? (answer.told ?? {}) : {},
      critical: false,
      dueAt: answer.now,
      expiresAt:
        part.mediaUrl !== undefined && answer.linksUntil
          ? expiryOfFile(answer.linksUntil)
          : plus(answer.now, replyLifetimeMs),
      evenIfOptedOut: false,
    }));

/** A reason of a decision about a conversation; must not contain what was written in it. */
export const reason: {
  (tripId: string | null, decision: Said, rule: string, detail?: Detail): Reason;
  (tripId: string | null, decision: Unsaid, rule: SilenceRule, detail?: Detail): Reason;
} = (
  tripId: string | null,
  decision: Reason['decision'],
  rule: string,
  detail: Detail = {},
): Reason =>
  // Which rule goes with which decision is what the two signatures say.
  ({ tripId, decision, subject: 'conversation', rule, detail }) as Reason;
type Detail = Reason['detail'];
