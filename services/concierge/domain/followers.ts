import type { Trip } from '#shared/domain/trip.ts';
import { withJourneyFields } from '#shared/domain/trip-fields.ts';
import type { CompleteTripContext } from '#shared/ports/turn-contexts.ts';

/** Whether somebody only follows the trip of others. */
export const isFollowed = ({ role }: Pick<Trip, 'role'>): boolean => role === 'follower';

/** Whether somebody has no trip but those that they follow. */
export const isOnlyFollowing = (trips: readonly Trip[]): boolean =>
  trips.length > 0 && trips.every(isFollowed);

/** What the journey says of a trip that the trip does not say itself. */
const withJourney = (context: CompleteTripContext): CompleteTripContext => ({
  ...context,
  trip: {
    ...context.trip,
    metadata: withJourneyFields(context.trip.metadata, context.journeyMetadata),
  },
});

/**
 * What a conversation may know of a trip: of one that is followed nothing but the flight, so that
 * no answer, link or model can give away the documents, plans and lodging of others (PEOPLE §1).
 */
export const forReader = (context: CompleteTripContext): CompleteTripContext =>
  isFollowed(context.trip)
    ? {
        ...context,
        trip: {
          ...context.trip,
          stay: null,
          returnDate: null,
          clientDescription: null,
          metadata: {},
        },
        documents: [],
        journeyMetadata: {},
        stays: { ...context.stays, trips: [], plans: [], itineraries: [] },
      }
    : withJourney(context);
