import { describeError } from '#shared/actor/describe-error.ts';
import { between, minute, second } from '#shared/domain/instant.ts';
import type { ActorStore, Settlement } from '#shared/ports/actor-store.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { Log } from '#shared/ports/log.ts';
import type { WaitingEffect, WaitingEffects } from '#shared/ports/waiting-effects.ts';
import type { AgentQueue } from './agent-queue.ts';

/** The longest a message of SQS can be held back; what waits longer is the sweeper's. */
const longestWaitMs = 15 * minute;

const againAt = (settlement: Settlement): string | null => {
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
 * A store that has an effect which waits (for its time, its slot in the rates, the pause before
 * another try, its reconciliation) woken when its time has come, by a delayed message in the
 * agent's own queue: what the triggers of the one-machine engine do. A message that comes twice,
 * early or for nothing wakes nothing, as it goes through a claim; one that could not be sent leaves
 * its effect to the sweeper.
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
        if (waitMs > 0 && waitMs <= longestWaitMs)
          await send({ wake: { effectId: id, agencyId } }, { delaySeconds: waitMs / second });
      }),
    );
  };
  const orElse = async (work: Promise<unknown>): Promise<void> => {
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
        await orElse(
          store.waitingEffects({ agencyId, keys: turn.effects.map(({ key }) => key) }).then(wake),
        );
      return result;
    },
    async claim(request) {
      const claimed = await store.claim(request);
      const { agencyId } = request;
      const taken = new Set(claimed.map(({ id }) => id));
      const left = request.ids.filter((id) => !taken.has(id));
      if (agencyId !== null && left.length > 0)
        await orElse(store.waitingEffects({ agencyId, ids: left }).then(wake));
      return claimed;
    },
    async settle(request) {
      const next = await store.settle(request);
      const { agencyId } = request;
      const again = request.settlements.flatMap((settlement) => {
        const at = againAt(settlement);
        return at === null || agencyId === null ? [] : [{ id: settlement.id, agencyId, at }];
      });
      if (again.length > 0) await orElse(wake(again));
      return next;
    },
  };
};
