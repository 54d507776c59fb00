import type { Trip } from '#shared/domain/trip.ts';
import type { ChangeTripResult } from './change-trip.ts';
import type { FieldProblem } from './domain/booking.ts';
import { Problem, pointer } from './problem.ts';
import { json } from './route.ts';

/** There is no trip of that id, or it is another agency's. */
export const noTrip = () => new Problem('not-found', 'There is no such trip.');

/** A booking, or what an edit would make of one, that is refused field by field. */
export const refused = (problems: readonly FieldProblem[]) =>
  new Problem('invalid-fields', 'The trip cannot be booked like this.', {
    errors: problems.map(({ field, code, message }) => ({
      pointer: pointer([field]),
      code,
      message,
    })),
  });

/** The trip would be the same as another one. */
export const duplicate = (tripId: string) =>
  new Problem('duplicate-trip', 'This passenger is already booked on this flight on this day.', {
    extra: { tripId },
  });

/** Somebody else was faster. */
export const editedMeanwhile = () =>
  new Problem('edited-meanwhile', 'Somebody else edited the trip in between.');

/** The header that says which revision of a trip this is. */
export const etag = (trip: Trip) => ({ etag: `"${trip.revision}"` });

/** What an edit of a trip can be refused for. */
export const editProblems = [
  'malformed-body',
  'not-found',
  'duplicate-trip',
  'trip-withdrawn',
  'edited-meanwhile',
  'body-too-large',
  'unsupported-media-type',
  'invalid-fields',
] as const;

/** The answer to whoever edited a trip. */
export const editedTrip = (result: ChangeTripResult): Response => {
  switch (result.kind) {
    case 'edited':
    case 'unchanged':
      return json({ ...result.trip, warnings: result.warnings }, 200, etag(result.trip));
    case 'refused':
      throw refused(result.problems);
    case 'duplicate':
      throw duplicate(result.tripId);
    case 'not-found':
      throw noTrip();
    case 'withdrawn':
      throw new Problem('trip-withdrawn', 'The trip was cancelled and cannot be edited.');
    case 'stale':
      throw editedMeanwhile();
  }
};
