import type { Instant } from '#shared/domain/instant.ts';
import type { Itinerary } from '#shared/domain/itinerary.ts';

/**
 * What an agency does with the versions of a trip's itinerary; every call is one tenant's. New
 * versions are committed by the itinerary agent alone.
 * @example
 * const [newest] = (await itineraries.itineraries(agencyId, tripId)) ?? [];
 */
export interface Itineraries {
  /** Newest first; null: the agency has no such trip. */
  itineraries(agencyId: string, tripId: string): Promise<readonly Itinerary[] | null>;
  /** Approves a version and emits `ItineraryReady` where it was a draft; null: no such version. */
  approveItinerary(request: {
    readonly agencyId: string;
    readonly tripId: string;
    readonly version: number;
    readonly now: Instant;
  }): Promise<Itinerary | null>;
  /** Emits `ItineraryRequested`; false: the agency has no such live trip. */
  requestItinerary(request: {
    readonly agencyId: string;
    readonly tripId: string;
    readonly requestId: string;
    readonly now: Instant;
  }): Promise<boolean>;
}
