import type { Announced } from '#shared/actor/agent.ts';
import { type Instant, latest, plus, second } from '#shared/domain/instant.ts';
import type { ItineraryDay, ItineraryOrigin } from '#shared/domain/itinerary.ts';
import type { Place } from '#shared/domain/place.ts';
import { effectiveSettings } from '#shared/domain/settings.ts';
import type { EventOf, ProducedBy } from '#shared/events/catalogue.ts';
import type { ModelFailureReason } from '#shared/ports/language-model.ts';
import type { Reason } from '#shared/ports/turn-commands.ts';
import type { TripContext } from '#shared/ports/turn-contexts.ts';
import type { ItineraryDraft } from './draft.ts';
import { frameOf } from './frame.ts';
import { groundDraft } from './ground.ts';
import { planOfPlaces } from './places-plan.ts';
import type { ItineraryState } from './state.ts';
import { basisOf, busyPauseMs, cancelledPauseMs, obstacleOf, planDueAt } from './timing.ts';
import type { ItineraryDecision, ItineraryTurn } from './turn.ts';

/** What a plan is made of: the agency's places there, and what the model made of them. */
export interface Gathered {
  readonly places: readonly Place[];
  /** Whether the agency has any place anywhere. */
  readonly anyPlaces: boolean;
  /** Null: there is no model. */
  readonly draft:
    | { readonly ok: true; readonly value: ItineraryDraft }
    | { readonly ok: false; readonly reason: ModelFailureReason }
    | null;
}

const noted = (tripId: string, rule: string, detail: Reason['detail'] = {}): Reason => ({
  tripId,
  decision: 'noted',
  subject: 'itinerary',
  rule,
  detail,
});

/** Whether this turn makes a plan, so that what a plan is made of must be gathered. */
export const shouldPlan = ({ event, state, trip, now }: ItineraryTurn): boolean => {
  if (!trip || obstacleOf(trip, now) !== null || frameOf(trip) === null) return false;
  return (
    event.type === 'ItineraryRequested' ||
    (event.type === 'ItineraryDue' && (state.requested || state.settledFor !== basisOf(trip.trip)))
  );
};

/** Ends the waiting for a plan; earlier versions stay. */
const stopWaiting = (state: ItineraryState, tripId: string, rule: string): ItineraryDecision => ({
  state: { ...state, waitingFor: null, requested: false },
  timers: [{ kind: 'ItineraryDue', due: null }],
  reasons: [noted(tripId, rule)],
});

/** Sets the timer of a plan after a booking, or an edit to other dates or another place. */
const schedulePlan = (
  state: ItineraryState,
  { trip }: TripContext,
  since: Instant,
  now: Instant,
): ItineraryDecision => {
  const basis = basisOf(trip);
  if (basis === state.waitingFor) return { state };
  if (basis === state.settledFor)
    // Edited back to what is planned already: the plan of the edit in between is not made.
    return state.waitingFor === null ? { state } : stopWaiting(state, trip.id, 'planned_already');
  const plannedAt = planDueAt(since, trip.departure);
  if (plannedAt === null) return stopWaiting(state, trip.id, 'departs_too_soon');
  return {
    state: { ...state, waitingFor: basis },
    timers: [{ kind: 'ItineraryDue', due: latest(plannedAt, plus(now, second)) }],
    reasons: [noted(trip.id, 'scheduled', { due: plannedAt })],
  };
};

/** The best plan that there is, or why there is none. */
const makePlan = (
  context: TripContext,
  { draft, places }: Gathered,
):
  | { readonly origin: ItineraryOrigin; readonly days: readonly ItineraryDay[] }
  | { readonly failure: ModelFailureReason | 'no_places' } => {
  const frame = frameOf(context);
  if (frame && draft?.ok) {
    const days = groundDraft(draft.value, frame, places);
    if (days.some(({ items }) => items.length > 0)) return { origin: 'model', days };
  }
  const days = frame ? planOfPlaces(frame, places, context.trip.stay) : [];
  if (days.length > 0) return { origin: 'agency_places', days };
  return { failure: draft === null ? 'no_places' : draft.ok ? 'invalid' : draft.reason };
};

