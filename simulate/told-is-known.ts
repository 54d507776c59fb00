import type { EffectRow, FlightRow } from '#shared/adapters/memory/rows.ts';
import type { FlightPhase } from '#shared/domain/flight.ts';
import { epoch, hour, type Instant, minute, plus } from '#shared/domain/instant.ts';
import type { Told } from '#shared/domain/message.ts';
import { inShadow, testFailed } from '#shared/domain/sending.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { RunEvidence } from './evidence.ts';
import { maxLatenessMinutes } from './queues.ts';
import type { World } from './world.ts';

/** A trip that was followed to its end, and what its traveller was told of its last flight. */
interface FollowedTrip {
  readonly key: string;
  readonly trip: Trip;
  readonly facts: NonNullable<FlightRow['facts']>;
  readonly history: FlightRow['history'];
  /**
   * The fact as the last message with it had it: first among all messages tried, then among those
   * sent. Either may match: of a failed message the agency knows, from the sent one the traveller.
   */
  readonly lastTold: <K extends keyof Told>(fact: K) => readonly (Told[K] | undefined)[];
  /** Whether a reason was recorded since then why one of these subjects was not told. */
  readonly hasReason: (since: Instant, subjects: ReadonlySet<string>) => boolean;
  /** Whether the trip took a turn in between that knew what was known at `fromMs`. */
  readonly tookTurn: (fromMs: number, untilMs: number) => boolean;
}

const phaseTypes = ['cancelled', 'reinstated', 'diverted', 'flight', 'trip'] as const;
const departureTypes = [
  'delayed',
  'departure_moved_earlier',
  'back_on_time',
  'trip_changed',
  '24h_reminder',
  'boarding',
] as const;
const phaseSubjects: ReadonlySet<string> = new Set(phaseTypes);
const departureSubjects: ReadonlySet<string> = new Set([...phaseTypes, ...departureTypes]);
const gateSubjects: ReadonlySet<string> = new Set([...departureSubjects, 'gate_change']);

/** A decision that explains a missing message; a task does not, it only tells the agency. */
const isSuppression = (decision: string): boolean =>
  decision === 'held' || decision === 'suppressed' || decision === 'dropped';

const senderOf = (world: World, agencyId: string): string =>
  world.agencies.find((agency) => agency.id === agencyId)?.sender ?? '';

const followedTrips = ({
  memory,
  bookedTripIds,
  world,
  observations,
  accepted,
}: RunEvidence): FollowedTrip[] => {
  const { inspect } = memory;
  const flights = new Map(inspect.flights().map((flight) => [flight.flightKey, flight]));
  // In the order of acceptance: workers' clocks differ by more than the time between messages.
  const acceptedMs = new Map(accepted.map((message) => [message.effectId, message.atMs]));
  const toldMs = (row: EffectRow): number =>
    acceptedMs.get(row.id) ?? epoch(row.sentAt ?? row.lastTriedAt ?? row.createdAt);
  return [...bookedTripIds].flatMap(([key, tripId]): FollowedTrip[] => {
    const trip = inspect.trips().find((t) => t.id === tripId);
    const flight = trip && flights.get(trip.flightKey);
    if (!trip || trip.status === 'withdrawn' || !flight?.facts) return [];
    // The opt-out itself is the reason why such a traveller is told nothing.
    if (observations.optedOutAt.has(`${senderOf(world, trip.agencyId)}|${trip.whatsapp}`))
      return [];
    // Who has no number is called; what a number was told before it was corrected is nobody's.
    if (trip.whatsapp === null) return [];
    const rows = inspect
      .effects()
      .filter((row) => row.tripId === tripId && row.to === trip.whatsapp);
    const triedRows = rows
      .filter(
        ({ status, reason }) =>
          status === 'SENT' || status === 'FAILED' || reason === inShadow || reason === testFailed,
      )
      .sort((a, b) => toldMs(a) - toldMs(b));
    const leg = Math.max(1, ...triedRows.map((row) => row.told.leg ?? 1));
    const toldRows = triedRows.filter((row) => row.told.leg === leg);
    const sentRows = toldRows.filter(({ status }) => status === 'SENT');
    return [
      {
        key,
        trip,
        facts: flight.facts,
        history: flight.history,
        lastTold: (fact) =>
          [toldRows, sentRows].map(
            (told) => told.findLast((row) => row.told[fact] !== undefined)?.told[fact],
          ),
        hasReason: (when, subjects) => {
          // Workers record their own clocks, which differ by less than a minute.
          const since = plus(when, -minute);
          return (
            inspect
              .decisions()
              .some(
                (d) =>
                  d.tripId === tripId &&
                  d.at >= since &&
                  subjects.has(d.subject) &&
                  isSuppression(d.decision),
              ) ||
            rows.some(
              (row) => row.status === 'DROPPED' && row.createdAt >= since && subjects.has(row.type),
            )
          );
        },
        tookTurn: (fromMs, untilMs) =>
          (observations.turnsOf.get(tripId) ?? []).some(
            (at) => at > fromMs + minute && at < untilMs,
          ),
      },
    ];
  });
};

