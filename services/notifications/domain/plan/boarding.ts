import { between, type Instant, latest, minute, plus } from '#shared/domain/instant.ts';
import { isOfLeg } from '../ledger.ts';
import { boardingDraft } from '../messages/boarding.ts';
import type { PlanPart } from './part.ts';
import {
  decidedMessages,
  departureOf,
  isFlightAhead,
  isStaleAt,
  lookGraceMs,
  type View,
} from './view.ts';

/** When boarding is announced: so many minutes before the best known departure. */
export const boardingDue = (departure: Instant, leadMinutes: number): Instant =>
  plus(departure, -leadMinutes * minute);

/** The traveller is called again only for a departure that moved on by at least this much. */
const secondCallMs = 30 * minute;

/**
 * The call to the gate. `toldDeparture`: as the traveller holds it after this turn's news;
 * `isDelayNews`: it is later than told by the threshold, so that the call counts as a `delayed`.
 */
export const boarding = (view: View, toldDeparture: Instant, isDelayNews: boolean): PlanPart => {
  const { context, state, settings, now } = view;
  const preferences = settings.notification_preferences;
  const departure = departureOf(view);
  if (!preferences.boarding_enabled || !isFlightAhead(view) || departure <= now) return {};
  const lastCalledFor = latest(
    ...decidedMessages(view, 'boarding')
      .filter((entry) => isOfLeg(entry, state.leg))
      .map(({ told }) => told.boardingFor),
    state.skipped['boarding'],
  );
  if (lastCalledFor !== null && between(lastCalledFor, toldDeparture) < secondCallMs) return {};
  const due = boardingDue(departure, preferences.boarding_lead_minutes);
  const hasLooked = state.facts !== null && state.facts.observedAt >= due;
  // A booking or an edit within the lead brings a look of its own, which is waited for too.
  const fallbackAt = plus(latest(due, state.legSince) ?? due, lookGraceMs);
  if (now < due) return { reconsiderAt: fallbackAt };
  if (!hasLooked && now < fallbackAt) return { reconsiderAt: fallbackAt, isDue: true };
  return {
    draft: boardingDraft({
      trip: context.trip,
      departure,
      facts: state.facts,
      told: view.told,
      isUnchecked: state.facts !== null && isStaleAt(state.facts, now),
      leg: state.leg,
      isDelayNews,
    }),
  };
};
