import type { Instant } from '#shared/domain/instant.ts';
import type { Consent, Trip } from '#shared/domain/trip.ts';
import type { BookingInput } from '#shared/events/trips.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import { type Booker, consentFrom, requiresConsent } from './consent.ts';
import {
  type FieldProblem,
  normaliseBooking,
  type Refusal,
  refusal,
  type Warning,
} from './domain/booking.ts';

/** The outcome of a booking; nothing is written unless it is `booked`. */
export type BookTripResult =
  | {
      readonly kind: 'booked' | 'joined' | 'same';
      readonly trip: Trip;
      readonly warnings: readonly Warning[];
    }
  | Refusal
  | { readonly kind: 'duplicate' | 'reference-taken' | 'key-reused'; readonly tripId: string };

const consentOf = async (
  desk: Pick<TripDesk, 'settings'>,
  booker: Booker,
  input: BookingInput,
  now: Instant,
): Promise<Consent | FieldProblem> => {
  const consent = consentFrom(input.consent, { booker, now, mustBeExplicit: false });
  if ('code' in consent || consent.how === 'explicit') return consent;
  // A follower who has not agreed in person is kept, and hears nothing.
  const mustBeExplicit =
    input.role !== 'follower' && (await requiresConsent(desk, booker.agencyId));
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
