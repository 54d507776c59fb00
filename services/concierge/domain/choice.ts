import { type ChoiceId, chosenBy } from '#shared/domain/choices.ts';
import { DocumentType } from '#shared/domain/document.ts';
import { between, day } from '#shared/domain/instant.ts';
import type { ConversationContext } from '#shared/ports/turn-contexts.ts';
import type { ConciergeState } from './state.ts';
import type { Intent } from './understanding/intents.ts';

/** What can be asked by tapping. */
const askable = ['status', 'hotel', 'itinerary', 'document', 'person'] as const;
export type Askable = (typeof askable)[number] & Intent;

/** What an option means that a message of ours offers. */
export type Choice =
  | { readonly kind: 'ask'; readonly intent: Askable }
  /** Null: all of them. */
  | { readonly kind: 'doc'; readonly type: DocumentType | null }
  | { readonly kind: 'trip'; readonly tripId: string }
  /** No more messages, or to go on with them. */
  | { readonly kind: 'opt'; readonly wish: 'out' | 'stay' };

/** The id of an option, from which `readChoice` reads what it means. */
export const choiceId = (choice: Choice): ChoiceId => {
  switch (choice.kind) {
    case 'ask':
      return `ask:${choice.intent}`;
    case 'doc':
      return `doc:${choice.type ?? 'all'}`;
    case 'trip':
      return `trip:${choice.tripId}`;
    case 'opt':
      return `opt:${choice.wish}`;
  }
};

/** What the id of an option means; null: it is none of ours. */
export const readChoice = (id: string): Choice | null => {
  const [kind, value = ''] = id.split(':');
  switch (kind) {
    case 'ask': {
      const intent = askable.find((one) => one === value);
      return intent === undefined ? null : { kind, intent };
    }
    case 'doc': {
      const type = DocumentType.safeParse(value).data;
      return type === undefined && value !== 'all' ? null : { kind, type: type ?? null };
    }
    case 'trip':
      return { kind, tripId: value };
    case 'opt':
      return value === 'out' || value === 'stay' ? { kind, wish: value } : null;
    default:
      return null;
  }
};

type Message = NonNullable<ConversationContext['message']>;

/** So long after an offer its numbers and words choose; what is tapped does so at any time. */
const offerLifeMs = day;

/**
 * What a message chooses: the option that was tapped, whichever message offered it, or the number or
 * the words of one that was offered last; null: it is about something else.
 */
export const chosenIn = (
  { text, choice, at }: Pick<Message, 'text' | 'choice' | 'at'>,
  { offer }: Pick<ConciergeState, 'offer'>,
): Choice | null => {
  const tapped = choice === null ? null : readChoice(choice);
  if (tapped !== null) return tapped;
  const isOpen = offer !== null && at >= offer.at && between(offer.at, at) < offerLifeMs;
  const said = isOpen ? chosenBy(text, offer.options) : null;
  return said && readChoice(said.id);
};
