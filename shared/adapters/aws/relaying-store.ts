import { coalesce } from '#shared/coalesce.ts';
import type { ActorStore, Settlement } from '#shared/ports/actor-store.ts';
import type { Relay } from './relay.ts';

/** Outcomes of one batch of a queue come at about the same time. */
const mostTogether = 100;

/**
 * Whether `MessageFailed` may follow: where asked for, and where it was assumed to be delivered.
 */
const mayAnnounce = (settlement: Settlement): boolean =>
  ('announce' in settlement && settlement.announce) ||
  settlement.kind === 'retry' ||
  settlement.kind === 'deferred';

/**
 * A store whose settlements are followed by the relay of what they announced: what the triggers of
 * the one-machine engine do. What it leaves behind is the sweeper's.
 */
export const relayingStore = <S extends Pick<ActorStore, 'settle'>>(store: S, relay: Relay): S => {
  const relayed = coalesce(mostTogether, async (settlements: readonly Settlement[]) => {
    await relay();
    return settlements.map(() => undefined);
  });
  return {
    ...store,
    async settle(request) {
      const next = await store.settle(request);
      const [announced] = request.settlements.filter(mayAnnounce);
      if (announced) await relayed(announced);
      return next;
    },
  };
};
