import { zonesOf } from '#shared/domain/flight.ts';
import { type Instant, plus, second } from '#shared/domain/instant.ts';
import type { LedgerEntry, MessageContent } from '#shared/domain/message.ts';
import type { EventFor } from '#shared/events/catalogue.ts';
import type { ReplayedMessage, ReplayedTrip, ReplayTrips } from '#shared/ports/settings-replay.ts';
import type { EffectCommand } from '#shared/ports/turn-commands.ts';
import type { TripContext } from '#shared/ports/turn-contexts.ts';
import { decide } from '../decide.ts';
import { initialState, type NotificationsState } from '../state.ts';
import type { NotificationsDecision } from '../turn.ts';

type Event = EventFor<'notifications'>;

/** A trip while its life is decided again. */
interface Life {
  readonly trip: ReplayedTrip;
  readonly id: string;
  state: NotificationsState;
  facts: TripContext['flight'];
  ledger: readonly LedgerEntry[];
  /** What waits in the ledger, by key. */
  readonly waiting: Map<string, EffectCommand>;
  /** What is still to come to it, the next first. */
  coming: readonly { readonly at: Instant; readonly event: Event }[];
  readonly timers: Map<string, { readonly due: Instant; readonly event: Event }>;
}

/** How long a look at a flight takes: its answer is what was known then. */
const lookMs = 5 * second;
/**
 * Far more than any trip has turns; a rule that never comes to rest must not hold up the others.
 */
const mostTurns = 2_000;

const envelope = ({ trip: { context } }: Life, at: Instant, name: string) => ({
  id: `${context.trip.id} ${name} ${at}`,
  version: 1 as const,
  time: at,
  agencyId: context.agency.id,
  tripId: context.trip.id,
  correlationId: context.trip.id,
  causationId: null,
});

const booked = (life: Life): Event => {
  const { trip } = life.trip.context;
  return {
    ...envelope(life, trip.insertedAt, 'booked'),
    type: 'TripBooked',
    data: {
      flightKey: trip.flightKey,
      departure: trip.departure,
      journeyId: trip.journeyId,
      ...(life.trip.isConfirmedByAgency && { notify: false }),
    },
  };
};

const flightEvent = (
  life: Life,
  at: Instant,
  facts: NonNullable<TripContext['flight']>,
  cause: 'change' | 'look',
): Event => {
  const { flightKey, journeyId } = life.trip.context.trip;
  return {
    ...envelope(life, at, cause),
    type: 'FlightStatusChanged',
    data: { flightKey, facts, cause, journeyId },
  };
};

const lifeOf = (trip: ReplayedTrip): Life => {
  const life: Life = {
    trip,
    id: trip.context.trip.id,
    state: initialState,
    facts: null,
    ledger: [],
    waiting: new Map(),
    coming: [],
    timers: new Map(),
  };
  const since = trip.context.trip.insertedAt;
  // Of a flight that was known before the booking the last reading before it counts.
  const before = trip.history.filter(({ at }) => at <= since).at(-1);
  life.facts = before?.facts ?? null;
  life.coming = [
    { at: since, event: booked(life) },
    ...trip.history
      .filter(({ at }) => at > since)
      .map(({ at, facts }) => ({ at, event: flightEvent(life, at, facts, 'change') })),
  ];
  return life;
};

/** What a turn of it is decided on: the booking as it stands, all else as it was by then. */
const contextOf = (
  { trip: { context }, facts, ledger }: Life,
  lives: readonly Life[],
  settings: Readonly<Record<string, unknown>>,
): TripContext => {
  const others = lives.filter(({ id }) => id !== context.trip.id);
  return {
    ...context,
    trip: { ...context.trip, revision: 1, status: 'booked' },
    settings,
    flight: facts,
    ledger: [...ledger],
    lastInboundAt: null,
    tasks: [],
    confirmations: others.flatMap((other) =>
      other.ledger.filter(
        ({ type, told }) => type === 'reservation_confirmation' || told.legs !== undefined,
      ),
    ),
    journey: {
      ...context.journey,
      legs: context.journey.legs.map((leg) => ({
        ...leg,
        revision: 1,
        status: 'booked',
        flight: lives.find(({ id }) => id === leg.tripId)?.facts ?? leg.flight,
      })),
    },
  };
};

const textOf = (content: MessageContent): string => content.text;

