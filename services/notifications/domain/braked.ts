import type { Instant } from '#shared/domain/instant.ts';
import type { MessageType } from '#shared/domain/message.ts';
import { type BrakeInForce, heldByPause, strictestBrake } from '#shared/domain/sending.ts';
import type { TaskCommand } from '#shared/ports/turn-commands.ts';
import type { TripContext } from '#shared/ports/turn-contexts.ts';
import { isWorthCall, wordsToSay } from './calls.ts';
import type { Draft } from './messages/draft.ts';
import { isOwnTrip } from './plan/audience.ts';
import type { View } from './plan/view.ts';
import type { Call } from './state.ts';
import type { Suppression } from './suppression.ts';

/** The strictest brake on a message of a trip at an instant; null: it is sent as ever. */
const brakeOf = (
  { trip, brakes }: Pick<TripContext, 'trip' | 'brakes'>,
  type: MessageType,
  now: Instant,
): BrakeInForce | null =>
  strictestBrake(brakes, { type, journeyIds: [trip.journeyId], contactIds: [trip.contactId] }, now);

const rules = { paused: heldByPause, shadow: 'sending_shadow' } as const;

/** Why drafts do not leave: a pause holds them, or a shadow keeps them back. */
export const brakedDrafts = (
  { context, now }: View,
  drafts: readonly Draft[],
): readonly (Suppression & Pick<Draft, 'content'>)[] =>
  drafts.flatMap(({ type: subject, content }) => {
    const brake = brakeOf(context, subject, now);
    return brake?.state === 'paused' || brake?.state === 'shadow'
      ? [{ subject, content, rule: rules[brake.state], until: brake.until }]
      : [];
  });

/** Calls in place of what a pause holds. */
export interface PausedCalls {
  readonly calls: readonly Call[];
  readonly tasks: readonly TaskCommand[];
}

/**
 * What is critical and held by a pause becomes a call for the agency to make. Once it is overtaken,
 * or goes out as a message, nobody needs to call any more, unless somebody is about to.
 */
export const pausedCalls = (view: View, drafts: readonly Draft[]): PausedCalls => {
  const { context, state, now } = view;
  const { trip, tasks, callsMade } = context;
  const held = isOwnTrip(trip)
    ? drafts.filter(
        (draft) => isWorthCall(draft) && brakeOf(context, draft.type, now)?.state === 'paused',
      )
    : [];
  const open = tasks.find(({ kind, facts }) => kind === 'call' && facts['because'] === heldByPause);
  if (held.length === 0) {
    const isOver = !context.brakes.some((brake) => brakeIsPause(brake, now));
    const calls = state.calls.filter(
      ({ about, at }) =>
        about === undefined ||
        callsMade.some(({ openedAt, closedAt }) => openedAt <= at && at <= closedAt),
    );
    if (!open || (isOver && open.state === 'claimed')) return { calls, tasks: [] };
    const reason = isOver ? 'message_sent' : 'message_overtaken';
    return { calls, tasks: [{ op: 'close', kind: 'call', tripId: trip.id, reason }] };
  }
  const asked = held.filter(
    ({ type, content }) =>
      !state.calls.some((call) => call.type === type && call.about === content),
  );
  return {
    calls: [
      ...state.calls,
      ...asked.map((draft): Call => {
        const { said } = wordsToSay(context, draft, now);
        const { type, told, content: about } = draft;
        return { type, told: { ...told, ...said }, at: now, about };
      }),
    ],
    tasks: asked.map((draft): TaskCommand => {
      const words = wordsToSay(context, draft, now).content.text;
      const facts = { message: draft.type, words, because: heldByPause };
      return { op: 'open', kind: 'call', tripId: trip.id, reason: draft.type, facts };
    }),
  };
};

const brakeIsPause = ({ state, until }: BrakeInForce, now: Instant): boolean =>
  state === 'paused' && (until === null || until > now);
