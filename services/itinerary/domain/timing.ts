import { between, day, hour, type Instant, minute, plus, second } from '#shared/domain/instant.ts';
import { localDate } from '#shared/domain/local-time.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { TripContext } from '#shared/ports/turn-contexts.ts';

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

/** When the plan is due for a trip booked or changed at `since`; null: after its departure. */
export const planDueAt = (since: Instant, departure: Instant): Instant | null => {
  const due = plus(since, generationDelayMs(between(since, departure)));
  return due < departure ? due : null;
};

/** What a plan is made for: where, from when, until when. Another basis needs a new version. */
export const basisOf = (trip: Trip): string =>
  `${trip.destinationIata}/${localDate(trip.departure, trip.originZone)}/${trip.returnDate ?? ''}`;

/** While a flight is cancelled its plan waits, and is decided again this often. */
export const cancelledPauseMs = 2 * hour;

/** A trip that finds the model busy comes back after this, so that it holds up no other turn. */
export const busyPauseMs = 30 * second;

/** Why a trip is not planned. */
export type Obstacle =
  | 'not_their_trip'
  | 'withdrawn'
  | 'departed'
  | 'flight_cancelled'
  | 'flight_diverted';

/** Why a trip is not to be planned now; null: nothing is in the way. */
export const obstacleOf = ({ trip, flight }: TripContext, now: Instant): Obstacle | null => {
  if (trip.role === 'follower' || trip.role === 'guide') return 'not_their_trip';
  if (trip.status === 'withdrawn') return 'withdrawn';
  switch (flight?.phase) {
    case 'departed':
    case 'landed':
      return 'departed';
    case 'diverted':
      return 'flight_diverted';
    case 'cancelled':
      return trip.departure <= now ? 'departed' : 'flight_cancelled';
    default:
      return (flight?.departure ?? trip.estimatedDeparture ?? trip.departure) <= now
        ? 'departed'
        : null;
  }
};
