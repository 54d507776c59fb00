import type { Instant } from '#shared/domain/instant.ts';
import { InvariantBroken } from '#shared/errors.ts';
import { type AnyEvent, definitionOf, parseEvent } from '#shared/events/catalogue.ts';
import type { AgentName } from '#shared/ports/actor-store.ts';
import type { AnyAnnouncement } from './agent.ts';
import { uuidV5 } from './uuid-v5.ts';

/**
 * The envelopes of what an agent announces. Their ids derive from the event that caused them, so a
 * turn that runs again says the same events and not new ones. They are parsed here, where they are
 * made: a value that no type forbids would stop whoever reads the outbox, and not only this turn.
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
