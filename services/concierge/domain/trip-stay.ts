import { stayOfTrip, staysOf } from '#shared/domain/stay.ts';
import { type PlannedStay, soldFor, stayWithPlan } from '#shared/domain/stay-days.ts';
import type { SoldPlan } from '#shared/domain/stay-plan.ts';
import type { CompleteTripContext } from '#shared/ports/turn-contexts.ts';

/** The stay that a trip leads to or ends, as its contact lives it. */
export interface StayOfTrip extends PlannedStay {
  readonly sold: SoldPlan;
  /** Something was sold or planned, so that there is an itinerary to show. */
  readonly isPlanned: boolean;
  /** The trip that brings the contact there, which names the stay in links. */
  readonly arrivalTripId: string;
}

/** The stay that a trip is about; null: it is a way home or a connection. */
export const stayOf = ({ trip, stays }: CompleteTripContext): StayOfTrip | null => {
  const stay = stayOfTrip(staysOf(stays), trip.id);
  if (!stay) return null;
  const sold = soldFor(stays, stay);
  const shown = stays.itineraries.find((one) => one.stay === stay.key)?.shown ?? null;
  const arrival = stay.arrivals.find(({ contactId }) => contactId === trip.contactId);
  return {
    ...stayWithPlan(stays, stay, trip.contactId),
    sold,
    isPlanned: shown !== null || stays.plans.some((plan) => plan.stay === stay.key),
    arrivalTripId: arrival?.id ?? trip.id,
  };
};
