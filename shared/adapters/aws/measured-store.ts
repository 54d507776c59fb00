import { z } from 'zod';
import { eventFields } from '#shared/actor/event-log.ts';
import { between, Instant, second } from '#shared/domain/instant.ts';
import type { ActorStore, TurnCommit } from '#shared/ports/actor-store.ts';
import type { Log } from '#shared/ports/log.ts';
import type { Meter } from '#shared/ports/meter.ts';

/** The part of the tracker's state that says how long ago it had looked. */
const Looked = z.object({ lookedAt: Instant.nullable() });
const lookedAt = (state: unknown): string | null => Looked.safeParse(state).data?.lookedAt ?? null;

const perDecision = {
  suppressed: 'MessagesSuppressed',
  held: 'MessagesHeld',
  dropped: 'MessagesDropped',
} as const;

/** Far more than a function has under way: what is older was loaded for a turn that led nowhere. */
const mostTurnsUnderWay = 100;

/** Remembers the latest values; one that is never taken out makes room in the end. */
const shortMemory = <T>() => {
  const values = new Map<string, T>();
  return {
    get: (key: string): T | undefined => values.get(key),
    delete: (key: string) => values.delete(key),
    set: (key: string, value: T): void => {
      values.delete(key);
      values.set(key, value);
      const [oldest] = values.keys();
      if (oldest !== undefined && values.size > mostTurnsUnderWay) values.delete(oldest);
    },
  };
};

/**
 * A store whose committed turns are counted, and whose decisions against sending are logged by
 * rule. When a flight has changed, the time since the look before is an upper bound of how long the
 * change went unnoticed.
 */
export const measuredStore = <S extends ActorStore>(
  store: S,
  { meter, log }: { readonly meter: Meter; readonly log: Log },
): S => {
  /** When the flights of the turns under way had last been looked at. */
  const before = shortMemory<string>();

  const measure = (turn: TurnCommit): void => {
    meter.count('TurnsCommitted');
    for (const { decision, tripId, subject, rule } of turn.reasons) {
      if (decision !== 'suppressed' && decision !== 'held' && decision !== 'dropped') continue;
      meter.count(perDecision[decision]);
      log.info('not sent', {
        agent: turn.agent,
        ...eventFields(turn.event),
        tripId,
        decision,
        subject,
        rule,
      });
    }
    const [from, to] = [before.get(turn.actorId) ?? null, lookedAt(turn.state)];
    const changed = turn.records.some((record) => record.kind === 'flight' && record.changed);
    if (changed && from !== null && to !== null && to > from)
      meter.seconds('DetectionWindowSeconds', between(from, to) / second);
  };

  return {
    ...store,
    async load(request) {
      const loaded = await store.load(request);
      const at = request.flightKey === null ? null : lookedAt(loaded.state);
      if (at !== null) before.set(request.actorId, at);
      return loaded;
    },
    async commit(turn) {
      const result = await store.commit(turn);
      if (result.kind === 'committed') measure(turn);
      if (result.kind !== 'conflict') before.delete(turn.actorId);
      return result;
    },
    async quarantine(entry) {
      await store.quarantine(entry);
      meter.count('TurnsQuarantined');
    },
  };
};
