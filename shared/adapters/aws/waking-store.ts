import { describeError } from '#shared/actor/describe-error.ts';
import { between, minute, second } from '#shared/domain/instant.ts';
import type { ActorStore, Settlement } from '#shared/ports/actor-store.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Log } from '#shared/ports/log.ts';
import type { WaitingEffect, WaitingEffects } from '#shared/ports/waiting-effects.ts';
import type { AgentQueue } from './agent-queue.ts';

/** The longest delay of an SQS message; the sweeper wakes what waits longer. */
const maxDelayMs = 15 * minute;

const nextAttemptAt = (settlement: Settlement): string | null => {
  switch (settlement.kind) {
    case 'retry':
    case 'deferred':
      return settlement.retryAt;
    case 'unknown':
    case 'still-unknown':
      return settlement.reconcileAt;
    case 'sent':
    case 'failed':
    case 'replace':
      return null;
  }
};

/**
 * A store that wakes an effect which waits (for its time, its rate slot, the pause before another
 * try, its reconciliation) by a delayed message in the agent's own queue, as triggers do on one
 * machine. A message that comes twice, early or for nothing does nothing, since it goes through a
 * claim. If one cannot be sent, the sweeper wakes the effect.
 */
export const wakingStore = <S extends ActorStore & WaitingEffects>(
  store: S,
  {
    send,
    clock,
    log,
  }: { readonly send: AgentQueue['send']; readonly clock: Clock; readonly log: Log },
): S => {
  const wake = async (waiting: readonly WaitingEffect[]): Promise<void> => {
    const now = clock.now();
    await Promise.all(
      waiting.map(async ({ id, agencyId, at }) => {
        const waitMs = between(now, at);
        if (waitMs > 0 && waitMs <= maxDelayMs)
          await send({ wake: { effectId: id, agencyId } }, { delaySeconds: waitMs / second });
      }),
    );
  };
  const logFailure = async (work: Promise<unknown>): Promise<void> => {
    await work.catch((error: unknown) =>
      log.warn('effects that wait were not scheduled; the sweeper will', {
        error: describeError(error),
      }),
    );
  };

  return {
    ...store,
    async commit(turn) {
      const result = await store.commit(turn);
      const { agencyId } = turn;
      if (
        result.kind === 'committed' &&
        agencyId !== null &&
        result.claimed.length < turn.effects.length
      )
        await logFailure(
          store.waitingEffects({ agencyId, keys: turn.effects.map(({ key }) => key) }).then(wake),
        );
      return result;
    },
    async claim(request) {
      const claimed = await store.claim(request);
      const { agencyId } = request;
      const claimedIds = new Set(claimed.map(({ id }) => id));
      const unclaimed = request.ids.filter((id) => !claimedIds.has(id));
      if (agencyId !== null && unclaimed.length > 0)
        await logFailure(store.waitingEffects({ agencyId, ids: unclaimed }).then(wake));
      return claimed;
    },
    async settle(request) {
      const next = await store.settle(request);
      const { agencyId } = request;
      const waiting = request.settlements.flatMap((settlement) => {
        const at = nextAttemptAt(settlement);
        return at === null || agencyId === null ? [] : [{ id: settlement.id, agencyId, at }];
      });
      if (waiting.length > 0) await logFailure(wake(waiting));
      return next;
    },
  };
};
