import { randomUUID } from 'node:crypto';
import { timerEvent } from '#shared/actor/timer-event.ts';
import { type FlightFacts, flightKey } from '#shared/domain/flight.ts';
import { earliest, type Instant } from '#shared/domain/instant.ts';
import { localDate } from '#shared/domain/local-time.ts';
import type { LedgerEntry, MessageType } from '#shared/domain/message.ts';
import type { Trip } from '#shared/domain/trip.ts';
import { type EventOf, isEventFor } from '#shared/events/catalogue.ts';
import type { TimerKind } from '#shared/events/timers.ts';
import type { EffectCommand, Reason, TaskCommand } from '#shared/ports/turn-commands.ts';
import type { TripContext } from '#shared/ports/turn-contexts.ts';
import {
  aFlightFacts,
  aFlightStatusChanged,
  aMoment,
  aTripBooked,
  aTripContext,
} from '#shared/testing/builders.ts';
import { decide } from '../domain/decide.ts';
import { initialState, NotificationsState } from '../domain/state.ts';
import type { NotificationsTurn } from '../domain/turn.ts';

/** BA820 LHR–CPH leaves at 16:20 on 3 March 2027 (London is on UTC), booked on 1 March at noon. */
export const at = (clock: string, date = '2027-03-03'): Instant => `${date}T${clock}:00.000Z`;

const statusOf = {
  SENT: 'SENT',
  PENDING: 'PENDING',
  UNKNOWN: 'UNKNOWN',
  FAILED: 'FAILED',
  'FAILED for good': 'FAILED',
} as const;
/** What becomes of the messages that a turn enters. */
type Fate = keyof typeof statusOf;

/** A message that reached the traveller's phone. */
export interface ReceivedMessage {
  readonly at: Instant;
  readonly type: string;
  readonly text: string;
}

/**
 * One traveller with one trip, run by the decisions alone: a ledger in memory, timers that fire,
 * and messages whose fate the test sets.
 */
export class Traveller {
  context: TripContext;
  state: NotificationsState = initialState;
  now: Instant = aMoment;
  readonly messages: ReceivedMessage[] = [];
  readonly reasons: Reason[] = [];
  readonly tasks: TaskCommand[] = [];
  readonly effects: EffectCommand[] = [];
  /** When a look was asked for. */
  readonly looksAskedFor: Instant[] = [];
  /** Messages under way that the last turn counted as told. */
  assumedDelivered: readonly string[] = [];
  fate: Fate = 'SENT';
  /** Templates that WhatsApp does not take. */
  unusable: readonly string[] = [];
  #timers = new Map<TimerKind, Instant>();
  #generation = 0;
  #version = 0;
  #tries = 0;

  constructor(over: Partial<TripContext> = {}) {
    this.context = aTripContext(over);
  }

  static booked(over: Partial<TripContext> = {}): Traveller {
    const traveller = new Traveller(over);
    traveller.receive(aTripBooked(traveller.context.trip));
    return traveller;
  }

  /** The envelope of a new event about the trip; `time` where it matters when it happened. */
  envelope(time: Instant = aMoment): Omit<EventOf<'TripBooked'>, 'type' | 'data'> {
    const { type: _, data: __, ...envelope } = aTripBooked(this.context.trip, { time });
    return envelope;
  }

  receive(event: NotificationsTurn['event']): void {
    const decision = decide(
      {
        actorId: this.context.trip.id,
        event,
        now: this.now,
        state: this.state,
        trip: this.context,
        flight: null,
        journey: null,
        conversation: null,
      },
      { unusable: this.unusable },
    );
    this.state = NotificationsState.parse(JSON.parse(JSON.stringify(decision.state)));
    for (const { kind, due } of decision.timers ?? []) {
      if (due === null) this.#timers.delete(kind);
      else this.#timers.set(kind, due);
    }
    this.assumedDelivered = decision.assumedDelivered ?? [];
    const voids = new Map((decision.voids ?? []).map(({ key, reason }) => [key, reason]));
    let ledger = this.context.ledger.map(
      (entry): LedgerEntry =>
        voids.has(entry.key)
          ? { ...entry, status: 'DROPPED', reason: voids.get(entry.key) ?? null }
          : entry,
    );
    for (const effect of decision.effects ?? []) {
      this.effects.push(effect);
      const known = ledger.find(({ key }) => key === effect.key);
      if (known && known.status !== 'DROPPED' && !(known.status === 'FAILED' && !known.permanent))
        continue;
      ledger = [...ledger.filter(({ key }) => key !== effect.key), this.#entry(effect, known)];
      if (this.fate === 'SENT' || this.fate === 'UNKNOWN')
        this.messages.push({ at: this.now, type: effect.type, text: effect.content.text });
    }
    this.context = { ...this.context, ledger };
    this.looksAskedFor.push(...(decision.events ?? []).map(() => this.now));
    this.reasons.push(...(decision.reasons ?? []));
    for (const task of decision.tasks ?? []) {
      this.tasks.push(task);
      const others = this.context.tasks.filter(({ kind }) => kind !== task.kind);
      this.context = {
        ...this.context,
        tasks:
          task.op === 'open'
            ? [...others, { kind: task.kind, state: 'open', facts: { ...task.facts } }]
            : others,
      };
    }
  }

  #entry(effect: EffectCommand, known: LedgerEntry | undefined): LedgerEntry {
    const status = statusOf[this.fate];
    return {
      id: known?.id ?? randomUUID(),
      key: effect.key,
      tripId: effect.tripId,
      to: effect.to,
      type: effect.type,
      episode: effect.episode,
      status,
      told: effect.told,
      critical: effect.critical,
      createdAt: this.now,
      dueAt: effect.dueAt,
      sentAt: status === 'SENT' ? this.now : null,
      tryOrder: status === 'PENDING' ? 0 : this.nextTry(),
      arrived: false,
      attempts: status === 'FAILED' ? (known?.attempts ?? 0) + 1 : 0,
      permanent: this.fate === 'FAILED for good',
      errorCode: null,
      reason: null,
    };
  }

