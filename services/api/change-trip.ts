import type { Instant } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import { type Refusal, refusal, type Warning } from './domain/booking.ts';
import { applyEdit, type TripEdit } from './domain/trip-edit.ts';

/** The outcome of an edit; nothing is written unless it is `edited`. */
export type ChangeTripResult =
  | {
      readonly kind: 'edited' | 'unchanged';
      readonly trip: Trip;
      readonly warnings: readonly Warning[];
    }
  | Refusal
  | { readonly kind: 'duplicate'; readonly tripId: string }
  | { readonly kind: 'not-found' | 'withdrawn' | 'stale' };

/** How often an edit is merged again after somebody else's; more conflicts hint at a fault. */
const maxAttempts = 5;

/**
 * Edits a trip. The edit is merged into the present trip and the result checked as a booking; if it
 * cannot be booked, nothing changes. After a concurrent edit it is merged again, unless `revision`
 * names the revision it was made against: then the outcome is `stale`.
 */
export const changeTrip = async (
  desk: Pick<TripDesk, 'trip' | 'edit'>,
  target: { readonly agencyId: string; readonly tripId: string },
  edit: TripEdit,
  options: { readonly now: Instant; readonly revision: number | null },
): Promise<ChangeTripResult> => {
  const { agencyId, tripId } = target;
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const trip = await desk.trip(agencyId, tripId);
    if (!trip) return { kind: 'not-found' };
    if (trip.status === 'withdrawn') return { kind: 'withdrawn' };
    if (options.revision !== null && options.revision !== trip.revision) return { kind: 'stale' };
    const result = applyEdit(trip, edit, options.now);
    if (!result.ok) return refusal(result.problems);
    const { reference: _, ...set } = result.value.trip;
    const outcome = await desk.edit({
      agencyId,
      tripId,
      revision: trip.revision,
      set,
      notify: edit.notify,
      now: options.now,
    });
    if (outcome.kind === 'stale') continue;
    return 'trip' in outcome
      ? { kind: outcome.kind, trip: outcome.trip, warnings: result.value.warnings }
      : outcome;
  }
  return { kind: 'stale' };
};
