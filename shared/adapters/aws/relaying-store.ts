import { coalesce } from '#shared/coalesce.ts';
import type { ActorStore, Settlement } from '#shared/ports/actor-store.ts';
import type { Relay } from './relay.ts';

/** The settlements of one batch of a queue come at about the same time and share a relay. */
const maxShared = 100;

/** Whether `MessageFailed` may follow: asked for, or the message was assumed delivered. */
const mayAnnounce = (settlement: Settlement): boolean =>
  ('announce' in settlement && settlement.announce) ||
  settlement.kind === 'retry' ||
  settlement.kind === 'deferred';

/**
 * A store that relays what its settlements announce, as triggers do on one machine. The sweeper
 * publishes what this misses.
 */
export const relayingStore = <S extends Pick<ActorStore, 'settle'>>(store: S, relay: Relay): S => {
  const relayTogether = coalesce(maxShared, async (settlements: readonly Settlement[]) => {
    await relay();
    return settlements.map(() => undefined);
  });
  return {
    ...store,
    async settle(request) {
      const next = await store.settle(request);
      const [announcing] = request.settlements.filter(mayAnnounce);
      if (announcing) await relayTogether(announcing);
      return next;
    },
  };
};
