import { z } from 'zod';
import { FlightElsewhere, FlightFacts, FlightPhase } from '#shared/domain/flight.ts';
import { Instant } from '#shared/domain/instant.ts';
import { LandingRead } from './landing.ts';
import { Times } from './reading.ts';

/** One look read it cancelled: believed once a second one, a minute later, reads so too. */
const CancellationRead = z.object({
  kind: z.literal('cancellation-read'),
  since: Instant,
  confirmAt: Instant.nullable().describe(
    'When the second look is to be made; null: none is planned.',
  ),
});

/** A push said it is cancelled: told once a successor was looked for, unless looks read it live. */
const CancellationPushed = z.object({
  kind: z.literal('cancellation-pushed'),
  since: Instant,
  failedLooks: z.int().describe('Looks since that brought no record.'),
  confirmAt: Instant.nullable().describe('When to look again; null: with the next look.'),
});

/** It reads as leaving earlier than before: told at once, and read once more. */
const EarlierDeparture = z.object({ kind: z.literal('earlier-departure'), confirmAt: Instant });

const Doubt = z.discriminatedUnion('kind', [
  CancellationRead,
  CancellationPushed,
  EarlierDeparture,
  LandingRead,
]);

/** A cancellation that is not believed yet, or whose successor was not looked for. */
export type CancellationDoubt = z.infer<typeof CancellationRead | typeof CancellationPushed>;

/** The push alert on a flight at AeroAPI; `refusals`: how often in a row it was not created. */
const Alert = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('none'), refusals: z.int() }),
  z.object({ kind: z.literal('requested'), refusals: z.int() }),
  z.object({ kind: z.literal('created'), id: z.string() }),
  z.object({ kind: z.literal('removing') }),
]);

/** What is remembered of every flight, whatever is known of it. */
const ofEveryFlight = {
  watch: z
    .object({
      servedUntil: Instant.describe('Messages that wanted a look up to here have had it.'),
      nextCheckAt: Instant.nullable().describe('Null: nothing more is to be learned.'),
    })
    .nullable()
    .describe('Null: nobody follows it.'),
  lookedAt: Instant.nullable().describe('When the last answer that says something was made.'),
  failures: z.int().describe('Looks in a row that got no answer.'),
  retryAfterUntil: Instant.nullable().describe('AeroAPI has asked not to be called before then.'),
  notFound: z.int().describe('Looks in a row that did not find the flight.'),
};

/** What is remembered of a flight whose record was found; it stays so where later looks miss it. */
const ofMatchedFlight = {
  ...ofEveryFlight,
  times: Times.describe('The twelve times behind the facts.'),
  ident: z
    .string()
    .describe('The operating designator of the record, by which codeshares share their looks.'),
  movedAt: Instant.nullable().describe('When something about the flight last moved.'),
  toldAbsent: z
    .object({ found: z.null() })
    .nullable()
    .describe('Its followers were told that it is no longer there.'),
  belt: z
    .object({ seenAt: Instant, looks: z.int() })
    .nullable()
    .default(null)
    .describe('When it was first read as landed, and how often the belt was looked for since.'),
  alert: Alert,
};
const matchedFacts = FlightFacts.extend({ faFlightId: z.string() });

const UnmatchedFlight = z.object({
  kind: z.literal('unmatched'),
  ...ofEveryFlight,
  facts: z.null(),
  toldAbsent: z
    .object({ found: FlightElsewhere.nullable() })
    .nullable()
    .describe('Its followers were told that it is not there, or where one like it is.'),
  doubt: CancellationRead.nullable(),
});

const LiveFlight = z.object({
  kind: z.literal('live'),
  ...ofMatchedFlight,
  facts: matchedFacts.extend({ phase: FlightPhase.exclude(['cancelled']) }),
  doubt: Doubt.nullable(),
});

const CancelledFlight = z.object({
  kind: z.literal('cancelled'),
  ...ofMatchedFlight,
  facts: matchedFacts.extend({ phase: FlightPhase.extract(['cancelled']) }),
  doubt: z.null(),
});

/**
 * What the tracker of one flight remembers between turns; no personal data. `unmatched`: no record
 * of it was found yet. `live`: there is one, from its schedule until it is down. `cancelled`: that
 * is believed and told, so nothing about it is in doubt.
 */
export const TrackerState = z.discriminatedUnion('kind', [
  UnmatchedFlight,
  LiveFlight,
  CancelledFlight,
]);
export type TrackerState = z.infer<typeof TrackerState>;
export type LiveFlight = z.infer<typeof LiveFlight>;
export type CancelledFlight = z.infer<typeof CancelledFlight>;
/** A flight whose record was found. */
export type MatchedFlight = LiveFlight | CancelledFlight;

/** A flight that nobody has asked about yet. */
export const unknownFlight: TrackerState = {
  kind: 'unmatched',
  facts: null,
  watch: null,
  lookedAt: null,
  failures: 0,
  retryAfterUntil: null,
  notFound: 0,
  toldAbsent: null,
  doubt: null,
};

/** The push alert on the flight, while there is one. */
export const alertIdOf = (state: TrackerState): string | null =>
  state.kind !== 'unmatched' && state.alert.kind === 'created' ? state.alert.id : null;

/** Whether another look is planned. */
export const isWatched = ({ watch }: TrackerState): boolean =>
  watch !== null && watch.nextCheckAt !== null;

/** The cancellation that is in doubt, if one is. */
export const cancellationDoubtOf = ({ doubt }: TrackerState): CancellationDoubt | null =>
  doubt?.kind === 'cancellation-read' || doubt?.kind === 'cancellation-pushed' ? doubt : null;

/** The landing that is in doubt, if one is. */
export const landingDoubtOf = ({ doubt }: TrackerState): LandingRead | null =>
  doubt?.kind === 'landing-read' ? doubt : null;

/** The same with no look planned that would confirm something; a cancellation stays in doubt. */
export const withoutConfirmation = (state: TrackerState): TrackerState => {
  switch (state.kind) {
    case 'unmatched':
      return { ...state, doubt: state.doubt && { ...state.doubt, confirmAt: null } };
    case 'live': {
      const { doubt } = state;
      return doubt === null || doubt.kind === 'earlier-departure'
        ? { ...state, doubt: null }
        : { ...state, doubt: { ...doubt, confirmAt: null } };
    }
    case 'cancelled':
      return state;
  }
};
