import { z } from 'zod';
import { type FlightSnapshots, SharedLookup } from '#shared/ports/flight-snapshots.ts';
import type { Rpc } from './rpc.ts';

const Turn = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('fresh'), lookup: SharedLookup }),
  z.object({ kind: z.literal('ask') }),
  z.object({ kind: z.literal('wait') }),
]);

/** `FlightSnapshots` by functions of the data API: shared by all workers and processes. */
export const createFlightSnapshots = (rpc: Rpc): FlightSnapshots => ({
  take: ({ key, now, maxAgeMs, leaseMs }) =>
    rpc(
      'take_flight_snapshot',
      { key, at: now, max_age_ms: maxAgeMs, lease_ms: leaseMs },
      null,
      Turn,
    ),
  put: async ({ key, lookup, now }) => {
    const shared = lookup.kind === 'found' || lookup.kind === 'not-found' ? lookup : null;
    await rpc('put_flight_snapshot', { key, lookup: shared, at: now }, null, z.unknown());
  },
});
