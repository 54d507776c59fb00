import { type Instant, plus } from '#shared/domain/instant.ts';
import { relayLeaseMs } from '#shared/domain/overdue.ts';
import type { Outbox } from '#shared/ports/outbox.ts';
import type { WaitingEffects } from '#shared/ports/waiting-effects.ts';
import type { Tables } from './tables.ts';

/** Sorts events of the outbox, oldest first. */
export const byEmission = (
  a: { readonly emittedAt: Instant },
  b: { readonly emittedAt: Instant },
): number => (a.emittedAt < b.emittedAt ? -1 : a.emittedAt > b.emittedAt ? 1 : 0);

/** The outbox and the waiting effects over the tables. */
export const memoryOutbox = (tables: Tables): Outbox & WaitingEffects => ({
  takeUnpublished: async ({ types, now, limit }) => {
    const leasedSince = plus(now, -relayLeaseMs);
    const leased = [...tables.unpublished.values()]
      .filter(
        ({ event: { id, type } }) =>
          types.includes(type) && (tables.leasedAt.get(id) ?? '') < leasedSince,
      )
      .sort(byEmission)
      .slice(0, limit)
      .map(({ event }) => event);
    for (const { id } of leased) tables.leasedAt.set(id, now);
    return leased;
  },
  waitingEffects: async ({ agencyId, ids = [], keys = [] }) => {
    const requestedIds = new Set([...ids, ...keys.map((key) => tables.effectByKey.get(key))]);
    return [...tables.effects.values()]
      .flatMap((row) => {
        const at = row.status === 'SENDING' ? null : row.nextAttemptAt;
        return at !== null && row.agencyId === agencyId && requestedIds.has(row.id)
          ? [{ id: row.id, agencyId, at }]
          : [];
      })
      .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  },
});
