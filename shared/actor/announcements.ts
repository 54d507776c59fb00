import type { Instant } from '#shared/domain/instant.ts';
import { InvariantBroken } from '#shared/errors.ts';
import { type AnyEvent, definitionOf, parseEvent } from '#shared/events/catalogue.ts';
import type { AgentName } from '#shared/ports/actor-store.ts';
import type { AnyAnnouncement } from './agent.ts';
import { uuidV5 } from './uuid-v5.ts';

/**
 * Puts announcements into envelopes. Ids derive from the causing event, so a turn that runs again
 * announces the same events. They are parsed here, since an invalid one in the outbox would block
 * every reader of it and not only this turn.
 * @throws InvariantBroken where an announcement does not fit the catalogue.
 */
export const announcedEvents = (
  agent: AgentName,
  actorId: string,
  cause: AnyEvent,
  announcements: readonly AnyAnnouncement[],
  now: Instant,
): AnyEvent[] => {
  const counts = new Map<string, number>();
  return announcements.map(({ type, agencyId, tripId, data }) => {
    const kind = `${type}|${tripId}`;
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    const definition = definitionOf(type);
    try {
      return parseEvent({
        id: uuidV5('announcement', cause.id, agent, actorId, type, tripId, count),
        type,
        version: definition?.version,
        time: now,
        agencyId,
        tripId,
        correlationId: cause.correlationId,
        causationId: cause.id,
        data,
      });
    } catch (error) {
      throw new InvariantBroken(`${agent} announced a ${type} that does not fit the catalogue`, {
        cause: error,
      });
    }
  });
};
