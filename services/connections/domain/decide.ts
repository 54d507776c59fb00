import type { Announced, Decision, Turn } from '#shared/actor/agent.ts';
import {
  type ConnectionReading,
  type ConnectionStatus,
  connectionAfter,
  isNear,
  readConnection,
  urgentFrom,
  watchedFrom,
  watchedStatus,
} from '#shared/domain/connection.ts';
import { earliest, type Instant, minute } from '#shared/domain/instant.ts';
import { effectiveSettings, type Settings } from '#shared/domain/settings.ts';
import type { TaskKind } from '#shared/domain/task.ts';
import { isOfPassengers } from '#shared/domain/trip.ts';
import type { Reason, TaskCommand } from '#shared/ports/turn-commands.ts';
import type { JourneyContext, JourneyLeg } from '#shared/ports/turn-contexts.ts';
import type { ConnectionsState, Known } from './state.ts';

/** A turn of this agent. */
export type ConnectionsTurn = Turn<'connections', ConnectionsState>;
/** What a turn of this agent comes to. */
export type ConnectionsDecision = Decision<'connections', ConnectionsState>;

/** Two legs of one contact, and how the change between them stands. */
interface Connection {
  readonly first: JourneyLeg;
  readonly second: JourneyLeg;
  readonly reading: ConnectionReading;
}

/** The connections of a journey, of all who travel or answer for somebody who does. */
const connectionsOf = (
  { legs }: JourneyContext,
  preferences: Settings['notification_preferences'],
): readonly Connection[] => {
  const travelled = legs.filter(({ role }) => isOfPassengers(role));
  return [...Map.groupBy(travelled, ({ contactId }) => contactId).values()].flatMap((ofContact) =>
    ofContact.flatMap((first): readonly Connection[] => {
      const second = connectionAfter(first, ofContact);
      const reading = second && readConnection(first, second, preferences);
      return second && reading ? [{ first, second, reading }] : [];
    }),
  );
};

const troubleOf = (
  { first, second, reading }: Connection,
  status: ConnectionStatus,
  now: Instant,
): Known['trouble'] => {
  if (status === 'missed') return 'missed';
  const isOver = second.flight?.phase === 'departed' || second.flight?.phase === 'landed';
  if (isOver) return null;
  if (status === 'at_risk') return isNear(first, now) ? 'at_risk_now' : 'at_risk';
  return reading.isTightAsBooked ? 'tight_as_booked' : null;
};

const kindOf = (trouble: Known['trouble']): TaskKind | null =>
  trouble === null ? null : trouble === 'missed' ? 'connection_missed' : 'connection_at_risk';

const minutes = (ms: number): number => Math.round(ms / minute);

/**
 * The task that says the trouble; none where somebody has closed it and it only became urgent.
 * `known`: what was said of this connection, to this flight.
 */
const tasksOf = (
  { first, second, reading }: Connection,
  trouble: Known['trouble'],
  known: Known | undefined,
  open: JourneyContext['tasks'],
): readonly TaskCommand[] => {
  const before = known?.trouble ?? null;
  if (known !== undefined && trouble === before) return [];
  const { tripId } = first;
  const kind = kindOf(trouble);
  const isOpen = (wanted: TaskKind): boolean =>
    open.some((task) => task.tripId === tripId && task.kind === wanted);
  const closed = (['connection_at_risk', 'connection_missed'] as const)
    .filter((other) => other !== kind && isOpen(other))
    .map(
      (other): TaskCommand => ({
        op: 'close',
        kind: other,
        tripId,
        reason: kind === null ? 'connection_possible' : 'connection_changed',
      }),
    );
  const isClosedByHand =
    kind !== null && kindOf(before) === kind && before !== 'tight_as_booked' && !isOpen(kind);
  if (kind === null || trouble === null || isClosedByHand) return closed;
  return [
    ...closed,
    {
      op: 'open',
      kind,
      tripId,
      reason: trouble === 'at_risk_now' ? 'at_risk' : trouble,
      facts: {
        isNear: trouble === 'at_risk_now',
        from: first.flightNumber,
        to: second.flightNumber,
        arrival: reading.arrival,
        departure: reading.departure,
        marginMinutes: minutes(reading.marginMs),
        minimumMinutes: minutes(reading.minimumMs),
      },
    },
  ];
};

