import { plus, second } from '#shared/domain/instant.ts';
import type { Outbox } from '#shared/ports/outbox.ts';
import type { WaitingEffects } from '#shared/ports/waiting-effects.ts';
import { wakeAt } from './claims.ts';
import type { Tables } from './tables.ts';

const lentMs = 10 * second;

/** What transactions left to be done by others: events to be published, messages to be woken. */
export const memoryOutbox = (tables: Tables): Outbox & WaitingEffects => ({
  takeUnpublished: async ({ types, now, limit }) => {
    const lentSince = plus(now, -lentMs);
    const free = [...tables.unpublished.values()]
      .filter(({ id, type }) => types.includes(type) && (tables.handedAt.get(id) ?? '') < lentSince)
      .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
      .slice(0, limit);
    for (const { id } of free) tables.handedAt.set(id, now);
    return free;
  },
  waitingEffects: async ({ agencyId, ids = [], keys = [] }) => {
    const wanted = new Set([...ids, ...keys.map((key) => tables.effectByKey.get(key))]);
    return [...tables.effects.values()]
      .flatMap((row) => {
        const at = row.status === 'SENDING' ? null : wakeAt(row);
        return at !== null && row.agencyId === agencyId && wanted.has(row.id)
          ? [{ id: row.id, agencyId, at }]
          : [];
      })
      .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  },
});
