import { randomUUID } from 'node:crypto';
import type { AgencySeed } from '#shared/domain/agency.ts';
import type { DutyRoster } from '#shared/domain/duty-roster.ts';
import { day, hour, type Instant, minute, plus } from '#shared/domain/instant.ts';
import type { LedgerEntry } from '#shared/domain/message.ts';
import type { PlatformCeilings } from '#shared/domain/settings.ts';
import type { StaffMember } from '#shared/domain/staff.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { Accounts } from '#shared/ports/accounts.ts';
import type {
  ActorStore,
  ClaimedEffect,
  Settlement,
  TurnCommit,
} from '#shared/ports/actor-store.ts';
import type { AgencyDesk } from '#shared/ports/agency-desk.ts';
import type { Brakes } from '#shared/ports/brakes.ts';
import type { ContactDesk } from '#shared/ports/contact-desk.ts';
import type { ConversationDesk } from '#shared/ports/conversation-desk.ts';
import type { Incidents } from '#shared/ports/incidents.ts';
import type { Itineraries } from '#shared/ports/itineraries.ts';
import type { JourneyDesk } from '#shared/ports/journey-desk.ts';
import type { Knowledge } from '#shared/ports/knowledge.ts';
import type { ModelSpend } from '#shared/ports/model-spend.ts';
import type { Outbox } from '#shared/ports/outbox.ts';
import type { PersonalData } from '#shared/ports/personal-data.ts';
import type { Places } from '#shared/ports/places.ts';
import type { ReadingDesk } from '#shared/ports/reading-desk.ts';
import type { BookedTrip, TripDesk } from '#shared/ports/trip-desk.ts';
import type { EffectCommand } from '#shared/ports/turn-commands.ts';
import type { TripContext } from '#shared/ports/turn-contexts.ts';
import type { WaitingEffects } from '#shared/ports/waiting-effects.ts';
import {
  aBooking,
  aFlightFacts,
  aFlightStatusChanged,
  aMoment,
  anAgency,
  anEffect,
  aTurn,
} from '../builders.ts';

/** An attempt of a message, as both stores keep it. */
export interface Attempt {
  readonly fence: number;
  readonly triedAt: Instant;
  readonly settledAt: Instant;
  readonly outcome: Settlement['kind'];
  readonly providerId: string | null;
  readonly errorCode: string | null;
}

/** A store to be tested. It may hold rows: contracts only read what they created themselves. */
export interface StoreUnderTest {
  readonly store: ActorStore & Outbox & WaitingEffects;
  readonly desk: TripDesk &
    JourneyDesk &
    ContactDesk &
    AgencyDesk &
    ReadingDesk &
    Pick<Brakes, 'putBrake' | 'brakes'> &
    Pick<PersonalData, 'erase' | 'removeDocument' | 'filesToRemove' | 'filesRemoved'>;
  readonly conversations: ConversationDesk;
  readonly incidents: Incidents;
  addAgency(agency: AgencySeed): Promise<void>;
  setCeilings(ceilings: PlatformCeilings | null): Promise<void>;
  /** The operator's brake over all. */
  setPlatformBrake(brake: Parameters<Accounts['brake']>[0]): Promise<void>;
  /** Sets who may be on duty at an agency, and when they are. */
  setStaff(
    agencyId: string,
    members: readonly StaffMember[],
    roster: DutyRoster | null,
  ): Promise<void>;
  /** The attempts of a message, the first one first. */
  attempts(messageId: string): Promise<readonly Attempt[]>;
  /** Events that were committed and not yet published; absent: `overdue` is used. */
  emitted?(): Promise<readonly AnyEvent[]>;
  close(): Promise<void>;
}

/** A store to be tested, with itineraries, places and the spend on the model. */
export interface ItinerariesUnderTest extends StoreUnderTest {
  readonly store: StoreUnderTest['store'] &
    Itineraries & {
      readonly places: Places;
      readonly knowledge: Knowledge;
      readonly modelSpend: ModelSpend;
    };
}

/** Opens a store; the test of each adapter provides it. */
export type MakeStore = () => Promise<StoreUnderTest>;

/** An instant after every test: whatever is due is overdue by then. */
export const farFuture: Instant = plus(aMoment, 400 * day);

/** An agency with a booked trip, and what tests do with them. */
export class Scene {
  readonly subject: StoreUnderTest;
  readonly agency: AgencySeed;
  readonly trip: Trip;
  #version = 0;

  constructor(subject: StoreUnderTest, agency: AgencySeed, trip: Trip) {
    this.subject = subject;
    this.agency = agency;
    this.trip = trip;
  }

  static async open(
    subject: StoreUnderTest,
    over: {
      settings?: AgencySeed['settings'];
      sender?: string;
      trip?: Partial<BookedTrip>;
      agency?: AgencySeed;
    } = {},
  ): Promise<Scene> {
    const agency =
      over.agency ??
      anAgency({
        settings: over.settings ?? {},
        ...(over.sender === undefined ? {} : { sender: over.sender }),
      });
    if (!over.agency) await subject.addAgency(agency);
    const booked = await subject.desk.book(
      aBooking(agency.id, over.trip ? { trip: over.trip } : {}),
    );
    if (booked.kind !== 'booked') throw new Error(`the scene could not be set: ${booked.kind}`);
    return new Scene(subject, agency, booked.trip);
  }

