import type { Instant } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { ContactDesk } from '#shared/ports/contact-desk.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import { consentNeeded, withoutConsent } from './consent.ts';
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
  stores: {
    readonly desk: Pick<TripDesk, 'trip' | 'edit' | 'settings'>;
    readonly contacts: Pick<ContactDesk, 'contact'>;
  },
  target: { readonly agencyId: string; readonly tripId: string },
  edit: TripEdit,
  options: { readonly now: Instant; readonly revision: number | null },
): Promise<ChangeTripResult> => {
  const { desk } = stores;
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
    if (!('trip' in outcome)) return outcome;
    const { kind, trip: now } = outcome;
    const isAnother = edit.whatsapp !== undefined || edit.clientName !== undefined;
    const silenced = isAnother ? await withoutConsent(stores, agencyId, [now.contactId]) : [];
    const warnings = silenced.map((): Warning => ({ field: 'whatsapp', ...consentNeeded }));
    return { kind, trip: now, warnings: [...result.value.warnings, ...warnings] };
  }
  return { kind: 'stale' };
};
