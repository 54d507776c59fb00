import type { Told } from '#shared/domain/message.ts';
import { confirmationDraft } from '../messages/confirmation.ts';
import type { PlanPart } from './part.ts';
import { decidedMessages, type View } from './view.ts';

/**
 * The confirmation of the booking, exactly once. One that had to wait names the departure told
 * meanwhile, or told in this turn; a flight known not to fly is not confirmed.
 */
export const confirmation = (view: View, toldInThisTurn: readonly Told[]): PlanPart => {
  const { context, state, told } = view;
  const type = 'reservation_confirmation';
  if (
    state.confirmationDecided &&
    (!context.ledger.some((entry) => entry.type === type) || decidedMessages(view, type).length > 0)
  )
    return {};
  const phase = toldInThisTurn.find((facts) => facts.phase)?.phase ?? told.phase;
  if (phase === 'cancelled' || phase === 'diverted') return {};
  const departure = toldInThisTurn.find((facts) => facts.departure)?.departure ?? told.departure;
  return { draft: confirmationDraft(context.trip, state.facts, departure, state.leg) };
};
