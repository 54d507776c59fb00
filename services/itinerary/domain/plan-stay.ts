import type { Announced } from '#shared/actor/agent.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { ItineraryDay, ItineraryOrigin } from '#shared/domain/itinerary.ts';
import { foldedName } from '#shared/domain/place.ts';
import { effectiveSettings } from '#shared/domain/settings.ts';
import type { Stay } from '#shared/domain/stay.ts';
import { soldFor } from '#shared/domain/stay-days.ts';
import { isEmptyPlan, type SoldPlan } from '#shared/domain/stay-plan.ts';
import type { JourneyStays } from '#shared/ports/itineraries.ts';
import type { ModelFailureReason } from '#shared/ports/language-model.ts';
import type { Reason, RecordCommand } from '#shared/ports/turn-commands.ts';
import { type Frame, frameOf } from './frame.ts';
import { groundDraft } from './ground.ts';
import { planOfPlaces } from './places-plan.ts';
import type { StayState } from './state.ts';
import type { Ingredients } from './turn.ts';
import { contactsOf } from './which-stay.ts';

/** What happened to one stay in a turn. */
export interface StayChange {
  readonly state: StayState;
  readonly events?: readonly (Announced<'ItineraryReady'> | Announced<'ItineraryFailed'>)[];
  readonly records?: readonly RecordCommand[];
  readonly reasons?: readonly Reason[];
}

/** A line of the decision log about a stay, under the first trip that leads there. */
export const noted = (
  { arrivals, key }: Pick<Stay, 'arrivals' | 'key'>,
  rule: string,
  detail: Reason['detail'] = {},
): Reason => ({
  tripId: arrivals[0]?.id ?? null,
  decision: 'noted',
  subject: 'itinerary',
  rule,
  detail: { stay: key, ...detail },
});

/** Announces a version to the contacts that have not heard of it. */
export const announceReady = (
  state: StayState,
  stay: Stay,
  agencyId: string,
  { version, origin }: { readonly version: number; readonly origin: ItineraryOrigin },
): Required<Pick<StayChange, 'state' | 'events'>> => {
  const known = state.ready === version ? state.announcedTo : [];
  const others = [...contactsOf(stay)].filter(([contactId]) => !known.includes(contactId));
  return {
    state: {
      ...state,
      ready: version,
      announcedTo: [...known, ...others.map(([contactId]) => contactId)],
    },
    events: others.map(([, tripId]) => ({
      type: 'ItineraryReady',
      agencyId,
      tripId,
      data: { version, origin, stay: stay.key },
    })),
  };
};

type Plan =
  | { readonly origin: ItineraryOrigin; readonly days: readonly ItineraryDay[] }
  | { readonly failure: ModelFailureReason | 'no_places' };

/** The best plan that there is, or why there is none. */
const makePlan = (frame: Frame, sold: SoldPlan, { draft, places }: Ingredients): Plan => {
  if (draft?.ok) {
    const days = groundDraft(draft.value, frame, places);
    if (days.some(({ items }) => items.length > 0)) return { origin: 'model', days };
  }
  const days = planOfPlaces(frame, places);
  if (days.length > 0) return { origin: 'agency_places', days };
  if (!isEmptyPlan(sold)) return { origin: 'agency_plan', days: [] };
  return { failure: draft === null ? 'no_places' : draft.ok ? 'invalid' : draft.reason };
};

const gapAt = ({ destination }: Frame, stay: Stay): RecordCommand => ({
  kind: 'place_gap',
  city: destination.cities[0] ?? stay.iata,
  country: destination.country,
  cityKeys: [...new Set(destination.cities.map(foldedName))],
  near: destination.near,
});

/** Saves the plan of a stay as its next version, or says that there is none. */
export const planStay = (
  journey: JourneyStays,
  stay: Stay,
  state: StayState,
  ingredients: Ingredients,
  now: Instant,
): StayChange => {
  const { agencyId, journeyId, settings } = journey;
  const { draft, places, anyPlaces } = ingredients;
  const { requested } = state;
  // A turn that came between may have set a time for other dates: their plan is still to be made.
  const waitsForOther = state.waitingFor !== null && state.waitingFor !== stay.basis;
  const settled: StayState = {
    ...state,
    ...(!waitsForOther && { waitingFor: null, dueAt: null }),
    settledFor: stay.basis,
    requested: null,
  };
  const model = draft === null ? 'absent' : draft.ok ? 'answered' : draft.reason;
  const sold = soldFor(journey, stay);
  const frame = frameOf(stay, journey, sold);
  // Said once for the agency and city, in its settings, however many travellers go there.
  const records = places.length === 0 ? [gapAt(frame, stay)] : [];
  const plan = makePlan(frame, sold, ingredients);
  if ('failure' in plan) {
    if (plan.failure === 'no_places' && requested === null)
      return { state: settled, records, reasons: [noted(stay, 'no_places')] };
    // An agency with neither places nor a model does not use itineraries: no promise, no failure.
    if (draft === null && !anyPlaces && requested?.by !== 'agency')
      return { state: settled, records, reasons: [noted(stay, 'nothing_to_plan_with')] };
    const tripId = requested?.tripId ?? stay.arrivals[0]?.id ?? null;
    return {
      state: settled,
      events: [{ type: 'ItineraryFailed', agencyId, tripId, data: { reason: plan.failure } }],
      records,
      reasons: [noted(stay, 'failed', { reason: plan.failure, model })],
    };
  }
  const version = state.version + 1;
  const { origin, days } = plan;
  const needsApproval = effectiveSettings(settings).feature_flags.itinerary_approval;
  const status = needsApproval ? 'draft' : 'approved';
  const announced = needsApproval
    ? { state: settled, events: [] }
    : announceReady(settled, stay, agencyId, { version, origin });
  return {
    state: { ...announced.state, version },
    events: announced.events,
    records: [
      ...records,
      {
        kind: 'itinerary',
        journeyId,
        stay: stay.key,
        itinerary: { version, status, origin, days: [...days], generatedAt: now },
      },
    ],
    reasons: [
      noted(stay, needsApproval ? 'awaits_approval' : 'planned', {
        version,
        origin,
        model,
        days: days.length,
      }),
    ],
  };
};
