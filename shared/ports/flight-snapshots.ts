import { z } from 'zod';
import { AeroFlight } from '#shared/domain/aero-flight.ts';
import { Instant } from '#shared/domain/instant.ts';
import type { FlightLookup } from './flight-data.ts';

/** A lookup that says something about the flight, and so is worth sharing; what failed is not. */
export const SharedLookup = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('found'), records: z.array(AeroFlight), at: Instant }),
  z.object({ kind: z.literal('not-found'), at: Instant }),
]);
export type SharedLookup = z.infer<typeof SharedLookup>;

/**
 * What a taker has to do: use the shared answer, make the call itself, or wait a moment because
 * somebody else is making it.
 */
export type SnapshotTurn =
  | { readonly kind: 'fresh'; readonly lookup: SharedLookup }
  | { readonly kind: 'ask' }
  | { readonly kind: 'wait' };

/**
 * The last answer to each query, shared by every worker and process, so that concurrent looks at
 * one flight make one call. A row per key: the last shareable lookup (jsonb, `SharedLookup`; its
 * `at` is when the call was made) and `leased_until`.
 * @example
 * const turn = await snapshots.take({ key, now, maxAgeMs: 5 * minute, leaseMs: 20 * second });
 * if (turn.kind === 'ask') await snapshots.put({ key, lookup: await look(), now });
 */
export interface FlightSnapshots {
  /**
   * In one statement (row lock or upsert):
   * - `fresh` where the stored lookup's `at` is not before `now − maxAgeMs`;
   * - else `wait` where another taker's lease runs beyond `now`;
   * - else `ask`: the lease is set to `now + leaseMs`, and the taker must call and then `put`.
   * A taker that dies lets its lease run out; the next one asks.
   */
  take(request: {
    readonly key: string;
    readonly now: Instant;
    readonly maxAgeMs: number;
    readonly leaseMs: number;
  }): Promise<SnapshotTurn>;
  /**
   * Ends the lease. A `found` or `not-found` that is not older than the stored one replaces it;
   * anything else leaves the stored one, so that those who wait ask for themselves. Rows whose
   * lookup is older than a day may be deleted.
   */
  put(request: {
    readonly key: string;
    readonly lookup: FlightLookup;
    readonly now: Instant;
  }): Promise<void>;
}
