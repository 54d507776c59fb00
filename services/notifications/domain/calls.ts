import type { Instant } from '#shared/domain/instant.ts';
import { messageTypes } from '#shared/domain/message-types.ts';
import type { TaskCommand } from '#shared/ports/turn-commands.ts';
import type { Composed } from '#shared/templates/compose.ts';
import { contentOf } from './messages/content.ts';
import type { Draft } from './messages/draft.ts';
import type { View } from './plan/view.ts';
import type { Call } from './state.ts';

/** What a contact without a number is to be told by the agency, and the calls made so far. */
export interface Calls {
  readonly calls: readonly Call[];
  readonly tasks: readonly TaskCommand[];
  /** The other drafts: nobody tells them. */
  readonly untold: readonly Draft[];
}

/** Whether somebody has to be called with it: what is critical, the call to the gate excepted. */
export const isWorthCall = ({ type }: Draft): boolean =>
  messageTypes[type].critical && type !== 'boarding';

/** What the caller is to say. */
export const wordsToSay = (context: View['context'], draft: Draft, now: Instant): Composed =>
  contentOf(draft.words, draft.passengers ?? context.trip.passengers, context, now, () => true);

/**
 * A contact without WhatsApp (PEOPLE §1): what is critical becomes a call for the agency to make,
 * with the words to say, and counts as told.
 */
export const planCalls = (view: View, drafts: readonly Draft[], now: Instant): Calls => {
  const { context, state } = view;
  const worthCall = drafts.filter(isWorthCall);
  return {
    calls: [...state.calls, ...worthCall.map(({ type, told }): Call => ({ type, told, at: now }))],
    tasks: worthCall.map((draft): TaskCommand => {
      const facts = { message: draft.type, words: wordsToSay(context, draft, now).content.text };
      return { op: 'open', kind: 'call', tripId: context.trip.id, reason: draft.type, facts };
    }),
    untold: drafts.filter((draft) => !isWorthCall(draft)),
  };
};
