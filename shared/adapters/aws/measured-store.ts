import { z } from 'zod';
import { eventFields } from '#shared/actor/event-log.ts';
import { between, Instant, second } from '#shared/domain/instant.ts';
import type { ActorStore, TurnCommit } from '#shared/ports/actor-store.ts';
import type { Log } from '#shared/ports/log.ts';
import type { Meter } from '#shared/ports/meter.ts';

/** The part of the tracker's state that says when it last looked. */
const TrackerState = z.object({ lookedAt: Instant.nullable() });
const lookedAt = (state: unknown): string | null =>
  TrackerState.safeParse(state).data?.lookedAt ?? null;

const metricNames = {
  suppressed: 'MessagesSuppressed',
  held: 'MessagesHeld',
  dropped: 'MessagesDropped',
} as const;

/** Far more than a function has in progress: an older entry belongs to a turn that led nowhere. */
const maxEntries = 100;

/** A map that drops its oldest entry when it is full. */
const boundedMap = <T>() => {
  const values = new Map<string, T>();
  return {
    get: (key: string): T | undefined => values.get(key),
    delete: (key: string) => values.delete(key),
    set: (key: string, value: T): void => {
      values.delete(key);
      values.set(key, value);
      const [oldest] = values.keys();
      if (oldest !== undefined && values.size > maxEntries) values.delete(oldest);
    },
  };
};

/**
 * A store that counts committed turns, and logs decisions not to send with their rule. When a
 * flight has changed, the time since the previous look is measured: an upper bound of how long the
 * change went unnoticed.
 */
export const measuredStore = <S extends ActorStore>(
  store: S,
  { meter, log }: { readonly meter: Meter; readonly log: Log },
): S => {
  /** By actor: when the flights of turns in progress were last looked at. */
  const previousLooks = boundedMap<string>();

  const measure = (turn: TurnCommit): void => {
    meter.count('TurnsCommitted');
    for (const { decision, tripId, subject, rule } of turn.reasons) {
      if (decision !== 'suppressed' && decision !== 'held' && decision !== 'dropped') continue;
      meter.count(metricNames[decision]);
      log.info('not sent', {
        agent: turn.agent,
        ...eventFields(turn.event),
        tripId,
        decision,
        subject,
        rule,
      });
    }
    const [from, to] = [previousLooks.get(turn.actorId) ?? null, lookedAt(turn.state)];
    const changed = turn.records.some((record) => record.kind === 'flight' && record.changed);
    if (changed && from !== null && to !== null && to > from)
      meter.seconds('DetectionWindowSeconds', between(from, to) / second);
  };

  return {
    ...store,
    async load(request) {
      const loaded = await store.load(request);
      const at = request.flightKey === null ? null : lookedAt(loaded.state);
      if (at !== null) previousLooks.set(request.actorId, at);
      return loaded;
    },
    async commit(turn) {
      const result = await store.commit(turn);
      if (result.kind === 'committed') measure(turn);
      if (result.kind !== 'conflict') previousLooks.delete(turn.actorId);
      return result;
    },
    async quarantine(entry) {
      await store.quarantine(entry);
      meter.count('TurnsQuarantined');
    },
  };
};