/** Saves the plan as the next version, or announces that there is none. */
const decidePlan = (
  turn: ItineraryTurn,
  context: TripContext,
  gathered: Gathered,
): ItineraryDecision => {
  const { state, now, event } = turn;
  const { id: tripId, agencyId } = context.trip;
  const settled: ItineraryState = {
    ...state,
    waitingFor: null,
    settledFor: basisOf(context.trip),
    requested: false,
  };
  // The plan of a request stands for these dates too.
  const timers = state.waitingFor === null ? [] : [{ kind: 'ItineraryDue' as const, due: null }];
  const model =
    gathered.draft === null ? 'absent' : gathered.draft.ok ? 'answered' : gathered.draft.reason;
  const announcement = <N extends ProducedBy<'itinerary'>>(
    type: N,
    data: EventOf<N>['data'],
  ): Announced<N> => ({ type, agencyId, tripId, data });
  const plan = makePlan(context, gathered);
  if ('failure' in plan) {
    const isAskedByAgency = event.type === 'ItineraryRequested' && event.data.by === 'agency';
    // An agency with neither places nor a model does not use itineraries: no promise, no failure.
    if (gathered.draft === null && !gathered.anyPlaces && !isAskedByAgency)
      return { state: settled, timers, reasons: [noted(tripId, 'nothing_to_plan_with')] };
    return {
      state: settled,
      timers,
      events: [announcement('ItineraryFailed', { reason: plan.failure })],
      reasons: [noted(tripId, 'failed', { reason: plan.failure, model })],
    };
  }
  const version = state.version + 1;
  const needsApproval = effectiveSettings(context.settings).feature_flags.itinerary_approval;
  const status = needsApproval ? 'draft' : 'approved';
  const { origin, days } = plan;
  return {
    state: { ...settled, version },
    timers,
    records: [
      {
        kind: 'itinerary',
        tripId,
        itinerary: { version, status, origin, days: [...days], generatedAt: now },
      },
    ],
    events: needsApproval ? [] : [announcement('ItineraryReady', { version, origin })],
    reasons: [
      noted(tripId, needsApproval ? 'awaits_approval' : 'planned', {
        version,
        origin,
        model,
        days: days.length,
      }),
    ],
  };
};

/** When to plan the days at the destination, and what stands in the plan (RULES §6). */
export const decide = (
  turn: ItineraryTurn,
  gathered: Gathered | 'busy' | null,
): ItineraryDecision => {
  const { state, event, trip: context, now } = turn;
  if (!context)
    return {
      state,
      reasons: [
        { tripId: null, decision: 'noted', subject: 'trip', rule: 'trip_gone', detail: {} },
      ],
    };
  const { trip } = context;
  const obstacle = obstacleOf(context, now);
  if (obstacle === 'withdrawn') return stopWaiting(state, trip.id, 'trip_withdrawn');
  switch (event.type) {
    case 'TripBooked':
    case 'TripChanged':
      return schedulePlan(state, context, event.time, now);
    case 'ItineraryDue':
    case 'ItineraryRequested': {
      if (obstacle === 'flight_cancelled' && event.type === 'ItineraryDue')
        return {
          state,
          timers: [{ kind: 'ItineraryDue', due: plus(now, cancelledPauseMs) }],
          reasons: [noted(trip.id, obstacle)],
        };
      if (obstacle !== null) return stopWaiting(state, trip.id, obstacle);
      if (frameOf(context) === null)
        return stopWaiting({ ...state, settledFor: basisOf(trip) }, trip.id, 'connection');
      if (gathered === 'busy') {
        const requested = state.requested || event.type === 'ItineraryRequested';
        return {
          state: { ...state, requested },
          timers: [{ kind: 'ItineraryDue', due: plus(now, busyPauseMs) }],
          reasons: [noted(trip.id, 'busy')],
        };
      }
      // Nothing was gathered: the dates are settled, or an edit came since and its turn plans.
      return gathered === null
        ? { state: { ...state, waitingFor: null } }
        : decidePlan(turn, context, gathered);
    }
    case 'TripCancelled':
      return { state };
  }
};
