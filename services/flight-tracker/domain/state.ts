import { z } from 'zod';
import { FlightFacts } from '#shared/domain/flight.ts';
import { Instant } from '#shared/domain/instant.ts';
import { Times } from './reading.ts';

/** What the tracker of one flight remembers between turns; no personal data. */
export const TrackerState = z.object({
  facts: FlightFacts.nullable(),
  times: Times.nullable().describe('The twelve times behind the facts.'),
  ident: z
    .string()
    .nullable()
    .describe(
      'The operating designator of the matched record, by which codeshares share their looks.',
    ),
  pendingCancellation: z
    .object({ since: Instant, pushed: z.boolean(), failedLooks: z.int() })
    .nullable()
    .describe(
      'The flight is said to be cancelled, and it is not believed yet, or its successor not looked for.',
    ),
  confirmAt: Instant.nullable().describe('When a reading is to be confirmed by another one.'),
  movedAt: Instant.nullable().describe('When something about the flight last moved.'),
  servedUntil: Instant.nullable().describe('Messages that wanted a look up to here have had it.'),
  lookedAt: Instant.nullable().describe('When the last answer that says something was made.'),
  failures: z.int().describe('Looks in a row that got no answer.'),
  retryAfterUntil: Instant.nullable()
    .default(null)
    .describe('AeroAPI has asked not to be called before then.'),
  notFound: z.int().describe('Looks in a row that did not find the flight.'),
  toldNotFound: z.boolean(),
  toldElsewhere: z
    .string()
    .nullable()
    .describe('The flight found elsewhere that the agency was told of.'),
  alertId: z.string().nullable(),
  alertTries: z.int(),
  nextCheckAt: Instant.nullable(),
});
export type TrackerState = z.infer<typeof TrackerState>;

/** A flight that nobody has asked about yet. */
export const unknownFlight: TrackerState = {
  facts: null,
  times: null,
  ident: null,
  pendingCancellation: null,
  confirmAt: null,
  movedAt: null,
  servedUntil: null,
  lookedAt: null,
  failures: 0,
  retryAfterUntil: null,
  notFound: 0,
  toldNotFound: false,
  toldElsewhere: null,
  alertId: null,
  alertTries: 0,
  nextCheckAt: null,
};
