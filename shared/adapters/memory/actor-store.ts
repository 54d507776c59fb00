import { plus, second } from '#shared/domain/instant.ts';
import type { ActorStore } from '#shared/ports/actor-store.ts';
import { claimEffects, isBlocked, wakeAt } from './claims.ts';
import { clearTimerOf, commitTurn, inboxKey } from './commit.ts';
import { conversationContext, flightContext, tripContext } from './contexts.ts';
import { reportDelivery, settleEffects } from './settling.ts';
import type { Tables } from './tables.ts';

const timerGraceMs = 90 * second;

/** `ActorStore` over the tables; each method does its work in one step, so nothing can come between. */
export const memoryActorStore = (tables: Tables): ActorStore => ({
  load: async (request) => {
    const actor = tables.actor(request.agent, request.actorId);
    const timer =
      request.timerKind === null
        ? undefined
        : tables.timer(request.agent, request.actorId, request.timerKind);
    return {
      taken: tables.inbox.has(inboxKey(request.agent, request.actorId, request.eventId)),
      version: actor?.version ?? 0,
      schemaVersion: actor?.schemaVersion ?? 0,
      state: actor?.state ?? null,
      timerGeneration: timer && timer.due !== null ? timer.generation : null,
      trip: request.tripId === null ? null : tripContext(tables, request.tripId, request.agencyId),
      flight: request.flightKey === null ? null : flightContext(tables, request.flightKey),
      conversation:
        request.conversation === null
          ? null
          : conversationContext(tables, request.conversation, request.agencyId),
    };
  },
  commit: async (turn) => commitTurn(tables, turn),
  claim: async ({ ids, agencyId, now }) => claimEffects(tables, ids, agencyId, now),
  settle: async (request) => settleEffects(tables, request),
  deliveryReport: async (report) => reportDelivery(tables, report),
  overdue: async ({ now, limit }) => {
    const late = plus(now, -timerGraceMs);
    const timers = [...tables.timers()].flatMap((timer) =>
      timer.due !== null && timer.due <= late ? [{ ...timer, due: timer.due }] : [],
    );
    const effects = [...tables.activeEffects].flatMap((id) => {
      const row = tables.effects.get(id);
      const wake = row ? wakeAt(row) : null;
      return row &&
        wake !== null &&
        wake <= now &&
        !(row.status === 'PENDING' && isBlocked(tables, row))
        ? [{ id, agencyId: row.agencyId }]
        : [];
    });
    return {
      timers: timers.slice(0, limit),
      effects: effects.slice(0, limit),
      events: [...tables.unpublished.values()].slice(0, limit),
    };
  },
  markPublished: async (eventIds) => {
    for (const id of eventIds) {
      tables.unpublished.delete(id);
      tables.handedAt.delete(id);
    }
  },
  quarantine: async ({ agent, actorId, event, error, now }) => {
    const key = inboxKey(agent, actorId, event.id);
    if (tables.inbox.has(key)) return;
    tables.inbox.add(key);
    clearTimerOf(tables, agent, event);
    tables.quarantined.push({ agent, actorId, event, error, at: now });
  },
});
