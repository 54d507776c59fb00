import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Instant } from '#shared/domain/instant.ts';
import type { ActorStore } from '#shared/ports/actor-store.ts';
import type { FlightSnapshots } from '#shared/ports/flight-snapshots.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import { createActorStore } from './actor-store.ts';
import { createFlightSnapshots } from './flight-snapshots.ts';
import { createRpc, type SupabaseOptions } from './rpc.ts';
import { createTripDesk } from './trip-desk.ts';

/** Removes what is older than its retention; scheduled like any timer, repeated while it answers true. */
export interface Housekeeping {
  /** Answers whether there may be more. */
  purge(now: Instant): Promise<boolean>;
}

/** Everything that is kept in the database, behind its ports. */
export type SupabaseStore = ActorStore & TripDesk & FlightSnapshots & Housekeeping;

const purgeAtMost = 5_000;

/** The store over the Supabase data API, or on one machine over the in-process `fetch` of createRpcFetch. */
export const createSupabaseStore = (options: SupabaseOptions): SupabaseStore => {
  const rpc = createRpc(options);
  return {
    ...createActorStore(rpc),
    ...createTripDesk(rpc, randomUUID),
    ...createFlightSnapshots(rpc),
    purge: async (now) => {
      const counts = await rpc('purge_expired', { at: now, at_most: purgeAtMost }, null, z.record(z.string(), z.int()));
      return Object.values(counts).some((removed) => removed === purgeAtMost);
    },
  };
};
