import { between, hour, type Instant, minute } from '#shared/domain/instant.ts';
import type { LedgerEntry } from '#shared/domain/message.ts';
import type {
  CompleteTripContext,
  ConversationContext,
  TripContext,
} from '#shared/ports/turn-contexts.ts';
import { knownOf } from './flight-answer.ts';
import { placesOfTrip } from './places-of-trip.ts';
import type { ConciergeState } from './state.ts';
import { disruptionOf, type Phase, type Situation, type Told } from './understanding/situation.ts';

/** For so long after the landing somebody has just landed. */
const justLandedForMs = 3 * hour;

/** Where somebody is in their trip, by the facts of its flight. */
const phaseOf = (context: TripContext, now: Instant): Phase => {
  const { phase, landedAt } = knownOf(context);
  if (phase === 'departed' || (phase === 'diverted' && landedAt === null)) return 'in_the_air';
  if (phase !== 'landed') return now < knownOf(context).departure ? 'before' : 'after';
  return landedAt !== null && between(landedAt, now) < justLandedForMs ? 'just_landed' : 'after';
};

const toldBy = (
  { type, status, told, sentAt, createdAt }: LedgerEntry,
  scheduled: Instant,
): readonly Told[] => {
  if (status !== 'SENT' && status !== 'UNKNOWN') return [];
  const at = sentAt ?? createdAt;
  switch (type) {
    case 'cancelled':
    case 'diverted':
      return [{ kind: type, at }];
    case 'connection_missed':
      return [{ kind: 'missed', at }];
    case 'delayed':
    case '24h_reminder':
      return told.departure === undefined
        ? []
        : [
            {
              kind: 'delayed',
              at,
              delayMinutes: Math.round(between(scheduled, told.departure) / minute),
            },
          ];
    default:
      return [];
  }
};

/** Messages after which what was told before no longer upsets the trip. */
const calms: ReadonlySet<string> = new Set(['reinstated', 'back_on_time', 'connection_restored']);

/** What was told of trouble since it was last told that all is well again. */
export const toldOf = (context: TripContext): readonly Told[] => {
  const { ledger } = context;
  const { scheduled } = knownOf(context);
  const calmAt = ledger.findLastIndex(
    ({ type, status }) => calms.has(type) && (status === 'SENT' || status === 'UNKNOWN'),
  );
  return ledger.slice(calmAt + 1).flatMap((entry) => toldBy(entry, scheduled));
};

/**
 * All that may change what a message means.
 * @param known of the trip that it is about, where that is known, and what was told of others.
 */
export const situationOf = (
  conversation: Pick<ConversationContext, 'trips' | 'optedOut' | 'withdrawn'>,
  state: ConciergeState,
  spoken: Situation['language'],
  {
    context,
    told,
  }: { readonly context: CompleteTripContext | null; readonly told: readonly Told[] },
  now: Instant,
): Situation => {
  const { trips, optedOut, withdrawn } = conversation;
  return {
    language: spoken,
    own: {
      flightNumbers: trips.map(({ flightNumber }) => flightNumber),
      places: context
        ? placesOfTrip(context).map(({ name }) => name)
        : trips.flatMap(({ stay }) => stay ?? []),
      passengers: trips.flatMap(({ passengers }) => passengers.map(({ name }) => name)),
    },
    disruption: context ? disruptionOf([...told, ...toldOf(context)], now) : null,
    phase: context ? phaseOf(context, now) : 'before',
    withdrawn: trips.length === 0 && withdrawn.length > 0,
    optedOut,
    last: state.last,
  };
};
