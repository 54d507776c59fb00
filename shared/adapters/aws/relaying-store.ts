import { coalesce } from '#shared/coalesce.ts';
import type { ActorStore, Settlement, TurnCommit } from '#shared/ports/actor-store.ts';
import type { Relay } from './relay.ts';

/** What one batch of a queue writes comes at about the same time and shares a relay. */
const maxShared = 100;

/** Whether `MessageFailed` may follow: asked for, or the message was assumed delivered. */
const mayAnnounce = (settlement: Settlement): boolean =>
  ('announce' in settlement && settlement.announce) ||
  settlement.kind === 'retry' ||
  settlement.kind === 'deferred';

/** Whether events of incidents may follow. */
const mayConcernIncidents = ({ tasks, records }: TurnCommit): boolean =>
  tasks.length > 0 || records.some(({ kind }) => kind === 'incident_urgent');

/**
 * A store that relays what the database announces of settlements and incidents, as triggers do on
 * one machine. The sweeper publishes what this misses.
 */
export const relayingStore = <S extends Pick<ActorStore, 'settle' | 'commit'>>(
  store: S,
  relay: Relay,
): S => {
  const relayTogether = coalesce(maxShared, async (written: readonly object[]) => {
    await relay();
    return written.map(() => undefined);
  });
  return {
    ...store,
    async commit(turn) {
      const result = await store.commit(turn);
      if (result.kind === 'committed' && mayConcernIncidents(turn)) await relayTogether(turn);
      return result;
    },
    async settle(request) {
      const next = await store.settle(request);
      const [announcing] = request.settlements.filter(mayAnnounce);
      if (announcing) await relayTogether(announcing);
      return next;
    },
  };
};
