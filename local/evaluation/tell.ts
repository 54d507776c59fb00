import { effectKey } from '#shared/domain/effect-key.ts';
import { type Instant, minute, plus } from '#shared/domain/instant.ts';
import type { MessageType, Told } from '#shared/domain/message.ts';
import type { TaskKind } from '#shared/domain/task.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { EvaluatedTold } from './context.ts';
import { commitTurn } from './fill-world.ts';
import { defaultDuration } from './flight-record.ts';
import { ownAgency, type World } from './world.ts';

/** How long before the first text the traveller was told, where the file does not say. */
const defaultLead = 40 * minute;
/** Of a delay that the file gives no length. */
const defaultDelayMinutes = 150;

/** The departure that a delay was told with. */
const delayedTo = (
  told: EvaluatedTold,
  trip: Pick<Trip, 'departure'>,
  flight: Readonly<Record<string, unknown>>,
): Instant => {
  const estimated = flight['estimated_out'];
  if (told.departure !== null) return told.departure;
  if (told.delayMinutes === null && typeof estimated === 'string') return estimated;
  return plus(trip.departure, (told.delayMinutes ?? defaultDelayMinutes) * minute);
};

/** The AeroAPI fields that agree with what was told; those of the file go over them. */
export const flightAsTold = (
  all: readonly EvaluatedTold[],
  trip: Pick<Trip, 'departure'>,
  flight: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> => {
  const fieldsOf = (told: EvaluatedTold): Readonly<Record<string, unknown>> => {
    switch (told.kind) {
      case 'cancelled':
        return { cancelled: true, status: 'Cancelled' };
      case 'delayed': {
        const departure = delayedTo(told, trip, flight);
        return {
          estimated_out: departure,
          estimated_off: plus(departure, 15 * minute),
          estimated_in: plus(departure, defaultDuration),
          estimated_on: plus(departure, defaultDuration - 8 * minute),
        };
      }
      case 'diverted':
        return {
          diverted: true,
          status: 'Diverted',
          actual_out: trip.departure,
          actual_off: plus(trip.departure, 15 * minute),
        };
      case 'missed':
        return {};
    }
  };
  return Object.assign({}, ...all.map(fieldsOf), flight);
};

interface ToldMessage {
  readonly type: MessageType;
  readonly told: Told;
  readonly text: string;
  /** What the agency was told in the same commit. */
  readonly task: TaskKind | null;
}

const messageOf = (
  told: EvaluatedTold,
  trip: Trip,
  flight: Readonly<Record<string, unknown>>,
  next: Trip | undefined,
): ToldMessage => {
  const leg = trip.revision;
  const name = `${trip.flightNumber} ${trip.originIata} → ${trip.destinationIata}`;
  switch (told.kind) {
    case 'cancelled':
      return {
        type: 'cancelled',
        told: { leg, phase: 'cancelled' },
        text: `❌ ${name}`,
        task: 'cancelled',
      };
    case 'diverted':
      return {
        type: 'diverted',
        told: { leg, phase: 'diverted' },
        text: `↪️ ${name}`,
        task: 'diverted',
      };
    case 'missed':
      return {
        type: 'connection_missed',
        told: {
          leg,
          connection: { status: 'missed', to: next?.flightKey ?? trip.flightKey },
          ...(next && { legs: { [next.id]: { leg: next.revision, departure: next.departure } } }),
        },
        text: `⚠️ ${name}`,
        task: 'connection_missed',
      };
    case 'delayed': {
      const departure = delayedTo(told, trip, flight);
      const isLong = departure >= plus(trip.departure, 120 * minute);
      return {
        type: 'delayed',
        told: { leg, departure, delay: true },
        text: `⏰ ${name}: ${departure}`,
        task: isLong ? 'long_delay' : null,
      };
    }
  }
};

/**
 * What the traveller was told, as the agent of notifications would have written and sent it;
 * `firstTextAt`: when they write first, before which they were told.
 */
export const tell = async (
  world: World,
  trip: Trip,
  all: readonly EvaluatedTold[],
  {
    flight,
    next,
    firstTextAt,
  }: {
    readonly flight: Readonly<Record<string, unknown>>;
    readonly next: Trip | undefined;
    readonly firstTextAt: Instant;
  },
): Promise<void> => {
  for (const [index, told] of all.entries()) {
    const lead = told.minutesAgo === null ? defaultLead : told.minutesAgo * minute;
    const at = told.at ?? plus(firstTextAt, -lead);
    const { task, ...message } = messageOf(told, trip, flight, next);
    const result = await commitTurn(world, trip, trip.agencyId, {
      agent: 'notifications',
      actorId: `${trip.id}:${index}`,
      now: at,
      effects: [
        {
          key: effectKey(trip.id, message.type, index + 1, message.text),
          tripId: trip.id,
          type: message.type,
          episode: index + 1,
          from: ownAgency.sender,
          to: trip.whatsapp ?? '',
          content: { kind: 'text', text: message.text },
          told: message.told,
          critical: told.kind !== 'delayed',
          dueAt: at,
          expiresAt: null,
          evenIfOptedOut: false,
        },
      ],
      tasks:
        task === null
          ? []
          : [{ op: 'open', kind: task, tripId: trip.id, reason: message.type, facts: {} }],
    });
    if (result.kind !== 'committed') continue;
    await world.store.settle({
      agencyId: trip.agencyId,
      now: at,
      settlements: result.claimed.map(({ id, fence }) => ({
        id,
        fence,
        at,
        kind: 'sent',
        providerId: `SMtold${index}${id}`,
      })),
    });
  }
};