/** Sends what is due by then: every message is accepted at once, unless it has expired. */
const settle = (life: Life, until: Instant): readonly ReplayedMessage[] => {
  const sent: ReplayedMessage[] = [];
  for (const [key, effect] of life.waiting) {
    if (effect.dueAt > until) continue;
    life.waiting.delete(key);
    const isExpired = effect.expiresAt !== null && effect.expiresAt <= effect.dueAt;
    life.ledger = life.ledger.map((entry) =>
      entry.key === key
        ? {
            ...entry,
            status: isExpired ? 'DROPPED' : 'SENT',
            sentAt: isExpired ? null : effect.dueAt,
            attempts: 1,
            tryOrder: life.ledger.length,
          }
        : entry,
    );
    const { trip } = life.trip.context;
    const zones = zonesOf(trip, life.facts);
    if (!isExpired)
      sent.push({
        tripId: trip.id,
        contactName: trip.clientName,
        type: effect.type,
        at: effect.dueAt,
        text: textOf(effect.content),
        zone: effect.type === 'landing' ? zones.destinationZone : zones.originZone,
      });
  }
  return sent;
};

const entryOf = (effect: EffectCommand, now: Instant): LedgerEntry => ({
  id: effect.key,
  key: effect.key,
  tripId: effect.tripId,
  to: effect.to,
  type: effect.type,
  episode: effect.episode,
  status: 'PENDING',
  told: effect.told,
  critical: effect.critical,
  createdAt: now,
  dueAt: effect.dueAt,
  sentAt: null,
  tryOrder: 0,
  arrived: false,
  attempts: 0,
  permanent: false,
  errorCode: null,
  reason: null,
});

/** Takes a decision into the life, as a commit would. */
const commit = (life: Life, decision: NotificationsDecision, now: Instant): void => {
  life.state = decision.state;
  for (const { key } of decision.voids ?? []) {
    life.waiting.delete(key);
    life.ledger = life.ledger.map((entry) =>
      entry.key === key && entry.status === 'PENDING' ? { ...entry, status: 'DROPPED' } : entry,
    );
  }
  for (const effect of decision.effects ?? []) {
    const known = life.ledger.find(({ key }) => key === effect.key);
    if (known && known.status !== 'DROPPED') continue;
    life.waiting.set(effect.key, effect);
    life.ledger = [...life.ledger.filter(({ key }) => key !== effect.key), entryOf(effect, now)];
  }
  for (const { kind, due } of decision.timers ?? [])
    if (due === null) life.timers.delete(kind);
    else
      life.timers.set(kind, {
        due,
        event: {
          ...envelope(life, due, kind),
          type: kind,
          data: { actorId: life.id, generation: 1, due },
        },
      });
  const isLookAsked = decision.events?.some(({ type }) => type === 'FlightLookRequested');
  if (isLookAsked && life.facts) {
    const at = plus(now, lookMs);
    const answer = flightEvent(life, at, { ...life.facts, observedAt: at }, 'look');
    life.coming = [...life.coming, { at, event: answer }].sort((a, b) => (a.at < b.at ? -1 : 1));
  }
};

/** The next thing that comes to one of the lives; null: nothing any more. */
const nextOf = (
  lives: readonly Life[],
): { readonly life: Life; readonly at: Instant; readonly event: Event } | null => {
  let next: { readonly life: Life; readonly at: Instant; readonly event: Event } | null = null;
  for (const life of lives) {
    const [first] = life.coming;
    if (first && (!next || first.at < next.at)) next = { life, ...first };
    for (const { due, event } of life.timers.values())
      if (!next || due < next.at) next = { life, at: due, event };
  }
  return next;
};

/** Takes an event out of what is to come, and into what is known. */
const take = (life: Life, event: Event): Event => {
  if (life.timers.get(event.type)?.event === event) {
    life.timers.delete(event.type);
    return event;
  }
  life.coming = life.coming.filter((one) => one.event !== event);
  if (event.type !== 'FlightStatusChanged') return event;
  // A look answers with what is known when it does, not when it was asked for.
  const facts =
    event.data.cause === 'look' && life.facts
      ? { ...life.facts, observedAt: event.time }
      : event.data.facts;
  life.facts = facts;
  return { ...event, data: { ...event.data, facts } };
};

/** Decides the trips of one contact on one journey again (`ReplayTrips`). */
export const replayTrips: ReplayTrips = (trips, settings, until) => {
  const lives = trips.map(lifeOf);
  const messages: ReplayedMessage[] = [];
  for (let turns = 0; turns < mostTurns; turns += 1) {
    const next = nextOf(lives);
    if (!next || next.at > until) break;
    const { life, at } = next;
    for (const one of lives) messages.push(...settle(one, at));
    const event = take(life, next.event);
    const decision = decide(
      {
        actorId: life.id,
        event,
        now: at,
        state: life.state,
        trip: contextOf(life, lives, settings),
        journey: null,
        flight: null,
        conversation: null,
      },
      { unusable: [] },
    );
    commit(life, decision, at);
    for (const one of lives) messages.push(...settle(one, at));
  }
  for (const one of lives) messages.push(...settle(one, until));
  return messages.sort((a, b) => (a.at < b.at ? -1 : 1));
};