  /** The last message of a type in the ledger. */
  entryOf(type: MessageType): LedgerEntry {
    const entry = this.context.ledger.findLast((message) => message.type === type);
    if (!entry) throw new Error(`no ${type} in the ledger`);
    return entry;
  }

  /** Changes the last message of a type in the ledger, without a turn. */
  changeEntry(type: MessageType, over: Partial<LedgerEntry>): LedgerEntry {
    const changed = { ...this.entryOf(type), ...over };
    const ledger = this.context.ledger.map((entry) => (entry.id === changed.id ? changed : entry));
    this.context = { ...this.context, ledger };
    return changed;
  }

  /** Hears that the last message of a type failed, as the ledger has it; `over`: the event's. */
  receiveFailure(type: MessageType, over: Partial<EventOf<'MessageFailed'>['data']> = {}): void {
    const { id, permanent, errorCode, attempts } = this.entryOf(type);
    this.receive({
      ...this.envelope(),
      type: 'MessageFailed',
      data: {
        messageId: id,
        type,
        state: 'failed',
        permanent,
        code: errorCode,
        attempts,
        ...over,
      },
    });
  }

  /** The place of a message that is tried now among all tries. */
  nextTry(): number {
    this.#tries += 1;
    return this.#tries;
  }

  /** Lets time pass, firing what is due on the way. */
  waitUntil(at: Instant): this {
    for (;;) {
      const due = earliest(...this.#timers.values());
      if (due === null || due > at) break;
      this.now = due;
      const [kind] = [...this.#timers].find(([, dueAt]) => dueAt === due) ?? [];
      if (!kind) break;
      this.#timers.delete(kind);
      this.#generation += 1;
      const { id, agencyId } = this.context.trip;
      const event = timerEvent({
        agent: 'notifications',
        actorId: id,
        kind,
        generation: this.#generation,
        due,
        agencyId,
        tripId: id,
      });
      if (isEventFor(event, 'notifications')) this.receive(event);
    }
    this.now = at;
    return this;
  }

  /** A reading of the flight at an instant; what it leaves out stays as it was. */
  readFlight(at: Instant, over: Partial<FlightFacts> = {}): this {
    this.waitUntil(at);
    this.#version += 1;
    const facts = aFlightFacts({
      ...(this.context.flight ?? {}),
      ...over,
      version: this.#version,
      observedAt: at,
    });
    this.context = {
      ...this.context,
      flight: facts,
      trip: {
        ...this.context.trip,
        scheduledDeparture: this.context.trip.scheduledDeparture ?? facts.scheduledDeparture,
      },
    };
    this.receive(aFlightStatusChanged(this.context.trip, facts));
    return this;
  }

  /** The tracker answers with what is known: nothing changed, or the look failed. */
  answerLook(at: Instant): this {
    this.waitUntil(at);
    const { flight, trip } = this.context;
    if (flight === null) throw new Error('the flight was never read');
    this.receive(aFlightStatusChanged(trip, flight, { cause: 'look', time: at }));
    return this;
  }

  /** The agency edits the booking at an instant. */
  editTrip(
    at: Instant,
    set: Partial<Pick<Trip, 'flightNumber' | 'originIata' | 'destinationIata' | 'departure'>>,
    { notify = true, flight = null }: { notify?: boolean; flight?: FlightFacts | null } = {},
  ): this {
    this.waitUntil(at);
    const before = this.context.trip;
    const edited = { ...before, ...set, revision: before.revision + 1, scheduledDeparture: null };
    const after = {
      ...edited,
      flightKey: flightKey({
        designator: edited.flightNumber,
        origin: edited.originIata,
        destination: edited.destinationIata,
        date: localDate(edited.departure, edited.originZone),
      }),
    };
    this.context = {
      ...this.context,
      trip: after,
      flight: before.flightKey === after.flightKey ? this.context.flight : flight,
    };
    this.receive({
      ...this.envelope(),
      type: 'TripChanged',
      data: {
        revision: after.revision,
        before: { flightKey: before.flightKey, departure: before.departure },
        after: { flightKey: after.flightKey, departure: after.departure },
        fields: Object.keys(set),
        notify,
      },
    });
    return this;
  }

  /** The timers that are set. */
  timers(): Readonly<Record<string, Instant>> {
    return Object.fromEntries(this.#timers);
  }

  /** The types of the messages received, in order. */
  messageTypes(): readonly string[] {
    return this.messages.map(({ type }) => type);
  }

  /** Messages other than the confirmation and the reminder: news, calls, the welcome. */
  news(): readonly ReceivedMessage[] {
    return this.messages.filter(
      ({ type }) => type !== 'reservation_confirmation' && type !== '24h_reminder',
    );
  }

  /** The text of the last message of a type; empty where there was none. */
  textOf(type: MessageType): string {
    return this.messages.findLast((message) => message.type === type)?.text ?? '';
  }
}
