import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type { EffectRow } from './rows.ts';
import type { Tables } from './tables.ts';

type FailureState = EventOf<'MessageFailed'>['data']['state'];

/** Emits MessageFailed; the same message, state and occurrence is one event. */
export const announceFailure = (
  tables: Tables,
  row: EffectRow,
  state: FailureState,
  now: Instant,
  attempt = row.attempts,
): void => {
  tables.emit({
    id: uuidV5('MessageFailed', row.id, attempt, state),
    type: 'MessageFailed',
    version: 1,
    time: now,
    agencyId: row.agencyId,
    tripId: row.tripId,
    correlationId: row.correlationId,
    causationId: row.eventId,
    data: {
      messageId: row.id,
      type: row.type,
      state,
      permanent: row.permanent,
      code: row.errorCode,
      attempts: row.attempts,
    },
  });
};
