import { between, day, type Instant, minute } from '#shared/domain/instant.ts';
import { effectiveSettings } from '#shared/domain/settings.ts';
import type { Consent, Trip } from '#shared/domain/trip.ts';
import type { BookingInput } from '#shared/events/trips.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import {
  type FieldProblem,
  normaliseBooking,
  type Refusal,
  refusal,
  type Warning,
} from './domain/booking.ts';
import type { ConsentOf } from './domain/journey-people.ts';
import { isPlausible } from './domain/storable.ts';

/** Who books: the agency, and the name of its API key or of the system that acts for it. */
export interface Booker {
  readonly agencyId: string;
  readonly name: string;
}

/** The outcome of a booking; nothing is written unless it is `booked`. */
export type BookTripResult =
  | {
      readonly kind: 'booked' | 'joined' | 'same';
      readonly trip: Trip;
      readonly warnings: readonly Warning[];
    }
  | Refusal
  | { readonly kind: 'duplicate' | 'reference-taken' | 'key-reused'; readonly tripId: string };

/**
 * Consent to be written to says what somebody wanted of an agency they knew; of one older than this
 * nobody can say that it still holds, and authorities ask for it to be renewed.
 */
const oldestConsentMs = 5 * 365 * day;
/** How far an agency's clock may be ahead of ours. */
const clockToleranceMs = 5 * minute;

/** The consent that a booking states, as it is kept, or why it cannot be. */
const consentFrom = (
  stated: BookingInput['consent'],
  options: { readonly booker: Booker; readonly now: Instant; readonly mustBeExplicit: boolean },
): Consent | FieldProblem => {
  const { booker, now } = options;
  const consent: Consent = {
    how: stated?.how ?? 'attested',
    at: stated?.at ?? now,
    by: stated?.by ?? booker.name,
    recordedBy: booker.name,
  };
  const isTooOld = consent.how === 'explicit' && between(consent.at, now) > oldestConsentMs;
  if (isTooOld || !isPlausible(consent.at))
    return {
      field: 'consent',
      within: 'at',
      code: 'consent_too_old',
      message: 'must name a time at which it can have been given',
    };
  if (between(now, consent.at) > clockToleranceMs)
    return {
      field: 'consent',
      within: 'at',
      code: 'consent_in_the_future',
      message: 'must have been given already',
    };
  return options.mustBeExplicit && consent.how !== 'explicit'
    ? {
        field: 'consent',
        code: 'consent_required',
        message: 'must be explicit: the agency’s settings require it',
      }
    : consent;
};

/** How the consents of contacts of a journey are read, by the settings of the agency. */
export const consentReader = async (
  desk: Pick<TripDesk, 'settings'>,
  booker: Booker,
  now: Instant,
): Promise<ConsentOf> => {
  const settings = effectiveSettings(await desk.settings(booker.agencyId));
  return (stated, silent) =>
    consentFrom(stated, {
      booker,
      now,
      mustBeExplicit: !silent && settings.notification_preferences.require_explicit_consent,
    });
};

const consentOf = async (
  desk: Pick<TripDesk, 'settings'>,
  booker: Booker,
  input: BookingInput,
  now: Instant,
): Promise<Consent | FieldProblem> => {
  const consent = consentFrom(input.consent, { booker, now, mustBeExplicit: false });
  if ('code' in consent || consent.how === 'explicit') return consent;
  const settings = effectiveSettings(await desk.settings(booker.agencyId));
  // A follower who has not agreed in person is kept, and hears nothing.
  const mustBeExplicit =
    settings.notification_preferences.require_explicit_consent && input.role !== 'follower';
  return consentFrom(input.consent, { booker, now, mustBeExplicit });
};

/**
 * Books a trip. The API, the intake from the bus and the replay all book here, so a traveller gets
 * one confirmation whichever way the booking came.
 * @throws BauhausError when the database does not answer.
 */
export const bookTrip = async (
  desk: Pick<TripDesk, 'book' | 'settings'>,
  booker: Booker,
  input: BookingInput,
  options: {
    readonly now: Instant;
    readonly idempotencyKey: string | null;
    readonly saidAt?: Instant;
  },
): Promise<BookTripResult> => {
  const { now, idempotencyKey, saidAt } = options;
  const booking = normaliseBooking(input, now);
  const problems = booking.ok ? [] : booking.problems;
  const consent = await consentOf(desk, booker, input, now);
  if (!booking.ok || 'code' in consent) {
    const allProblems = 'code' in consent ? [...problems, consent] : problems;
    return refusal(allProblems);
  }
  const { trip, passengers, warnings } = booking.value;
  const result = await desk.book({
    agencyId: booker.agencyId,
    trip,
    passengers,
    role: input.role,
    consent,
    journeyReference: input.journeyReference ?? null,
    idempotencyKey,
    saidAt,
    now,
  });
  if (result.kind === 'erased') return { kind: 'refused', code: 'erased', problems: [] };
  return 'trip' in result ? { ...result, warnings } : result;
};
