import type { Instant } from '#shared/domain/instant.ts';
import type { Itinerary } from '#shared/domain/itinerary.ts';

/**
 * What an agency does with the versions of a trip's itinerary; every call is one tenant's. Only the
 * itinerary agent commits new versions.
 * @example
 * const [newest] = (await itineraries.itineraries(agencyId, tripId)) ?? [];
 */
export interface Itineraries {
  /** All versions, newest first; null: the agency has no such trip. */
  itineraries(agencyId: string, tripId: string): Promise<readonly Itinerary[] | null>;
  /** Approves a version; emits `ItineraryReady` where it was a draft. Null: no such version. */
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
