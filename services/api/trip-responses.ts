import type { Trip } from '#shared/domain/trip.ts';
import type { ChangeTripResult } from './change-trip.ts';
import type { FieldProblem } from './domain/booking.ts';
import { Problem, pointer } from './problem.ts';
import { json } from './route.ts';
import { tripView } from './views.ts';

/** 404: the trip does not exist or is another agency's. */
export const noTrip = () => new Problem('not-found', 'There is no such trip.');

/** 422: the booking, or the trip after an edit, has fields that cannot be accepted. */
export const invalidTrip = (problems: readonly FieldProblem[]) =>
  new Problem('invalid-fields', 'The trip cannot be booked like this.', {
    errors: problems.map(({ field, within, code, message }) => ({
      pointer: pointer(within === undefined ? [field] : [field, within]),
      code,
      message,
    })),
  });

/** 409: another trip has the same passenger, phone, flight and local date. */
export const duplicateTrip = (tripId: string) =>
  new Problem('duplicate-trip', 'This passenger is already booked on this flight on this day.', {
    extra: { tripId },
  });

/** 412: somebody else edited the trip first. */
export const editedMeanwhile = (now?: {
  readonly revision: number;
  readonly differs: readonly string[];
}) =>
  new Problem('edited-meanwhile', 'Somebody else edited it in between.', {
    ...(now && {
      errors: now.differs.map((name) => ({
        pointer: pointer([name]),
        code: 'differs',
        message: 'is another now than what was asked for',
      })),
      extra: { revision: now.revision },
    }),
  });

/** 409: a withdrawn trip takes no edits. */
export const tripWithdrawn = () =>
  new Problem('trip-withdrawn', 'The trip was cancelled and cannot be edited.');

/** The `ETag` header of a trip: its revision. */
export const etag = (trip: Trip) => ({ etag: `"${trip.revision}"` });

/** The problems that an edit of a trip may answer. */
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

/**
 * The response to an edit of a trip.
 * @throws Problem when the edit was refused
 */
export const editResponse = (result: ChangeTripResult): Response => {
  switch (result.kind) {
    case 'edited':
    case 'unchanged':
      return json({ ...tripView(result.trip), warnings: result.warnings }, 200, etag(result.trip));
    case 'refused':
      throw invalidTrip(result.problems);
    case 'duplicate':
      throw duplicateTrip(result.tripId);
    case 'not-found':
      throw noTrip();
    case 'withdrawn':
      throw tripWithdrawn();
    case 'stale':
      throw editedMeanwhile();
  }
};
