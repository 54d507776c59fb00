import type { Announced } from '#shared/actor/agent.ts';
import type { Reason } from '#shared/ports/turn-commands.ts';
import { isFlightNews } from './plan/flight-news.ts';
import { isHolding } from './plan/hold.ts';
import type { Plan } from './plan/plan-of.ts';
import type { View } from './plan/view.ts';
import type { NotificationsState } from './state.ts';

/** What is held after a turn, the look that it asks for, and what became of what was held. */
export interface HeldAfterTurn {
  readonly state: NotificationsState['held'];
  readonly events: readonly Announced<'FlightLookRequested'>[];
  readonly reasons: readonly Reason[];
}

/**
 * Remembers what is held (a landing is not: it is told from what is known), asks once for the look
 * that it waits for, and says why what was held is not told.
 */
export const heldAfter = (
  { context: { trip, agency }, state, now }: View,
  { suppressions, drafts, nextFlightKey }: Plan,
): HeldAfterTurn => {
  const holding = suppressions.filter(
    ({ subject, rule }) => subject !== 'landing' && isHolding(rule),
  );
  const types = [...new Set(holding.map(({ subject }) => subject))];
  const isLookAwaited = holding.some(({ rule }) => rule === 'fresh_look');
  const { lookAskedAt } = state.held;
  const gone = state.held.types.filter(
    (type) => !types.includes(type) && !drafts.some((draft) => draft.type === type),
  );
  const isNewsTold = drafts.some(
    ({ type, told }) => isFlightNews(type) || told.delay || told.boardingFor !== undefined,
  );
  return {
    state: {
      types,
      since: types.length > 0 ? (state.held.since ?? now) : null,
      lookAskedAt: isLookAwaited ? (lookAskedAt ?? now) : null,
    },
    events:
      isLookAwaited && lookAskedAt === null
        ? [trip.flightKey, ...(nextFlightKey ? [nextFlightKey] : [])].map((flightKey) => ({
            type: 'FlightLookRequested',
            agencyId: agency.id,
            tripId: trip.id,
            data: { flightKey },
          }))
        : [],
    reasons: gone.map((subject) => ({
      tripId: trip.id,
      decision: 'dropped',
      subject,
      rule: isNewsTold || types.length > 0 ? 'overtaken' : 'no_longer_true',
      detail: {},
    })),
  };
};
