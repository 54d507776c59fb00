import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { TimerRow } from '#shared/ports/actor-store.ts';
import { uuidV5 } from './uuid-v5.ts';

/** The event that a timer row fires; its id is the same whoever fires it, and however often. */
export const timerEvent = (row: TimerRow): AnyEvent => {
  const id = uuidV5('timer', row.agent, row.actorId, row.kind, row.generation);
  return {
    id,
    type: row.kind,
    version: 1,
    time: row.due,
    agencyId: row.agencyId,
    tripId: row.tripId,
    correlationId: id,
    causationId: null,
    data: { actorId: row.actorId, generation: row.generation, due: row.due },
  };
};
