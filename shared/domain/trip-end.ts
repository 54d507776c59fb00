import { day, type Instant, latest, plus } from './instant.ts';
import type { Trip } from './trip.ts';

/** A trip is over two days after the last of departure, arrival and return. */
export const tripEndsAt = (
  trip: Pick<Trip, 'departure' | 'estimatedDeparture' | 'estimatedArrival' | 'returnDate'>,
): Instant => {
  const { departure, estimatedDeparture, estimatedArrival, returnDate } = trip;
  const back = returnDate === null ? null : `${returnDate}T00:00:00.000Z`;
  const last = latest(departure, estimatedDeparture, estimatedArrival, back) ?? departure;
  return plus(last, 2 * day);
};
