import { countsAsTold } from '../ledger.ts';
import { withdrawalDraft } from '../messages/withdrawal.ts';
import { heldPart, type PlanPart } from './part.ts';
import { quietUntil } from './quiet-hours.ts';
import { gettingUpHours, type View } from './view.ts';

/** Word that the trip was cancelled, where the agency leaves that to us and the flight is ahead. */
export const withdrawal = (view: View): PlanPart => {
  const { context, state, told, now, settings } = view;
  const phase = state.facts?.phase ?? 'scheduled';
  const isAhead = (phase === 'scheduled' || phase === 'cancelled') && told.booking.departure > now;
  const isTold = context.ledger.some(
    (entry) =>
      entry.type === 'trip_cancelled' && countsAsTold(entry, settings.retry_limits.attempts),
  );
  if (!state.withdrawn?.notify || !isAhead || isTold) return {};
  const until = quietUntil({
    type: 'trip_cancelled',
    now,
    zone: context.trip.originZone,
    quiet: settings.quiet_hours,
    gettingUpHours: gettingUpHours(view),
    toldDeparture: told.booking.departure,
    newDeparture: null,
  });
  return until === null
    ? { draft: withdrawalDraft(context.trip, told, state.leg) }
    : heldPart('trip_cancelled', 'quiet_hours', until);
};
