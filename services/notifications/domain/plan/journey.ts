import { sameCity } from '#shared/domain/metropolitan-areas.ts';
import type { TripContext } from '#shared/ports/turn-contexts.ts';

/** Whether the flight brings the traveller back to the city where the journey began. */
export const isWayHome = ({ trip, journey }: Pick<TripContext, 'trip' | 'journey'>): boolean => {
  const [first] = journey.legs;
  return (
    first !== undefined &&
    first.tripId !== trip.id &&
    sameCity(first.originIata, trip.destinationIata)
  );
};
