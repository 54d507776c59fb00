import { randomUUID } from 'node:crypto';
import { timerEvent } from '#shared/actor/timer-event.ts';
import { type FlightFacts, flightKey } from '#shared/domain/flight.ts';
import { earliest, type Instant } from '#shared/domain/instant.ts';
import { localDate } from '#shared/domain/local-time.ts';
import type { LedgerEntry } from '#shared/domain/message.ts';
import type { Trip } from '#shared/domain/trip.ts';
import { isHeardBy } from '#shared/events/catalogue.ts';
import type { TimerKind } from '#shared/events/timers.ts';
import type { EffectCommand, Reason, TaskCommand, TripContext } from '#shared/ports/actor-store.ts';
import {
  aFlightFacts,
  aFlightStatusChanged,
  aMoment,
  aTripBooked,
  aTripContext,
} from '#shared/testing/builders.ts';
import { decide } from '../domain/decide.ts';
import { initialState, type NotificationsState } from '../domain/state.ts';
import type { NotificationsTurn } from '../domain/turn.ts';

type Fate = 'SENT' | 'PENDING' | 'FAILED' | 'FAILED for good' | 'UNKNOWN';
export interface Said {
  readonly at: Instant;
  readonly type: string;
  readonly text: string;
}

/** One traveller with one trip, seen from the decisions alone: a ledger in memory, timers that fire, and what became of each message. */
export class Traveller {
  context: TripContext;
  state: NotificationsState = initialState;
  now: Instant = aMoment;
  readonly said: Said[] = [];
  readonly reasons: Reason[] = [];
  readonly tasks: TaskCommand[] = [];
  readonly effects: EffectCommand[] = [];
  /** Of the last turn: messages under way that it counted as told. */
  assumedDelivered: readonly string[] = [];
  fate: Fate = 'SENT';
  /** Templates that WhatsApp would not take. */
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
    traveller.take(aTripBooked(traveller.context.trip));
    return traveller;
  }

  take(event: NotificationsTurn['event']): void {
    const decision = decide(
      {
        actorId: this.context.trip.id,
        event,
        now: this.now,
        state: this.state,
        trip: this.context,
        flight: null,
        conversation: null,
      },
      { unusable: this.unusable },
    );
    this.state = JSON.parse(JSON.stringify(decision.state)) as NotificationsState;
    for (const { kind, due } of decision.timers ?? []) {
      if (due === null) this.#timers.delete(kind);
      else this.#timers.set(kind, due);
    }
    this.assumedDelivered = decision.assumedDelivered ?? [];
    const voids = new Map((decision.voids ?? []).map((v) => [v.key, v.reason]));
    let ledger = this.context.ledger.map(
      (e): LedgerEntry =>
        voids.has(e.key) ? { ...e, status: 'DROPPED', reason: voids.get(e.key) ?? null } : e,
    );
    for (const effect of decision.effects ?? []) {
      this.effects.push(effect);
      const known = ledger.find((e) => e.key === effect.key);
      if (known && known.status !== 'DROPPED' && !(known.status === 'FAILED' && !known.permanent))
        continue;
      ledger = [...ledger.filter((e) => e.key !== effect.key), this.#entry(effect, known)];
      if (this.fate === 'SENT' || this.fate === 'UNKNOWN')
        this.said.push({ at: this.now, type: effect.type, text: effect.content.text });
    }
    this.context = { ...this.context, ledger };
    this.reasons.push(...(decision.reasons ?? []));
    for (const task of decision.tasks ?? []) {
      this.tasks.push(task);
      const others = this.context.tasks.filter((t) => t.kind !== task.kind);
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
    const failed = this.fate === 'FAILED' || this.fate === 'FAILED for good';
    return {
      id: known?.id ?? randomUUID(),
      key: effect.key,
      tripId: effect.tripId,
      type: effect.type,
      episode: effect.episode,
      status: failed
        ? 'FAILED'
        : this.fate === 'FAILED for good'
          ? 'FAILED'
          : (this.fate as 'SENT' | 'PENDING' | 'UNKNOWN'),
      told: effect.told,
      critical: effect.critical,
      createdAt: this.now,
      dueAt: effect.dueAt,
      sentAt: this.fate === 'SENT' ? this.now : null,
      tryOrder: this.fate === 'PENDING' ? 0 : this.nextTry(),
      arrived: false,
      attempts: failed ? (known?.attempts ?? 0) + 1 : 0,
      permanent: this.fate === 'FAILED for good',
      errorCode: null,
      reason: null,
    };
  }

  /** The place of a message that is tried now among all that were. */
  nextTry(): number {
    this.#tries += 1;
    return this.#tries;
  }

  /** Lets time pass, firing what is due on the way. */
  until(at: Instant): this {
    for (;;) {
      const due = earliest(...this.#timers.values());
      if (due === null || due > at) break;
      this.now = due;
      const [kind] = [...this.#timers].find(([, d]) => d === due) ?? [];
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
      if (isHeardBy(event, 'notifications')) this.take(event);
    }
    this.now = at;
    return this;
  }

  /** A reading of the flight at an instant; what it leaves out stays as it was. */
  reads(at: Instant, over: Partial<FlightFacts> = {}): this {
    this.until(at);
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
    this.take(aFlightStatusChanged(this.context.trip, facts));
    return this;
  }

  /** The agency edits the booking at an instant. */
  edited(
    at: Instant,
    set: Partial<Pick<Trip, 'flightNumber' | 'originIata' | 'destinationIata' | 'departure'>>,
    { notify = true, flight = null }: { notify?: boolean; flight?: FlightFacts | null } = {},
  ): this {
    this.until(at);
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
    const { type: _, data: __, ...envelope } = aTripBooked(before);
    this.take({
      ...envelope,
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

  timers(): Readonly<Record<string, Instant>> {
    return Object.fromEntries(this.#timers);
  }

  types(): readonly string[] {
    return this.said.map((s) => s.type);
  }

  text(type: string): string {
    return this.said.findLast((s) => s.type === type)?.text ?? '';
  }
}
