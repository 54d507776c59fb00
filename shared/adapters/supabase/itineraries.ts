import { z } from 'zod';
import { Itinerary } from '#shared/domain/itinerary.ts';
import type { Itineraries } from '#shared/ports/itineraries.ts';
import type { Rpc } from './rpc.ts';

/** `Itineraries` by functions of the data API. */
export const createItineraries = (rpc: Rpc): Itineraries => ({
  itineraries: (agencyId, tripId) =>
    rpc('trip_itineraries', { trip_id: tripId }, agencyId, z.array(Itinerary).nullable()),
  approveItinerary: ({ agencyId, tripId, version, now }) =>
    rpc(
      'approve_itinerary',
      { trip_id: tripId, itinerary_version: version, at: now },
      agencyId,
      Itinerary.nullable(),
    ),
  requestItinerary: ({ agencyId, tripId, requestId, now }) =>
    rpc(
      'request_itinerary',
      { trip_id: tripId, request_id: requestId, at: now },
      agencyId,
      z.boolean(),
    ),
});
