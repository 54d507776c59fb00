import type { z } from 'zod';
import type { FlightFacts } from '#shared/domain/flight.ts';
import { type Place, PlaceInput } from '#shared/domain/place.ts';
import { type Stay, staysOf } from '#shared/domain/stay.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type { JourneyStays } from '#shared/ports/itineraries.ts';
import {
  aFlightFacts,
  aJourneyStays,
  aMoment,
  aNumber,
  aTrip,
  aTripBooked,
} from '#shared/testing/builders.ts';
import type { ItineraryDraft } from '../domain/draft.ts';

/** A place of an agency in Copenhagen. */
export const aPlace = (
  over: Partial<z.input<typeof PlaceInput>> & { readonly name: string },
): Place => ({
  ...PlaceInput.parse({ city: 'Copenhagen', type: 'attraction', ...over }),
  id: `00000000-0000-4000-8000-${String(aNumber()).padStart(12, '0')}`,
});

/** A journey to Copenhagen whose flight is known: it lands on 3 March at 19:15, local time. */
export const aPlannable = (
  over: {
    readonly trip?: Parameters<typeof aTrip>[0];
    readonly flight?: FlightFacts | null;
    /** Trips of the same journey, of the same contact and passengers unless they say otherwise. */
    readonly more?: readonly Partial<Trip>[];
  } & Partial<Omit<JourneyStays, 'trips' | 'flights'>> = {},
): JourneyStays => {
  const { trip, flight = aFlightFacts(), more = [], ...rest } = over;
  const first = aTrip(trip);
  const { journeyId, agencyId, contactId, passengers } = first;
  return aJourneyStays({
    trips: [
      first,
      ...more.map((one) => aTrip({ journeyId, agencyId, contactId, passengers, ...one })),
    ],
    flights: flight ? { [first.flightKey]: flight } : {},
    ...rest,
  });
};
/** The flight that leaves Copenhagen again, for London. */
export const goingHome = (departure: string): Partial<Trip> => ({
  flightNumber: 'BA815',
  originIata: 'CPH',
  destinationIata: 'LHR',
  originZone: 'Europe/Copenhagen',
  destinationZone: 'Europe/London',
  departure,
  flightKey: `BA815/CPH-LHR/${departure.slice(0, 10)}/12`,
});
/** The flight that goes on from Copenhagen to Oslo. */
export const goingOn = (departure: string): Partial<Trip> => ({
  ...goingHome(departure),
  flightNumber: 'SK1466',
  destinationIata: 'OSL',
  destinationZone: 'Europe/Oslo',
  flightKey: `SK1466/CPH-OSL/${departure.slice(0, 10)}/12`,
});
/** The first trip of a journey. */
export const tripOf = ({ trips }: JourneyStays): Trip => {
  const [trip] = trips;
  if (!trip) throw new Error('there is no trip');
  return trip;
};
/** The only stay of a journey. */
export const stayIn = (journey: JourneyStays): Stay => {
  const [stay] = staysOf(journey);
  if (!stay) throw new Error('there is no stay');
  return stay;
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

const envelopeOf = (journey: JourneyStays) => {
  const { type: _, data: __, ...envelope } = aTripBooked(tripOf(journey));
  return envelope;
};
/** Somebody's request for a plan. */
export const anItineraryRequested = (
  journey: JourneyStays,
  by: 'agency' | 'traveller' = 'traveller',
): EventOf<'ItineraryRequested'> => ({
  ...envelopeOf(journey),
  type: 'ItineraryRequested',
  data: { by, journeyId: journey.journeyId },
});
/** The timer of a plan firing. */
export const anItineraryDue = (journey: JourneyStays, due = aMoment): EventOf<'ItineraryDue'> => ({
  ...envelopeOf(journey),
  type: 'ItineraryDue',
  data: { actorId: journey.journeyId, generation: 1, due },
});
/** An edit of the trip; what changed is in the journey. */
export const aTripChanged = (journey: JourneyStays): EventOf<'TripChanged'> => {
  const { flightKey, departure, revision } = tripOf(journey);
  const leg = { flightKey, departure };
  return {
    ...envelopeOf(journey),
    type: 'TripChanged',
    data: {
      revision,
      before: leg,
      after: leg,
      fields: ['departure'],
      notify: true,
      journeyId: journey.journeyId,
    },
  };
};
/** The withdrawal of a trip by its agency. */
export const aTripCancelled = (trip: Trip): EventOf<'TripCancelled'> => {
  const { type: _, data: __, ...envelope } = aTripBooked(trip);
  return {
    ...envelope,
    type: 'TripCancelled',
    data: { flightKey: trip.flightKey, notify: false, journeyId: trip.journeyId },
  };
};
/** The upload of the plan that the agency sold for Copenhagen. */
export const aPlanUploaded = (journey: JourneyStays): EventOf<'StayPlanChanged'> => ({
  ...envelopeOf(journey),
  tripId: null,
  type: 'StayPlanChanged',
  data: { journeyId: journey.journeyId, stay: 'CPH', revision: 1 },
});
/** The approval of a version for Copenhagen. */
export const anApproval = (
  journey: JourneyStays,
  version: number,
): EventOf<'ItineraryApproved'> => ({
  ...envelopeOf(journey),
  tripId: null,
  type: 'ItineraryApproved',
  data: { journeyId: journey.journeyId, stay: 'CPH', version },
});
