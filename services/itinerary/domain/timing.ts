import type { FlightFacts } from '#shared/domain/flight.ts';
import { between, day, hour, type Instant, minute, plus, second } from '#shared/domain/instant.ts';
import { departureOf, type JourneyFlights, type Stay } from '#shared/domain/stay.ts';
import type { Trip } from '#shared/domain/trip.ts';

/**
 * How long after a booking the plan is made, by the whole time left to departure, never by calendar
 * days (RULES §6).
 */
export const generationDelayMs = (leftMs: number): number => {
  if (leftMs < 24 * hour) return 5 * minute;
  if (leftMs < 7 * day) return 30 * minute;
  if (leftMs < 30 * day) return 60 * minute;
  return 120 * minute;
};

/** When the plan is due for a stay booked or changed at `since`; null: after the departure. */
export const planDueAt = (since: Instant, departure: Instant): Instant | null => {
  const due = plus(since, generationDelayMs(between(since, departure)));
  return due < departure ? due : null;
};

/** While a flight is cancelled its plan waits, and is decided again this often. */
export const cancelledPauseMs = 2 * hour;

/** A stay that finds the model busy comes back after this, so that it holds up no other turn. */
export const busyPauseMs = 30 * second;

/** Why a stay is not planned. */
export type Obstacle = 'departed' | 'flight_cancelled' | 'flight_diverted';

const obstacleOfTrip = (
  trip: Trip,
  flight: FlightFacts | undefined,
  now: Instant,
): Obstacle | null => {
  switch (flight?.phase) {
    case 'departed':
    case 'landed':
      return 'departed';
    case 'diverted':
      return 'flight_diverted';
    case 'cancelled':
      return trip.departure <= now ? 'departed' : 'flight_cancelled';
    default:
      return departureOf(trip, flight) <= now ? 'departed' : null;
  }
};

/**
 * Why a stay is not to be planned now; null: somebody is still to leave for it, and nothing is in
 * the way.
 */
export const obstacleOf = (
  { arrivals }: Stay,
  { flights }: JourneyFlights,
  now: Instant,
): Obstacle | null => {
  const obstacles = arrivals.map((trip) => obstacleOfTrip(trip, flights[trip.flightKey], now));
  return obstacles.includes(null) ? null : (obstacles[0] ?? null);
};
