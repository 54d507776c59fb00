import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { EventOf } from '#shared/events/catalogue.ts';
import type { JourneyRow } from './rows.ts';
import type { Tables } from './tables.ts';

/** The legs of a journey that somebody flies, as its events name them. */
const liveLegs = (tables: Tables, journeyId: string): EventOf<'JourneyBooked'>['data']['legs'] => {
  const flown = new Set(
    [...tables.trips.values()].flatMap(({ legId, status }) =>
      status === 'withdrawn' ? [] : [legId],
    ),
  );
  return [...tables.legs.values()]
    .filter((leg) => leg.journeyId === journeyId && flown.has(leg.id))
    .map(({ id, flightKey, departure }) => ({ legId: id, flightKey, departure }))
    .sort((a, b) => (`${a.departure} ${a.flightKey}` < `${b.departure} ${b.flightKey}` ? -1 : 1));
};

/** Emits `JourneyBooked` for a new journey. */
export const emitJourneyBooked = (
  tables: Tables,
  { id: journeyId, agencyId }: Pick<JourneyRow, 'id' | 'agencyId'>,
  now: Instant,
): void => {
  const id = uuidV5('JourneyBooked', journeyId);
  tables.emit({
    id,
    type: 'JourneyBooked',
    version: 1,
    time: now,
    agencyId,
    tripId: null,
    correlationId: id,
    causationId: null,
    data: { journeyId, revision: 1, legs: liveLegs(tables, journeyId) },
  });
};

/**
 * Counts up the revision of a journey and emits `JourneyChanged`; called once for each act, after
 * all that it changes.
 */
export const emitJourneyChanged = (
  tables: Tables,
  journeyId: string,
  change: { readonly fields: readonly string[]; readonly notify: boolean; readonly now: Instant },
): void => {
  const journey = tables.journeys.get(journeyId);
  if (!journey) return;
  const revision = journey.revision + 1;
  tables.journeys.set(journeyId, { ...journey, revision });
  const id = uuidV5('JourneyChanged', journeyId, revision);
  tables.emit({
    id,
    type: 'JourneyChanged',
    version: 1,
    time: change.now,
    agencyId: journey.agencyId,
    tripId: null,
    correlationId: id,
    causationId: null,
    data: {
      journeyId,
      revision,
      fields: [...change.fields],
      notify: change.notify,
      legs: liveLegs(tables, journeyId),
    },
  });
};
