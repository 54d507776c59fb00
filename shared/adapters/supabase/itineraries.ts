import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';
import { Itinerary } from '#shared/domain/itinerary.ts';
import { StoredPlan } from '#shared/domain/stay-plan.ts';
import { type Itineraries, JourneyStays } from '#shared/ports/itineraries.ts';
import type { Rpc } from './rpc.ts';

const PutPlan = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['written', 'unchanged']), stored: StoredPlan }),
  z.object({ kind: z.literal('removed') }),
  z.object({ kind: z.literal('not-found') }),
  z.object({ kind: z.literal('stale') }),
]);
const Gaps = z.array(
  z.object({ city: z.string(), country: z.string().nullable(), since: Instant }),
);

/** `Itineraries` by functions of the data API. */
export const createItineraries = (rpc: Rpc): Itineraries => ({
  journeyStays: (agencyId, of) =>
    rpc(
      'journey_stays',
      {
        journey_id: 'journeyId' in of ? of.journeyId : null,
        trip_id: 'tripId' in of ? of.tripId : null,
      },
      agencyId,
      JourneyStays.nullable(),
    ),
  itineraries: (agencyId, { journeyId, stay }) =>
    rpc('stay_itineraries', { journey_id: journeyId, stay }, agencyId, z.array(Itinerary)),
  approveItinerary: ({ agencyId, ...request }) =>
    rpc('approve_itinerary', { request }, agencyId, Itinerary.nullable()),
  requestItinerary: ({ agencyId, tripId, requestId, now }) =>
    rpc(
      'request_itinerary',
      { trip_id: tripId, request_id: requestId, at: now },
      agencyId,
      z.boolean(),
    ),
  putPlan: ({ agencyId, ...request }) => rpc('put_stay_plan', { request }, agencyId, PutPlan),
  agencyOfTrip: (tripId) => rpc('agency_of_trip', { trip_id: tripId }, null, z.uuid().nullable()),
  placeGaps: (agencyId) => rpc('place_gaps', {}, agencyId, Gaps),
});
