import { z } from 'zod';
import { AeroFlight } from '#shared/domain/aero-flight.ts';
import { Instant } from '#shared/domain/instant.ts';
import type { FlightLookup } from './flight-data.ts';

/** A lookup that says something about the flight; failures are not shared. */
export const SharedLookup = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('found'), records: z.array(AeroFlight), at: Instant }),
  z.object({ kind: z.literal('not-found'), at: Instant }),
]);
export type SharedLookup = z.infer<typeof SharedLookup>;

/** What the caller has to do: use the shared answer, make the request, or wait for another's. */
export type SnapshotTurn =
  | { readonly kind: 'fresh'; readonly lookup: SharedLookup }
  | { readonly kind: 'ask' }
  | { readonly kind: 'wait' };

/**
 * The last answer to each query, shared by all processes, so that concurrent looks at one flight
 * make one request. A row per key holds the last lookup (jsonb, `SharedLookup`; its `at` is when
 * the request was made) and `leased_until`.
 * @example
 * const turn = await snapshots.take({ key, now, maxAgeMs: 5 * minute, leaseMs: 20 * second });
 * if (turn.kind === 'ask') await snapshots.put({ key, lookup: await look(), now });
 */
export interface FlightSnapshots {
  /**
   * In one statement (row lock or upsert):
   * - `fresh` where the stored lookup's `at` is not before `now − maxAgeMs`;
   * - else `wait` where another caller's lease runs beyond `now`;
   * - else `ask`: the lease is set to `now + leaseMs`, and the caller must look and then `put`.
   * The lease of a caller that dies expires, and the next caller gets `ask`.
   */
  take(request: {
    readonly key: string;
    readonly now: Instant;
    readonly maxAgeMs: number;
    readonly leaseMs: number;
  }): Promise<SnapshotTurn>;
  /**
   * Ends the lease. A `found` or `not-found` that is not older than the stored lookup replaces it;
   * anything else leaves it, so that waiting callers make their own request. Rows whose lookup is
   * older than a day may be deleted.
   */
  put(request: {
    readonly key: string;
    readonly lookup: FlightLookup;
    readonly now: Instant;
  }): Promise<void>;
}
