import { setTimeout as sleep } from 'node:timers/promises';
import { epoch, second } from '#shared/domain/instant.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { FlightData, FlightLookup, FlightQuery } from '#shared/ports/flight-data.ts';
import type { FlightSnapshots } from '#shared/ports/flight-snapshots.ts';

/** Longer than a call may take, so that a lease only ends by itself where its taker died. */
const leaseMs = 15 * second;
const waitMs = 200;
/** Waiting any longer than a lease lasts means that the lease is not being kept. */
const waits = Math.ceil(leaseMs / waitMs);

const keyOf = (query: FlightQuery): string => `${query.designator} ${query.from} ${query.to}`;

/**
 * Looks that share: within the process looks at the same query at the same time make one call, and
 * across processes the snapshots do the same; an answer is used again as long as the asker's
 * `maxAgeMs` allows.
 */
export const shareLooks = (
  flights: FlightData,
  snapshots: FlightSnapshots,
  clock: Clock,
  pause: (ms: number) => Promise<unknown> = sleep,
): FlightData => {
  const underWay = new Map<string, Promise<FlightLookup>>();

  const ask = async (key: string, query: FlightQuery): Promise<FlightLookup> => {
    const lookup = await flights.look(query, { maxAgeMs: 0 });
    await snapshots.put({ key, lookup, now: clock.now() });
    return lookup;
  };
  const takeTurn = async (
    key: string,
    query: FlightQuery,
    maxAgeMs: number,
  ): Promise<FlightLookup> => {
    for (let i = 0; i < waits; i += 1) {
      const turn = await snapshots.take({ key, now: clock.now(), maxAgeMs, leaseMs });
      if (turn.kind === 'fresh') return turn.lookup;
      if (turn.kind === 'ask') return ask(key, query);
      await pause(waitMs);
    }
    return ask(key, query);
  };

  return {
    async look(query, { maxAgeMs }) {
      const key = keyOf(query);
      const current = underWay.get(key);
      if (current) {
        const lookup = await current;
        if (epoch(clock.now()) - epoch(lookup.at) <= maxAgeMs) return lookup;
      }
      const mine = underWay.get(key) ?? takeTurn(key, query, maxAgeMs);
      underWay.set(key, mine);
      try {
        return await mine;
      } finally {
        if (underWay.get(key) === mine) underWay.delete(key);
      }
    },
  };
};
