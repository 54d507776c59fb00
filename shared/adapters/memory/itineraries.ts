import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { Itinerary } from '#shared/domain/itinerary.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type { Itineraries } from '#shared/ports/itineraries.ts';
import type { Tables } from './tables.ts';

const deskEnvelope = (agencyId: string, tripId: string, id: string, time: Instant) => ({
  id,
  version: 1,
  time,
  agencyId,
  tripId,
  correlationId: id,
  causationId: null,
});

/** The newest version of a trip's itinerary that the traveller may see. */
export const shownItinerary = (tables: Tables, tripId: string): Itinerary | null =>
  (tables.itineraries.get(tripId) ?? []).findLast(({ status }) => status === 'approved') ?? null;

/** `Itineraries` over the tables. */
export const memoryItineraries = (tables: Tables): Itineraries => {
  const isOwn = (agencyId: string, tripId: string): boolean =>
    tables.trips.get(tripId)?.agencyId === agencyId;
  return {
    itineraries: async (agencyId, tripId) =>
      isOwn(agencyId, tripId) ? [...(tables.itineraries.get(tripId) ?? [])].reverse() : null,
    approveItinerary: async ({ agencyId, tripId, version, now }) => {
      const versions = tables.itineraries.get(tripId) ?? [];
      const itinerary = isOwn(agencyId, tripId)
        ? versions.find((other) => other.version === version)
        : undefined;
      if (!itinerary || itinerary.status === 'approved') return itinerary ?? null;
      const approved: Itinerary = { ...itinerary, status: 'approved' };
      tables.itineraries.set(
        tripId,
        versions.map((other) => (other === itinerary ? approved : other)),
      );
      const event: EventOf<'ItineraryReady'> = {
        ...deskEnvelope(agencyId, tripId, uuidV5('ItineraryReady', tripId, version), now),
        type: 'ItineraryReady',
        data: { version, origin: approved.origin },
      };
      tables.emit(event);
      return approved;
    },
    requestItinerary: async ({ agencyId, tripId, requestId, now }) => {
      if (!isOwn(agencyId, tripId) || tables.trips.get(tripId)?.status === 'withdrawn')
        return false;
      const event: EventOf<'ItineraryRequested'> = {
        ...deskEnvelope(agencyId, tripId, requestId, now),
        type: 'ItineraryRequested',
        data: { by: 'agency' },
      };
      tables.emit(event);
      return true;
    },
  };
};