const phaseIsKnown = (
  { watch, world }: RunEvidence,
  { key, facts, history, lastTold, hasReason }: FollowedTrip,
): void => {
  const [triedPhase = 'scheduled', sentPhase = 'scheduled'] = lastTold('phase');
  const previous = history.findLastIndex((h) => h.facts.phase !== facts.phase);
  const since = history[previous + 1]?.at ?? world.start;
  const isTold = (phase: FlightPhase, alternative: FlightPhase): boolean =>
    triedPhase === phase ||
    sentPhase === phase ||
    triedPhase === alternative ||
    hasReason(since, phaseSubjects);
  if (facts.phase === 'cancelled' && !isTold('cancelled', 'diverted'))
    watch.violate(
      'what is told is what is known',
      `trip ${key}: the flight is cancelled, told ${triedPhase}`,
    );
  if (facts.phase === 'diverted' && !isTold('diverted', 'cancelled'))
    watch.violate(
      'what is told is what is known',
      `trip ${key}: the flight was diverted, told ${triedPhase}`,
    );
};

/** When (epoch ms) the flight was first known to have left or to be cancelled; else infinity. */
const scheduleEndMs = (history: FollowedTrip['history']): number => {
  const next = history[history.findLastIndex((h) => h.facts.phase === 'scheduled') + 1];
  return next ? epoch(next.at) : Number.POSITIVE_INFINITY;
};

const departureIsKnown = (
  { watch, observations }: RunEvidence,
  { key, trip, history, lastTold, hasReason, tookTurn }: FollowedTrip,
): void => {
  const scheduled = history.findLast((h) => h.facts.phase === 'scheduled');
  if (!scheduled) return;
  const { departure: last, departureSince } = scheduled.facts;
  const knownAt =
    history.find(
      (h) => h.facts.phase === 'scheduled' && h.facts.departure === last && h.at >= departureSince,
    )?.at ?? scheduled.at;
  const knownMs = Math.max(epoch(knownAt), observations.editedAt.get(trip.id) ?? 0);
  // Any turn in this time knew the departure. Without one the news may still have been queued,
  // but not for longer than the queues' maximum.
  const untilMs = Math.min(epoch(last) - 2 * minute, scheduleEndMs(history) - minute);
  if (!tookTurn(knownMs, untilMs) && untilMs - knownMs < (maxLatenessMinutes + 60) * minute) return;
  const isWrong = (departure: Instant = trip.departure): boolean => {
    const differenceMs = epoch(last) - epoch(departure);
    return differenceMs >= 30 * minute || differenceMs <= -10 * minute;
  };
  // Of a flight that was found to have left, that time is told.
  const left = history.filter((h) => h.facts.phase !== 'scheduled').map((h) => h.facts.departure);
  const told = lastTold('departure');
  const isKnown = told.some((departure) => departure !== undefined && left.includes(departure));
  if (!isKnown && told.every(isWrong) && !hasReason(knownAt, departureSubjects))
    watch.violate(
      'what is told is what is known',
      `trip ${key}: leaves ${last}, told ${told[0] ?? trip.departure}`,
    );
};

/**
 * A gate that changes within `gate_alert_hours` before departure is told to a traveller who was
 * told another one, or was told at boarding that none was known.
 */
const gateIsKnown = (
  { watch }: RunEvidence,
  { key, history, lastTold, hasReason, tookTurn }: FollowedTrip,
): void => {
  const scheduled = history.filter((h) => h.facts.phase === 'scheduled');
  const gate = scheduled.at(-1)?.facts.gate ?? null;
  const since = scheduled[scheduled.findLastIndex((h) => h.facts.gate !== gate) + 1];
  const told = lastTold('gate');
  if (gate === null || !since || told.includes(gate) || told.includes(undefined)) return;
  const departureMs = epoch(since.facts.departure);
  const isInWindow = departureMs - epoch(since.at) < 3 * hour - 5 * minute;
  const untilMs = Math.min(departureMs - 10 * minute, scheduleEndMs(history) - minute);
  if (isInWindow && tookTurn(epoch(since.at), untilMs) && !hasReason(since.at, gateSubjects))
    watch.violate(
      'what is told is what is known',
      `trip ${key}: leaves from gate ${gate}, told ${told[0]}`,
    );
};

/** What was told last is what was known last, or a recorded reason says why not. */
export const whatIsToldIsKnown = (evidence: RunEvidence): void => {
  for (const trip of followedTrips(evidence)) {
    phaseIsKnown(evidence, trip);
    const [phase = 'scheduled'] = trip.lastTold('phase');
    if (phase !== 'scheduled' && phase !== 'landed') continue;
    // A follower hears of a delay from an hour on, a guide of those that the group was told.
    if (trip.trip.role === 'follower' || trip.trip.role === 'guide') continue;
    departureIsKnown(evidence, trip);
    gateIsKnown(evidence, trip);
  }
};
