import { type Instant, plus } from '#shared/domain/instant.ts';
import { publishGraceMs, sweepPauseMs, timerGraceMs } from '#shared/domain/overdue.ts';
import type { ActorStore, TimerRow } from '#shared/ports/actor-store.ts';
import { claimEffects } from './claims.ts';
import { clearTimerOf, commitTurn, inboxKey } from './commit.ts';
import { conversationContext, flightContext, journeyContext, tripContext } from './contexts.ts';
import { dutyContext } from './duty.ts';
import { byEmission } from './outbox.ts';
import type { StoredTimer } from './rows.ts';
import { reportDelivery, settleEffects } from './settling.ts';
import type { Tables } from './tables.ts';

const maySweep = ({ sweptAt, sweeps }: StoredTimer, now: Instant): boolean =>
  sweptAt === null || sweptAt >= now || plus(sweptAt, sweepPauseMs(sweeps)) <= now;

const sweepTimers = (tables: Tables, now: Instant, limit: number): TimerRow[] =>
  [...tables.timers()]
    .flatMap((timer) => (timer.due === null ? [] : [{ ...timer, due: timer.due }]))
    .filter((timer) => timer.due <= plus(now, -timerGraceMs) && maySweep(timer, now))
    .sort((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : 0))
    .slice(0, limit)
    .map(({ sweeps, sweptAt: _, ...timer }) => {
      tables.putTimer({ ...timer, sweeps: sweeps + 1, sweptAt: now });
      return timer;
    });

/** `ActorStore` over the tables. Each method works in one synchronous step, as one transaction. */
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
      journey:
        request.journeyId === undefined
          ? null
          : journeyContext(tables, request.journeyId, request.agencyId),
      flight: request.flightKey === null ? null : flightContext(tables, request.flightKey),
      conversation:
        request.conversation === null
          ? null
          : conversationContext(tables, request.conversation, request.agencyId),
      duty:
        request.duty === undefined || request.agencyId !== request.actorId
          ? null
          : dutyContext(tables, request.actorId, request.duty),
    };
  },
  commit: async (turn) => commitTurn(tables, turn),
  claim: async ({ ids, agencyId, now }) => claimEffects(tables, ids, agencyId, now),
  settle: async (request) => settleEffects(tables, request),
  deliveryReport: async (report) => reportDelivery(tables, report),
  overdue: async ({ now, limit }) => ({
    timers: sweepTimers(tables, now, limit),
    effects: [...tables.activeEffects]
      .flatMap((id) => tables.effects.get(id) ?? [])
      .filter((row) => row.nextAttemptAt !== null && row.nextAttemptAt <= now)
      .sort((a, b) => ((a.nextAttemptAt ?? '') < (b.nextAttemptAt ?? '') ? -1 : 1))
      .slice(0, limit)
      .map(({ id, agencyId }) => ({ id, agencyId })),
    events: [...tables.unpublished.values()]
      .filter(({ emittedAt }) => emittedAt <= plus(now, -publishGraceMs))
      .sort(byEmission)
      .slice(0, limit)
      .map(({ event }) => event),
  }),
  markPublished: async (eventIds) => {
    for (const id of eventIds) {
      tables.unpublished.delete(id);
      tables.leasedAt.delete(id);
    }
  },
  quarantine: async ({ agent, actorId, event, error, now }) => {
    const key = inboxKey(agent, actorId, event.id);
    tables.inbox.add(key);
    clearTimerOf(tables, agent, event);
    if (!tables.quarantined.some((row) => inboxKey(row.agent, row.actorId, row.event.id) === key))
      tables.quarantined.push({ agent, actorId, event, error, at: now });
  },
});
