import type { Announced } from '#shared/actor/agent.ts';
import { type Instant, plus, second } from '#shared/domain/instant.ts';
import type { ItineraryDay, ItineraryOrigin } from '#shared/domain/itinerary.ts';
import type { Place } from '#shared/domain/place.ts';
import { effectiveSettings } from '#shared/domain/settings.ts';
import type { EventOf, ProducedBy } from '#shared/events/catalogue.ts';
import type { Reason, TripContext } from '#shared/ports/actor-store.ts';
import type { ModelFailureReason } from '#shared/ports/language-model.ts';
import type { ItineraryDraft } from './draft.ts';
import { frameOf } from './frame.ts';
import { grounded } from './ground.ts';
import { planOfPlaces } from './places-plan.ts';
import type { ItineraryState } from './state.ts';
import { basisOf, busyPauseMs, cancelledPauseMs, dueAt, obstacle } from './timing.ts';
import type { ItineraryDecision, ItineraryTurn } from './turn.ts';

/** What was read from outside for a plan: the agency's places there, and what the model made of it. */
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

/** Whether this turn is to make a plan, so that it is worth asking for what a plan is made of. */
export const plansNow = ({ event, state, trip, now }: ItineraryTurn): boolean => {
  if (!trip || obstacle(trip, now) !== null || frameOf(trip) === null) return false;
  return (
    event.type === 'ItineraryRequested' ||
    (event.type === 'ItineraryDue' && (state.requested || state.settledFor !== basisOf(trip.trip)))
  );
};

/** Ends the waiting: whatever was planned stays. */
const stop = (state: ItineraryState, tripId: string, rule: string): ItineraryDecision => ({
  state: { ...state, waitingFor: null, requested: false },
  timers: [{ kind: 'ItineraryDue', due: null }],
  reasons: [noted(tripId, rule)],
});

/** A booking, or an edit: where it is to other dates or another place, a plan falls due. */
const schedule = (
  state: ItineraryState,
  { trip }: TripContext,
  since: Instant,
  now: Instant,
): ItineraryDecision => {
  const basis = basisOf(trip);
  if (basis === state.waitingFor || basis === state.settledFor) {
    // Edited back to what is planned already: what was to come of the edit in between falls away.
    const over =
      basis === state.settledFor && state.waitingFor !== null && state.waitingFor !== basis;
    return over ? stop(state, trip.id, 'planned_already') : { state };
  }
  const due = dueAt(since, trip.departure);
  if (due === null) return stop(state, trip.id, 'departs_too_soon');
  const soonest = plus(now, second);
  return {
    state: { ...state, waitingFor: basis },
    timers: [{ kind: 'ItineraryDue', due: due > soonest ? due : soonest }],
    reasons: [noted(trip.id, 'scheduled', { due })],
  };
};

/** The best plan that there is, or why there is none. */
const outcome = (
  context: TripContext,
  gathered: Gathered,
):
  | { readonly origin: ItineraryOrigin; readonly days: readonly ItineraryDay[] }
  | { readonly failure: ModelFailureReason | 'no_places' } => {
  const frame = frameOf(context);
  const { draft, places } = gathered;
  if (frame && draft?.ok) {
    const days = grounded(draft.value, frame, places);
    if (days.some(({ items }) => items.length > 0)) return { origin: 'model', days };
  }
  const own = frame ? planOfPlaces(frame, places, context.trip.stay) : [];
  if (own.length > 0) return { origin: 'agency_places', days: own };
  return { failure: draft === null ? 'no_places' : draft.ok ? 'invalid' : draft.reason };
};

const planned = (
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
  const say = <N extends ProducedBy<'itinerary'>>(
    type: N,
    data: EventOf<N>['data'],
  ): Announced<N> => ({ type, agencyId, tripId, data });
  const result = outcome(context, gathered);
  if ('failure' in result) {
    const askedByAgency = event.type === 'ItineraryRequested' && event.data.by === 'agency';
    // Without places and without a model an agency does not use itineraries at all: nothing is promised, so nothing fails.
    if (gathered.draft === null && !gathered.anyPlaces && !askedByAgency)
      return { state: settled, timers, reasons: [noted(tripId, 'nothing_to_plan_with')] };
    return {
      state: settled,
      timers,
      events: [say('ItineraryFailed', { reason: result.failure })],
      reasons: [noted(tripId, 'failed', { reason: result.failure, model })],
    };
  }
  const version = state.version + 1;
  const wantsApproval = effectiveSettings(context.settings).feature_flags.itinerary_approval;
  const status = wantsApproval ? 'draft' : 'approved';
  const { origin, days } = result;
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
    events: wantsApproval ? [] : [say('ItineraryReady', { version, origin })],
    reasons: [
      noted(tripId, wantsApproval ? 'awaits_approval' : 'planned', {
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
  const against = obstacle(context, now);
  if (against === 'withdrawn') return stop(state, trip.id, 'trip_withdrawn');
  switch (event.type) {
    case 'TripBooked':
    case 'TripChanged':
      return schedule(state, context, event.time, now);
    case 'ItineraryDue':
    case 'ItineraryRequested': {
      if (against === 'flight_cancelled' && event.type === 'ItineraryDue')
        return {
          state,
          timers: [{ kind: 'ItineraryDue', due: plus(now, cancelledPauseMs) }],
          reasons: [noted(trip.id, against)],
        };
      if (against !== null) return stop(state, trip.id, against);
      if (frameOf(context) === null)
        return stop({ ...state, settledFor: basisOf(trip) }, trip.id, 'connection');
      if (gathered === 'busy') {
        const requested = state.requested || event.type === 'ItineraryRequested';
        return {
          state: { ...state, requested },
          timers: [{ kind: 'ItineraryDue', due: plus(now, busyPauseMs) }],
          reasons: [noted(trip.id, 'busy')],
        };
      }
      // The trip was edited while it was asked for, or the turn found itself overtaken: what is read then is read in its own turn.
      return gathered === null
        ? { state: { ...state, waitingFor: null } }
        : planned(turn, context, gathered);
    }
    case 'TripCancelled':
      return { state };
  }
};
