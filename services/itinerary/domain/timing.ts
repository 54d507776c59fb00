import { between, day, hour, type Instant, minute, plus, second } from '#shared/domain/instant.ts';
import { localDate } from '#shared/domain/local-time.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { TripContext } from '#shared/ports/actor-store.ts';

/** How long after a booking the plan is made, by the whole time left to departure, never by calendar days (RULES §6). */
export const generationDelayMs = (leftMs: number): number => {
  if (leftMs < 24 * hour) return 5 * minute;
  if (leftMs < 7 * day) return 30 * minute;
  if (leftMs < 30 * day) return 60 * minute;
  return 120 * minute;
};

/** When the plan is due for a trip that was booked or changed at `since`; null: it will have left by then. */
export const dueAt = (since: Instant, departure: Instant): Instant | null => {
  const due = plus(since, generationDelayMs(between(since, departure)));
  return due < departure ? due : null;
};

/** What a plan is made for: where, from when, until when. Another one wants a new version. */
export const basisOf = (trip: Trip): string =>
  `${trip.destinationIata}/${localDate(trip.departure, trip.originZone)}/${trip.returnDate ?? ''}`;

/** While a flight is cancelled its plan waits, and this often it is seen whether it flies again. */
export const cancelledPauseMs = 2 * hour;

/** Where many trips want a plan at once, one comes back after this: it waits on a timer and in nobody's way. */
export const busyPauseMs = 30 * second;

/** What can stand against making a plan. */
export type Obstacle = 'withdrawn' | 'departed' | 'flight_cancelled' | 'flight_diverted';

const flightOf = ({ flight }: TripContext) => flight;

/** What stands against planning now; null: nothing. */
export const obstacle = (context: TripContext, now: Instant): Obstacle | null => {
  const { trip } = context;
  if (trip.status === 'withdrawn') return 'withdrawn';
  const facts = flightOf(context);
  switch (facts?.phase) {
    case 'departed':
    case 'landed':
      return 'departed';
    case 'diverted':
      return 'flight_diverted';
    case 'cancelled':
      return trip.departure <= now ? 'departed' : 'flight_cancelled';
    default:
      return (facts?.departure ?? trip.estimatedDeparture ?? trip.departure) <= now
        ? 'departed'
        : null;
  }
};
