import { z } from 'zod';
import { FlightFacts } from '#shared/domain/flight.ts';
import { Instant } from '#shared/domain/instant.ts';
import { Itinerary } from '#shared/domain/itinerary.ts';
import { type SoldPlan, StoredPlan } from '#shared/domain/stay-plan.ts';
import { Trip } from '#shared/domain/trip.ts';

const OtherFlight = z.object({
  originIata: z.string(),
  destinationIata: z.string(),
  departure: Instant,
  bookedDeparture: Instant,
});

/** What the stays of a journey are made of (`staysOf`), with their plans and itineraries. */
export const JourneyStays = z.object({
  journeyId: z.uuid(),
  agencyId: z.uuid(),
  agencyName: z.string(),
  emergencyPhone: z.string().nullable(),
  settings: z
    .record(z.string(), z.unknown())
    .describe('setting_key -> setting_value as stored; see effectiveSettings.'),
  trips: z.array(Trip).describe('Those of all its contacts that are not withdrawn, by departure.'),
  flights: z.record(z.string(), FlightFacts).describe('What is known of their flights, by key.'),
  beside: z
    .record(z.string(), z.object({ before: OtherFlight.nullable(), after: OtherFlight.nullable() }))
    .describe(
      'By trip: the last flight before it, and the next after it, of the same travellers on ' +
        'other journeys.',
    ),
  plans: z.array(StoredPlan).describe('What the agency sold, by stay.'),
  itineraries: z
    .array(
      z.object({
        stay: z.string(),
        newestVersion: z.int().positive(),
        shown: Itinerary.nullable().describe('The newest version that travellers may see.'),
      }),
    )
    .describe('By stay.'),
});
export type JourneyStays = z.infer<typeof JourneyStays>;

/** A stay by its journey and key. */
export interface StayAddress {
  readonly journeyId: string;
  readonly stay: string;
}

/** The outcome of writing a plan; only `written` wrote anything. */
export type PutPlanResult =
  | { readonly kind: 'written' | 'unchanged'; readonly stored: StoredPlan }
  | { readonly kind: 'removed' }
  /** The agency has no such journey that is live; or there is no plan to remove. */
  | { readonly kind: 'not-found' }
  | { readonly kind: 'stale' };

/** A city where travellers stay and the agency recommends nothing. */
export interface PlaceGap {
  readonly city: string;
  readonly country: string | null;
  readonly since: Instant;
}

/**
 * What an agency does with the stays of its journeys; every call is one tenant's. Only the
 * itinerary agent commits new versions.
 * @example
 * const journey = await itineraries.journeyStays(agencyId, { journeyId });
 * const stays = journey ? staysOf(journey) : [];
 */
export interface Itineraries {
  /** Null: the agency has no such journey, or trip. A journey that was withdrawn has no trips. */
  journeyStays(
    agencyId: string,
    of: { readonly journeyId: string } | { readonly tripId: string },
  ): Promise<JourneyStays | null>;
  /** All versions of a stay, newest first; none where the agency has no such journey. */
  itineraries(agencyId: string, stay: StayAddress): Promise<readonly Itinerary[]>;
  /** Approves a version; emits `ItineraryApproved` where it was a draft. Null: no such version. */
  approveItinerary(
    request: StayAddress & {
      readonly agencyId: string;
      readonly version: number;
      readonly now: Instant;
    },
  ): Promise<Itinerary | null>;
  /** Emits `ItineraryRequested`; false: the agency has no such live trip. */
  requestItinerary(request: {
    readonly agencyId: string;
    readonly tripId: string;
    readonly requestId: string;
    readonly now: Instant;
  }): Promise<boolean>;
  /** Replaces what was sold, or removes it (`plan: null`); emits `StayPlanChanged`. */
  putPlan(
    request: StayAddress & {
      readonly agencyId: string;
      readonly plan: SoldPlan | null;
      /** The revision that the edit is based on, or null for any; another one is `stale`. */
      readonly revision: number | null;
      readonly now: Instant;
    },
  ): Promise<PutPlanResult>;
  /** The agency whose trip that is, for a link that names a trip alone; null: no such trip. */
  agencyOfTrip(tripId: string): Promise<string | null>;
  /** The cities for which plans were due and the agency had no place, by name. */
  placeGaps(agencyId: string): Promise<readonly PlaceGap[]>;
}
