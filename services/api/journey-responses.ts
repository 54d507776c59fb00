import type { Journey } from '#shared/domain/journey.ts';
import type { ChangeJourneyResult } from './change-journey.ts';
import type { JourneyIssue } from './domain/journey-issue.ts';
import { Problem, pointer } from './problem.ts';
import { json } from './route.ts';
import { duplicateTrip, editedMeanwhile } from './trip-responses.ts';
import { journeyView } from './views.ts';

/** 404: the journey does not exist or is another agency's. */
export const noJourney = () => new Problem('not-found', 'There is no such journey.');

/** The `ETag` header of a journey: its revision. */
export const journeyEtag = ({ revision }: Pick<Journey, 'revision'>) => ({
  etag: `"${revision}"`,
});

/** A problem or warning with its place as a JSON pointer. */
export const placed = ({ path, code, message }: JourneyIssue) => ({
  pointer: pointer(path),
  code,
  message,
});

/** The problems that a change of a part of a journey may answer. */
export const journeyChangeProblems = [
  'invalid-request',
  'malformed-body',
  'not-found',
  'duplicate-trip',
  'trip-withdrawn',
  'edited-meanwhile',
  'body-too-large',
  'unsupported-media-type',
  'invalid-fields',
  'over-ceiling',
] as const;

/**
 * The response to a change of a journey.
 * @throws Problem when the change was refused
 */
export const journeyChangeResponse = (
  result: ChangeJourneyResult,
  status: 200 | 201 = 200,
): Response => {
  switch (result.kind) {
    case 'edited':
    case 'unchanged': {
      const { journey, warnings } = result;
      return json(
        { ...journeyView(journey), warnings: warnings.map(placed) },
        result.kind === 'unchanged' ? 200 : status,
        { location: `/journeys/${journey.id}`, ...journeyEtag(journey) },
      );
    }
    case 'refused':
      throw new Problem('invalid-fields', 'The journey cannot be like this.', {
        errors: result.problems.map(placed),
      });
    case 'duplicate':
      throw duplicateTrip(result.tripId);
    case 'withdrawn':
      throw new Problem('trip-withdrawn', 'The journey was withdrawn.');
    case 'not-found':
      throw new Problem('not-found', 'There is no such journey, or no such part of it.');
    case 'stale':
      throw editedMeanwhile(result);
  }
};
