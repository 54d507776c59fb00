import { epoch, type Instant, plus } from '#shared/domain/instant.ts';
import type { FlightSnapshots, SharedLookup } from '#shared/ports/flight-snapshots.ts';

/** `FlightSnapshots` in memory, for one process, replay and tests. */
export const createMemoryFlightSnapshots = (): FlightSnapshots => {
  const rows = new Map<string, { lookup: SharedLookup | null; leasedUntil: Instant | null }>();
  return {
    async take({ key, now, maxAgeMs, leaseMs }) {
      const row = rows.get(key) ?? { lookup: null, leasedUntil: null };
      if (row.lookup !== null && epoch(now) - epoch(row.lookup.at) <= maxAgeMs)
        return { kind: 'fresh', lookup: row.lookup };
      if (row.leasedUntil !== null && row.leasedUntil > now) return { kind: 'wait' };
      rows.set(key, { ...row, leasedUntil: plus(now, leaseMs) });
      return { kind: 'ask' };
    },
    async put({ key, lookup }) {
      const storedLookup = rows.get(key)?.lookup ?? null;
      const isShareable = lookup.kind === 'found' || lookup.kind === 'not-found';
      const nextLookup =
        isShareable && (storedLookup === null || lookup.at >= storedLookup.at)
          ? { ...lookup, records: lookup.kind === 'found' ? [...lookup.records] : [] }
          : storedLookup;
      rows.set(key, { lookup: nextLookup, leasedUntil: null });
    },
  };
};
