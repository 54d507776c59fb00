import type { z } from 'zod';
import { type Place, PlaceInput } from '#shared/domain/place.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type { TripContext } from '#shared/ports/turn-contexts.ts';
import {
  aFlightFacts,
  aMoment,
  aNumber,
  aTrip,
  aTripBooked,
  aTripContext,
} from '#shared/testing/builders.ts';
import type { ItineraryDraft } from '../domain/draft.ts';

/** A place of an agency in Copenhagen. */
export const aPlace = (
  over: Partial<z.input<typeof PlaceInput>> & { readonly name: string },
): Place => ({
  ...PlaceInput.parse({ city: 'Copenhagen', type: 'attraction', ...over }),
  id: `00000000-0000-4000-8000-${String(aNumber()).padStart(12, '0')}`,
});

/** A trip to Copenhagen whose flight is known: it lands on 3 March at 19:15, local time. */
export const aPlannable = (
  over: { readonly trip?: Parameters<typeof aTrip>[0] } & Partial<Omit<TripContext, 'trip'>> = {},
): TripContext => {
  const { trip, ...rest } = over;
  return aTripContext({ flight: aFlightFacts(), ...rest, trip: aTrip(trip) });
};

/** An item of a day, as the model drafts it. */
export type DraftItem = ItineraryDraft['days'][number]['items'][number];
/** A drafted item with a place nobody checked. */
export const anItem = (over: Partial<DraftItem> = {}): DraftItem => ({
  title: 'Nyhavn',
  type: 'attraction',
  start: '10:00',
  ...over,
});
/** A draft of the three days after that landing, with these items on the second. */
export const aDraft = (...items: readonly DraftItem[]): ItineraryDraft => ({
  days: [
    { date: '2027-03-03', items: [] },
    { date: '2027-03-04', items: [...items] },
    { date: '2027-03-05', items: [] },
  ],
});

const envelopeOf = ({ trip }: TripContext) => {
  const { type: _, data: __, ...envelope } = aTripBooked(trip);
  return envelope;
};
/** Somebody's request for a plan. */
export const anItineraryRequested = (
  context: TripContext,
  by: 'agency' | 'traveller' = 'traveller',
): EventOf<'ItineraryRequested'> => ({
  ...envelopeOf(context),
  type: 'ItineraryRequested',
  data: { by },
});
/** The timer of a plan firing. */
export const anItineraryDue = (context: TripContext, due = aMoment): EventOf<'ItineraryDue'> => ({
  ...envelopeOf(context),
  type: 'ItineraryDue',
  data: { actorId: context.trip.id, generation: 1, due },
});
/** An edit of the trip; what changed is in the context. */
export const aTripChanged = (context: TripContext): EventOf<'TripChanged'> => {
  const { flightKey, departure, revision } = context.trip;
  const leg = { flightKey, departure };
  return {
    ...envelopeOf(context),
    type: 'TripChanged',
    data: { revision, before: leg, after: leg, fields: ['departure'], notify: true },
  };
};
/** The withdrawal of the trip by its agency. */
export const aTripCancelled = (context: TripContext): EventOf<'TripCancelled'> => ({
  ...envelopeOf(context),
  type: 'TripCancelled',
  data: { flightKey: context.trip.flightKey, notify: false },
});
