import { between, day, type Instant, minute } from '#shared/domain/instant.ts';
import { effectiveSettings } from '#shared/domain/settings.ts';
import type { Consent } from '#shared/domain/trip.ts';
import type { BookingInput } from '#shared/events/trips.ts';
import type { ContactDesk } from '#shared/ports/contact-desk.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import type { FieldProblem } from './domain/booking.ts';
import type { ConsentOf } from './domain/journey-people.ts';
import { isPlausible } from './domain/storable.ts';

/** Who acts: the agency, and the name of its API key or of the system that acts for it. */
export interface Booker {
  readonly agencyId: string;
  readonly name: string;
}

/**
 * Consent to be written to says what somebody wanted of an agency they knew; of one older than this
 * nobody can say that it still holds, and authorities ask for it to be renewed.
 */
const oldestConsentMs = 5 * 365 * day;
/** How far an agency's clock may be ahead of ours. */
const clockToleranceMs = 5 * minute;

/** The consent that is stated, as it is kept, or why it cannot be. */
export const consentFrom = (
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

/** Whether the settings of an agency require explicit consents. */
export const requiresConsent = async (
  desk: Pick<TripDesk, 'settings'>,
  agencyId: string,
): Promise<boolean> =>
  effectiveSettings(await desk.settings(agencyId)).notification_preferences
    .require_explicit_consent;

/** How the consents of contacts are read, by the settings of the agency. */
export const consentReader = async (
  desk: Pick<TripDesk, 'settings'>,
  booker: Booker,
  now: Instant,
): Promise<ConsentOf> => {
  const isRequired = await requiresConsent(desk, booker.agencyId);
  return (stated, silent) =>
    consentFrom(stated, { booker, now, mustBeExplicit: !silent && isRequired });
};

/** What an answer says of a contact who is not written to any more. */
export const consentNeeded = {
  code: 'consent_needed',
  message:
    'nothing is sent until a consent of this number and person is recorded: ' +
    '`consent` in PATCH /contacts/{id}',
} as const;

/** Of these contacts those who are not written to, since a required consent is another's. */
export const withoutConsent = async (
  { desk, contacts }: { readonly desk: Pick<TripDesk, 'settings'>; readonly contacts: Found },
  agencyId: string,
  contactIds: readonly string[],
): Promise<readonly string[]> => {
  if (!(await requiresConsent(desk, agencyId))) return [];
  const found = await Promise.all(contactIds.map((id) => contacts.contact(agencyId, id)));
  return found.flatMap((one) => (one?.consent === null ? [one.contact.id] : []));
};
type Found = Pick<ContactDesk, 'contact'>;
