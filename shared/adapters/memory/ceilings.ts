import type { Ceiling } from '#shared/domain/ceiling.ts';
import { day, type Instant, plus } from '#shared/domain/instant.ts';
import { OverCeiling } from '#shared/errors.ts';
import type { Tables } from './tables.ts';

const hold = (ceiling: Ceiling, most: number | null | undefined, used: number): void => {
  if (typeof most === 'number' && used > most) throw new OverCeiling(ceiling, most);
};

/**
 * Notes the flights that an agency follows from now on.
 * @throws OverCeiling before anything is noted
 */
export const followFlights = (
  tables: Tables,
  agencyId: string,
  flightKeys: readonly string[],
  now: Instant,
): void => {
  const keys = new Set(flightKeys.map((flightKey) => `${agencyId}|${flightKey}`));
  const added = [...keys].filter((key) => !tables.followedFlights.has(key));
  const since = plus(now, -day);
  const before = [...tables.followedFlights].filter(
    ([key, at]) => key.startsWith(`${agencyId}|`) && at > since,
  );
  if (added.length > 0)
    hold('flights_per_day', tables.ceilings?.flightsPerDay, before.length + added.length);
  for (const key of added) tables.followedFlights.set(key, now);
};

/**
 * Counts trips that are about to be made, one for each of these flights.
 * @throws OverCeiling before anything is written
 */
export const countNewTrips = (
  tables: Tables,
  agencyId: string,
  flightKeys: readonly string[],
  now: Instant,
): void => {
  if (flightKeys.length === 0) return;
  const most = tables.ceilings?.tripsPerDay;
  if (typeof most === 'number') {
    const since = plus(now, -day);
    const trips = [...tables.trips.values()].filter(
      (trip) => trip.agencyId === agencyId && trip.insertedAt > since,
    );
    hold('trips_per_day', most, trips.length + flightKeys.length);
  }
  followFlights(tables, agencyId, flightKeys, now);
};

/** @throws OverCeiling where an agency may not file so many bytes more. */
export const holdStorage = (tables: Tables, agencyId: string, bytes: number): void => {
  const filed = [...tables.documents.values()].filter(
    ({ tripId }) => tables.trips.get(tripId)?.agencyId === agencyId,
  );
  const sum = filed.reduce((total, document) => total + document.bytes, bytes);
  hold('storage_mb', tables.ceilings?.storageMb, Math.ceil(sum / 1_000_000));
};