  /** Books another trip of the same agency. */
  another(trip: Partial<BookedTrip> = {}): Promise<Scene> {
    return Scene.open(this.subject, { agency: this.agency, trip });
  }

  event(over: { id?: string } = {}): AnyEvent {
    return aFlightStatusChanged(this.trip, aFlightFacts(), over);
  }

  effect(over: Partial<EffectCommand> = {}): EffectCommand {
    return anEffect(this.trip, this.agency, over);
  }

  /** Commits the next turn of the trip's notifications actor; returns what was claimed. */
  async turn(over: Partial<TurnCommit> = {}): Promise<readonly ClaimedEffect[]> {
    const result = await this.subject.store.commit(
      aTurn(over.event ?? this.event(), { expectedVersion: this.#version, ...over }),
    );
    if (result.kind !== 'committed')
      throw new Error(`expected a committed turn, got ${result.kind}`);
    this.#version = result.version;
    return result.claimed;
  }

  get version(): number {
    return this.#version;
  }

  /** Commits a turn with one effect that is due, and returns it claimed. */
  async claimed(over: Partial<EffectCommand> = {}, now: Instant = aMoment): Promise<ClaimedEffect> {
    const [claimed] = await this.turn({ now, effects: [this.effect({ dueAt: now, ...over })] });
    if (!claimed) throw new Error('expected the effect to be claimed');
    return claimed;
  }

  settle(settlement: Settlement): Promise<readonly ClaimedEffect[]> {
    return this.subject.store.settle({
      settlements: [settlement],
      agencyId: this.agency.id,
      now: settlement.at,
    });
  }

  sent(
    effect: ClaimedEffect,
    at: Instant = aMoment,
    providerId: string = aMessageSid(),
  ): Promise<readonly ClaimedEffect[]> {
    return this.settle({ id: effect.id, fence: effect.fence, at, kind: 'sent', providerId });
  }

  /** Settles an effect as one that its number takes no message for. */
  refused({ id, fence }: ClaimedEffect, at: Instant = aMoment): Promise<readonly ClaimedEffect[]> {
    const announced = { permanent: true, announce: false };
    return this.settle({ id, fence, at, kind: 'failed', code: '63024', ...announced });
  }

  retry(
    effect: ClaimedEffect,
    at: Instant,
    retryAt: Instant,
    announce = false,
  ): Promise<readonly ClaimedEffect[]> {
    return this.settle({
      id: effect.id,
      fence: effect.fence,
      at,
      kind: 'retry',
      code: '20429',
      retryAt,
      announce,
    });
  }

  /** Settles an effect as unknown, without announcing it. */
  unknown(
    effect: ClaimedEffect,
    at: Instant,
    reconcileAt: Instant,
    code = 'timeout',
  ): Promise<readonly ClaimedEffect[]> {
    return this.settle({
      id: effect.id,
      fence: effect.fence,
      at,
      kind: 'unknown',
      code,
      reconcileAt,
      announce: false,
    });
  }

  claim(ids: readonly string[], now: Instant): Promise<readonly ClaimedEffect[]> {
    return this.subject.store.claim({ ids, agencyId: this.agency.id, now });
  }

  async context(): Promise<TripContext> {
    const loaded = await this.subject.store.load({
      agent: 'notifications',
      actorId: this.trip.id,
      eventId: randomUUID(),
      agencyId: this.agency.id,
      tripId: this.trip.id,
      conversation: null,
      flightKey: null,
      timerKind: null,
    });
    if (!loaded.trip) throw new Error('expected the context of the trip');
    return loaded.trip;
  }

  async entry(id: string): Promise<LedgerEntry> {
    const entry = (await this.context()).ledger.find((candidate) => candidate.id === id);
    if (!entry) throw new Error(`no message ${id} in the ledger`);
    return entry;
  }

  /** Events about this trip that were committed and not yet published. */
  async emitted(type?: AnyEvent['type']): Promise<readonly AnyEvent[]> {
    return (await emittedBy(this.subject)).filter(
      (event) => event.tripId === this.trip.id && (type === undefined || event.type === type),
    );
  }

  /** Whether the sweeper would wake this effect at that instant. */
  async isOverdue(id: string, now: Instant): Promise<boolean> {
    return (await this.subject.store.overdue({ now, limit: 10_000 })).effects.some(
      (effect) => effect.id === id,
    );
  }
}

/** All events that were committed and not yet published. */
export const emittedBy = async (subject: StoreUnderTest): Promise<readonly AnyEvent[]> =>
  subject.emitted
    ? subject.emitted()
    : (await subject.store.overdue({ now: farFuture, limit: 10_000 })).events;

const aMessageSid = (): string => `SM${randomUUID().replaceAll('-', '')}`;

/** The instant that long after `aMoment`. */
export const later = (ms: number): Instant => plus(aMoment, ms);

export { hour, minute };