type Word = 'ConnectionAtRisk' | 'ConnectionMissed' | 'ConnectionRestored';

/** What there is to announce; null: nothing. */
const wordOf = (before: ConnectionStatus, status: ConnectionStatus): Word | null => {
  if (status === before) return null;
  if (status === 'missed') return 'ConnectionMissed';
  return status === 'at_risk' && before === 'possible' ? 'ConnectionAtRisk' : 'ConnectionRestored';
};

const announcement = (
  journey: JourneyContext,
  { first, second, reading }: Connection,
  type: Word,
): Announced<Word> => ({
  type,
  agencyId: journey.agencyId,
  tripId: first.tripId,
  data: {
    journeyId: journey.id,
    from: first.flightKey,
    to: second.flightKey,
    arrival: reading.arrival,
    departure: reading.departure,
    marginMinutes: minutes(reading.marginMs),
    minimumMinutes: minutes(reading.minimumMs),
  },
});

/** When the journey is to be looked at again whatever its flights do. */
const nextCheck = (
  connections: readonly (Connection & { readonly status: ConnectionStatus })[],
  now: Instant,
): Instant | null =>
  earliest(
    ...connections
      .flatMap(({ first, status }) => [
        watchedFrom(first),
        ...(status === 'at_risk' ? [urgentFrom(first)] : []),
      ])
      .filter((at) => at > now),
  );

/** Connections that are none any more: cancelled, diverted, withdrawn, edited. */
const endedTasks = (
  state: ConnectionsState,
  current: ReadonlySet<string>,
  open: JourneyContext['tasks'],
): readonly TaskCommand[] =>
  Object.keys(state.connections)
    .filter((tripId) => !current.has(tripId))
    .flatMap((tripId) =>
      open
        .filter(
          (task) =>
            task.tripId === tripId &&
            (task.kind === 'connection_at_risk' || task.kind === 'connection_missed'),
        )
        .map(({ kind }): TaskCommand => ({ op: 'close', kind, tripId, reason: 'no_connection' })),
    );

/**
 * How the connections of a journey stand, and what there is to say of it. Whatever event woke the
 * agent, the whole is decided again, so the order and the repetition of events change nothing.
 */
export const decide = ({ state, journey, now }: ConnectionsTurn): ConnectionsDecision => {
  if (journey === null) return { state };
  const { notification_preferences: preferences } = effectiveSettings(journey.settings);
  const seen = connectionsOf(journey, preferences).map((connection) => {
    const stored = state.connections[connection.first.tripId];
    const known = stored?.to === connection.second.flightKey ? stored : undefined;
    const { first, reading } = connection;
    const status = watchedStatus(first, reading, known?.status ?? 'possible', now);
    return { ...connection, known, status, trouble: troubleOf(connection, status, now) };
  });
  const events = seen.flatMap((connection) => {
    const word = wordOf(connection.known?.status ?? 'possible', connection.status);
    return word === null ? [] : [announcement(journey, connection, word)];
  });
  const tasks = [
    ...seen.flatMap((connection) =>
      tasksOf(connection, connection.trouble, connection.known, journey.tasks),
    ),
    ...endedTasks(state, new Set(seen.map(({ first }) => first.tripId)), journey.tasks),
  ];
  const checkAt = nextCheck(seen, now);
  return {
    state: {
      connections: Object.fromEntries(
        seen.map(({ first, second, status, trouble }): [string, Known] => [
          first.tripId,
          { to: second.flightKey, status, trouble },
        ]),
      ),
      checkAt,
    },
    events,
    timers: checkAt === state.checkAt ? [] : [{ kind: 'ConnectionCheckDue', due: checkAt }],
    tasks,
    reasons: seen.flatMap(({ first, known, status, reading }): readonly Reason[] =>
      status === (known?.status ?? 'possible')
        ? []
        : [
            {
              tripId: first.tripId,
              decision: 'noted',
              subject: 'connection',
              rule: status === 'possible' ? 'possible_again' : status,
              detail: {
                marginMinutes: minutes(reading.marginMs),
                minimumMinutes: minutes(reading.minimumMs),
              },
            },
          ],
    ),
  };
};
