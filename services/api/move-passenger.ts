import type { Instant } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import { type Refusal, refusal, type Warning } from './domain/booking.ts';
import { applyEdit, type TripEdit } from './domain/trip-edit.ts';

/** The outcome of moving a passenger; nothing is written unless it is `moved`. */
export type MovePassengerResult =
  | {
      readonly kind: 'moved' | 'unchanged';
      readonly trip: Trip;
      readonly warnings: readonly Warning[];
    }
  | Refusal
  | { readonly kind: 'duplicate'; readonly tripId: string }
  | { readonly kind: 'not-found' | 'withdrawn' | 'alone' };

/**
 * Puts one passenger of several on another flight, as an edit of their trip alone would; the result
 * is checked as a booking.
 */
export const movePassenger = async (
  desk: Pick<TripDesk, 'trip' | 'movePassenger'>,
  target: { readonly agencyId: string; readonly tripId: string; readonly passengerId: string },
  edit: TripEdit,
  now: Instant,
): Promise<MovePassengerResult> => {
  const trip = await desk.trip(target.agencyId, target.tripId);
  if (!trip) return { kind: 'not-found' };
  const result = applyEdit(trip, edit, now);
  if (!result.ok) return refusal(result.problems);
  const { reference: _, ...set } = result.value.trip;
  const isOnIt = trip.passengers.some(({ id }) => id === target.passengerId);
  if (isOnIt && set.flightKey === trip.flightKey && set.departure === trip.departure)
    return { kind: 'unchanged', trip, warnings: result.value.warnings };
  const outcome = await desk.movePassenger({ ...target, set, notify: edit.notify, now });
  return outcome.kind === 'moved' ? { ...outcome, warnings: result.value.warnings } : outcome;
};
