import { isDomestic } from '#shared/domain/domestic.ts';
import { type FlightFacts, freshMs } from '#shared/domain/flight.ts';
import { between, type Instant } from '#shared/domain/instant.ts';
import type { LedgerEntry, MessageType } from '#shared/domain/message.ts';
import type { Settings } from '#shared/domain/settings.ts';
import type { TripContext } from '#shared/ports/turn-contexts.ts';
import type { Baseline } from '../baseline.ts';
import { isDecided } from '../ledger.ts';
import { isToPhone } from '../phone.ts';
import type { NotificationsState } from '../state.ts';

/** Everything that the rules of the plan look at: one trip at one instant. */
export interface View {
  /** Its trip and what was told are read with the zones of the matched record, if there is one. */
  readonly context: TripContext;
  /** The zone of the origin by the airport table, with which the booking was read. */
  readonly ticketZone: string;
  /** The agency's; who is awake has no quiet hours. */
  readonly settings: Settings;
  /** In quiet hours, but the traveller has written lately (RULES §4). */
  readonly isAwakeAtNight: boolean;
  readonly state: NotificationsState;
  readonly told: Baseline;
  readonly now: Instant;
  /** The schedule that delays are counted from: the first one that was matched. */
  readonly scheduled: Instant;
}

/** How long before departure the traveller gets up: later for a flight within one country. */
export const gettingUpHours = ({ context: { trip }, settings }: View): number => {
  const { domestic, international } = settings.notification_preferences.getting_up_hours;
  return isDomestic(trip.originIata, trip.destinationIata) ? domestic : international;
};

/** The agency has taken the trip back, whether or not its event has come yet. */
export const isWithdrawn = ({ state, context }: View): boolean =>
  state.withdrawn !== null || context.trip.status === 'withdrawn';

/** The traveller knows of a cancellation or a diversion. */
export const isDisruptionTold = ({ told }: View): boolean =>
  told.phase === 'cancelled' || told.phase === 'diverted';

/** The flight is still to depart, and the traveller was told nothing else. */
export const isFlightAhead = (view: View): boolean =>
  !isDisruptionTold(view) && (view.state.facts?.phase ?? 'scheduled') === 'scheduled';

/** The best known departure. */
export const departureOf = ({ state, told }: View): Instant =>
  state.facts?.departure ?? told.departure;

/** One-off messages that a corrected number does not get again (RULES §5). */
const onceForAllNumbers: ReadonlySet<MessageType> = new Set([
  '24h_reminder',
  'departed',
  'landing',
  'itinerary_ready',
]);

/** The messages of a type that are done with, of all legs; see `isDecided`. */
export const decidedMessages = (
  { context, settings, state }: View,
  type: MessageType,
): readonly LedgerEntry[] =>
  context.ledger.filter(
    (entry) =>
      entry.type === type &&
      (onceForAllNumbers.has(type) || isToPhone(entry, context.trip.whatsapp, state)) &&
      isDecided(entry, settings.retry_limits.attempts),
  );

/** How long a timed message waits for the tracker's look at its instant, and the look after it. */
export const lookGraceMs = 90_000;

/** Whether facts were too old to go by at an instant (RULES §2). */
export const isStaleAt = (facts: FlightFacts, at: Instant): boolean =>
  between(facts.observedAt, at) > freshMs;
