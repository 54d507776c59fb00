import type { Instant } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import type { FieldProblem, Warning } from './domain/booking.ts';
import { applyEdit, type TripEdit } from './domain/trip-edit.ts';

/** What became of an edit; whatever is not `edited` wrote nothing. */
export type ChangeTripResult =
  | {
      readonly kind: 'edited' | 'unchanged';
      readonly trip: Trip;
      readonly warnings: readonly Warning[];
    }
  | { readonly kind: 'refused'; readonly code: string; readonly problems: readonly FieldProblem[] }
  | { readonly kind: 'duplicate'; readonly tripId: string }
  | { readonly kind: 'not-found' | 'withdrawn' | 'stale' };

/**
 * Two people rarely edit one trip in the same second; more tries than this mean something else is
 * wrong.
 */
const tries = 5;

/**
 * Edits a trip: the edit is merged onto the trip as it is, the result is checked as a whole, and
 * one that cannot be booked changes nothing. Another edit in between is merged onto again, unless
 * `revision` says which one this edit was made against: then it is `stale`.
 */
export const changeTrip = async (
  desk: Pick<TripDesk, 'trip' | 'edit'>,
  target: { readonly agencyId: string; readonly tripId: string },
  edit: TripEdit,
  options: { readonly now: Instant; readonly revision: number | null },
): Promise<ChangeTripResult> => {
  const { agencyId, tripId } = target;
  for (let left = tries; left > 0; left -= 1) {
    const trip = await desk.trip(agencyId, tripId);
    if (!trip) return { kind: 'not-found' };
    if (trip.status === 'withdrawn') return { kind: 'withdrawn' };
    if (options.revision !== null && options.revision !== trip.revision) return { kind: 'stale' };
    const result = applyEdit(trip, edit, options.now);
    if (!result.ok)
      return {
        kind: 'refused',
        code: result.problems[0]?.code ?? 'refused',
        problems: result.problems,
      };
    const { reference: _, ...set } = result.value.trip;
    const saved = await desk.edit({
      agencyId,
      tripId,
      revision: trip.revision,
      set,
      notify: edit.notify,
      now: options.now,
    });
    if (saved.kind === 'stale') continue;
    return 'trip' in saved
      ? { kind: saved.kind, trip: saved.trip, warnings: result.value.warnings }
      : saved;
  }
  return { kind: 'stale' };
};
