import { between, type Instant, minute } from '#shared/domain/instant.ts';
import { effectiveSettings } from '#shared/domain/settings.ts';
import type { Consent, Trip } from '#shared/domain/trip.ts';
import type { BookingInput } from '#shared/events/trips.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import { type FieldProblem, normaliseBooking, type Warning } from './domain/booking.ts';
import { isPlausible } from './domain/storable.ts';

/** Who books: the agency, and the name of its key or of the system that speaks for it. */
export interface Booker {
  readonly agencyId: string;
  readonly name: string;
}

/** What became of a booking; whatever is not `booked` wrote nothing. */
export type BookTripResult =
  | { readonly kind: 'booked' | 'same'; readonly trip: Trip; readonly warnings: readonly Warning[] }
  | { readonly kind: 'refused'; readonly code: string; readonly problems: readonly FieldProblem[] }
  | { readonly kind: 'duplicate' | 'reference-taken' | 'key-reused'; readonly tripId: string };

/** Clocks of agencies differ a little from ours. */
const clockTolerance = 5 * minute;

const consentOf = async (
  desk: Pick<TripDesk, 'settings'>,
  booker: Booker,
  input: BookingInput,
  now: Instant,
): Promise<Consent | FieldProblem> => {
  const consent: Consent = {
    how: input.consent?.how ?? 'attested',
    at: input.consent?.at ?? now,
    by: input.consent?.by ?? booker.name,
  };
  if (!isPlausible(consent.at))
    return {
      field: 'consent',
      code: 'consent_too_old',
      message: 'must name a time at which it can have been given',
    };
  if (between(now, consent.at) > clockTolerance)
    return {
      field: 'consent',
      code: 'consent_in_the_future',
      message: 'must have been given already',
    };
  if (consent.how === 'explicit') return consent;
  const settings = effectiveSettings(await desk.settings(booker.agencyId));
  return settings.notification_preferences.require_explicit_consent
    ? {
        field: 'consent',
        code: 'consent_required',
        message: 'must be explicit: the agency’s settings require it',
      }
    : consent;
};

/**
 * Books a trip, by whatever path it came: the API, the bus and the replay all end here, so the
 * traveller gets one confirmation.
 * @throws BauhausError where the data could not be reached.
 */
export const bookTrip = async (
  desk: Pick<TripDesk, 'book' | 'settings'>,
  booker: Booker,
  input: BookingInput,
  options: { readonly now: Instant; readonly idempotencyKey: string | null },
): Promise<BookTripResult> => {
  const { now, idempotencyKey } = options;
  const normal = normaliseBooking(input, now);
  const problems = normal.ok ? [] : normal.problems;
  const consent = await consentOf(desk, booker, input, now);
  if (!normal.ok || 'code' in consent) {
    const all = 'code' in consent ? [...problems, consent] : problems;
    return { kind: 'refused', code: all[0]?.code ?? 'refused', problems: all };
  }
  const { trip, warnings } = normal.value;
  const booked = await desk.book({
    agencyId: booker.agencyId,
    trip,
    consent,
    journeyReference: input.journeyReference ?? null,
    idempotencyKey,
    now,
  });
  return 'trip' in booked ? { ...booked, warnings } : booked;
};
