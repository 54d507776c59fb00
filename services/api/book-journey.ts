import { createHash } from 'node:crypto';
import type { Instant } from '#shared/domain/instant.ts';
import type { Journey } from '#shared/domain/journey.ts';
import type { JourneyDesk, NewJourney } from '#shared/ports/journey-desk.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import { type Booker, consentReader } from './consent.ts';
import { normaliseJourney } from './domain/journey-booking.ts';
import { journeyDifference } from './domain/journey-difference.ts';
import type { NewJourneyInput } from './domain/journey-input.ts';
import type { JourneyIssue } from './domain/journey-issue.ts';

/** The outcome of booking a journey; nothing is written unless it is `booked`. */
export type BookJourneyOutcome =
  | {
      readonly kind: 'booked' | 'same';
      readonly journey: Journey;
      readonly warnings: readonly JourneyIssue[];
    }
  | { readonly kind: 'refused'; readonly problems: readonly JourneyIssue[] }
  | {
      readonly kind: 'differs';
      readonly journeyId: string;
      readonly difference: readonly JourneyIssue[];
    }
  | {
      readonly kind: 'duplicate';
      readonly tripId: string;
      readonly problems: readonly JourneyIssue[];
    };

/** The same for the same content, whenever and by whom it is said; consents have a time. */
const digestOf = ({ contacts, ...journey }: NewJourney): string =>
  createHash('sha256')
    .update(
      JSON.stringify({ ...journey, contacts: contacts.map(({ consent: _, ...rest }) => rest) }),
    )
    .digest('hex');

/**
 * Books a journey, whole or not at all. The same key or reference with the same content is the
 * same journey.
 * @throws BauhausError when the database does not answer.
 */
export const bookJourney = async (
  desk: Pick<JourneyDesk, 'bookJourney'> & Pick<TripDesk, 'settings'>,
  booker: Booker,
  input: NewJourneyInput,
  options: {
    readonly now: Instant;
    readonly idempotencyKey: string | null;
    /** See `BookJourneyRequest`. */
    readonly confirmFrom?: Instant;
  },
): Promise<BookJourneyOutcome> => {
  const { now, idempotencyKey, confirmFrom } = options;
  const { agencyId } = booker;
  const result = normaliseJourney(input, {
    now,
    by: booker.name,
    consentOf: await consentReader(desk, booker, now),
  });
  if (!result.ok) return { kind: 'refused', problems: result.problems };
  const { journey, warnings } = result;
  const outcome = await desk.bookJourney({
    ...journey,
    agencyId,
    idempotencyKey,
    bookedAs: digestOf(journey),
    notify: input.notify,
    ...(confirmFrom !== undefined && { confirmFrom }),
    now,
  });
  switch (outcome.kind) {
    case 'booked':
    case 'same':
      return { kind: outcome.kind, journey: outcome.journey, warnings };
    case 'duplicate':
      return {
        kind: 'duplicate',
        tripId: outcome.tripId,
        problems: [
          {
            path: ['legs', outcome.leg],
            code: 'duplicate_trip',
            message: `is booked already for contact ${outcome.contact + 1}`,
          },
        ],
      };
    case 'key-differs':
    case 'reference-differs': {
      const difference = journeyDifference(outcome.journey, journey);
      return difference.length === 0
        ? { kind: 'same', journey: outcome.journey, warnings }
        : { kind: 'differs', journeyId: outcome.journey.id, difference };
    }
  }
};
