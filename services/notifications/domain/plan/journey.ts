import type { FlightFacts } from '#shared/domain/flight.ts';
import { between, day } from '#shared/domain/instant.ts';
import { sameCity } from '#shared/domain/metropolitan-areas.ts';
import type { JourneyLeg, TripContext } from '#shared/ports/turn-contexts.ts';

/** A connection leaves within this time of the arrival before it (PEOPLE §3). */
const connectionWithinMs = day;

/**
 * The leg that a traveller changes to at the destination: it leaves from there within a day of the
 * arrival, and there is no lodging.
 */
export const connectionAfter = (
  { trip, journey }: Pick<TripContext, 'trip' | 'journey'>,
  facts: FlightFacts,
): JourneyLeg | null => {
  const next = journey.legs.find(
    ({ tripId, departure }) => tripId !== trip.id && departure > trip.departure,
  );
  const arrival = facts.arrival ?? facts.landedAt;
  return next !== undefined &&
    arrival !== null &&
    trip.stay === null &&
    next.status !== 'cancelled' &&
    sameCity(next.originIata, trip.destinationIata) &&
    between(arrival, next.departure) <= connectionWithinMs
    ? next
    : null;
};

/** Whether the flight brings the traveller back to the city where the journey began. */
export const isWayHome = ({ trip, journey }: Pick<TripContext, 'trip' | 'journey'>): boolean => {
  const [first] = journey.legs;
  return (
    first !== undefined &&
    first.tripId !== trip.id &&
    sameCity(first.originIata, trip.destinationIata)
  );
};
