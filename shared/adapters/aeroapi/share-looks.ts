import { setTimeout as sleep } from 'node:timers/promises';
import { epoch, second } from '#shared/domain/instant.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { FlightData, FlightLookup, FlightQuery } from '#shared/ports/flight-data.ts';
import type { FlightSnapshots } from '#shared/ports/flight-snapshots.ts';

/** Longer than a call may take, so that a lease runs out only where its holder died. */
const leaseMs = 15 * second;
const waitMs = 200;
/** Waiting longer than a lease lasts means that its holder is gone. */
const maxWaits = Math.ceil(leaseMs / waitMs);

const keyOf = (query: FlightQuery): string => `${query.designator} ${query.from} ${query.to}`;

/**
 * Shares looks: callers with the same query at the same time make one call, within the process
 * through its promise, across processes through the snapshots. An answer is reused as long as the
 * caller's `maxAgeMs` allows.
 */
export const shareLooks = (
  flights: FlightData,
  snapshots: FlightSnapshots,
  clock: Clock,
  pause: (ms: number) => Promise<unknown> = sleep,
): FlightData => {
  const pending = new Map<string, Promise<FlightLookup>>();

  const lookAndShare = async (key: string, query: FlightQuery): Promise<FlightLookup> => {
    const lookup = await flights.look(query, { maxAgeMs: 0 });
    await snapshots.put({ key, lookup, now: clock.now() });
    return lookup;
  };
  const lookInTurn = async (
    key: string,
    query: FlightQuery,
    maxAgeMs: number,
  ): Promise<FlightLookup> => {
    for (let i = 0; i < maxWaits; i += 1) {
      const turn = await snapshots.take({ key, now: clock.now(), maxAgeMs, leaseMs });
      if (turn.kind === 'fresh') return turn.lookup;
      if (turn.kind === 'ask') return lookAndShare(key, query);
      await pause(waitMs);
    }
    return lookAndShare(key, query);
  };

  return {
    async look(query, { maxAgeMs }) {
      const key = keyOf(query);
      const current = pending.get(key);
      if (current) {
        const lookup = await current;
        if (epoch(clock.now()) - epoch(lookup.at) <= maxAgeMs) return lookup;
      }
      const own = pending.get(key) ?? lookInTurn(key, query, maxAgeMs);
      pending.set(key, own);
      try {
        return await own;
      } finally {
        if (pending.get(key) === own) pending.delete(key);
      }
    },
  };
};
