import { day, hour, type Instant, plus } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';

const underWayFrom = (trip: Trip): Instant => plus(trip.scheduledDeparture ?? trip.departure, -24 * hour);
const underWayUntil = (trip: Trip): Instant =>
  trip.returnDate ? plus(`${trip.returnDate}T00:00:00.000Z`, 2 * day) : plus(trip.estimatedArrival ?? trip.departure, 2 * day);

/** The trip a traveller speaks of: the one under way, else the next to depart, else the last one (RULES §7). */
export const tripInMind = (trips: readonly Trip[], now: Instant): Trip | null => {
  const byDeparture = [...trips].sort((a, b) => (a.departure < b.departure ? -1 : 1));
  return (
    byDeparture.findLast((t) => underWayFrom(t) <= now && now < underWayUntil(t)) ??
    byDeparture.find((t) => t.departure > now) ??
    byDeparture.at(-1) ??
    null
  );
};
