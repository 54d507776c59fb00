import type { AgencySeed } from '#shared/domain/agency.ts';
import type { DutyRoster } from '#shared/domain/duty-roster.ts';
import { earliest, type Instant } from '#shared/domain/instant.ts';
import type { Brake } from '#shared/domain/sending.ts';
import type { PlatformCeilings } from '#shared/domain/settings.ts';
import type { StaffMember } from '#shared/domain/staff.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { ActorStore, TimerRow } from '#shared/ports/actor-store.ts';
import type { AgencyDesk } from '#shared/ports/agency-desk.ts';
import type { Brakes } from '#shared/ports/brakes.ts';
import type { ContactDesk } from '#shared/ports/contact-desk.ts';
import type { ConversationDesk } from '#shared/ports/conversation-desk.ts';
import type { Ids } from '#shared/ports/ids.ts';
import type { Incidents } from '#shared/ports/incidents.ts';
import type { Itineraries } from '#shared/ports/itineraries.ts';
import type { JourneyDesk } from '#shared/ports/journey-desk.ts';
import type { Knowledge } from '#shared/ports/knowledge.ts';
import type { ModelSpend } from '#shared/ports/model-spend.ts';
import type { Outbox } from '#shared/ports/outbox.ts';
import type { PersonalData } from '#shared/ports/personal-data.ts';
import type { Places } from '#shared/ports/places.ts';
import type { ReadingDesk } from '#shared/ports/reading-desk.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import type { WaitingEffects } from '#shared/ports/waiting-effects.ts';
import { memoryActorStore } from './actor-store.ts';
import { agencyProfile, memoryAgencyDesk } from './agency-desk.ts';
import { memoryBrakes, setBrake } from './brakes.ts';
import { memoryContactDesk } from './contacts.ts';
import { memoryConversationDesk } from './conversation-desk.ts';
import { memoryTripDesk } from './desk.ts';
import { followTask } from './incident-rows.ts';
import { memoryIncidents } from './incidents.ts';
import { memoryItineraries } from './itineraries.ts';
import { memoryJourneyParts } from './journey-parts.ts';
import { memoryJourneyDesk } from './journeys.ts';
import { memoryKnowledge } from './knowledge.ts';
import { memoryModelSpend } from './model-spend.ts';
import { memoryOutbox } from './outbox.ts';
import { memoryPersonalData } from './personal-data.ts';
import { memoryPlaces } from './places.ts';
import { memoryReadingDesk } from './reading-desk.ts';
import type {
  ActorRow,
  AttemptRow,
  ContactRow,
  ConversationRow,
  DecisionRow,
  EffectRow,
  FlightRow,
  IncidentRow,
  QuarantineRow,
  StoredTask,
} from './rows.ts';
import { Tables } from './tables.ts';

/**
 * What replay, simulation and tests see of the store besides its ports, in the order of insertion.
 */
export interface MemoryInspection {
  trips(): readonly Trip[];
  effects(): readonly EffectRow[];
  /** Attempts of messages that were settled. */
  attempts(): readonly AttemptRow[];
  tasks(): readonly StoredTask[];
  incidents(): readonly IncidentRow[];
  incidentOf(taskId: string): string | null;
  decisions(): readonly DecisionRow[];
  flights(): readonly FlightRow[];
  quarantined(): readonly QuarantineRow[];
  contacts(): readonly ContactRow[];
  conversations(): readonly ConversationRow[];
  /** States of all actors. */
  states(): readonly ActorRow[];
  /** Timers that are set. */
  timers(): readonly TimerRow[];
  /** Events in the outbox. */
  unpublished(): readonly AnyEvent[];
  /** When an effect is to be woken next (due, or to be reconciled); null: nothing waits. */
  nextEffectAt(): Instant | null;
  /** The effects to be woken at that instant. */
  effectsDue(now: Instant): readonly { readonly id: string; readonly agencyId: string }[];
}

/** All ports of the data layer, with seeding and inspection. */
export interface MemoryStore
  extends ActorStore,
    TripDesk,
    JourneyDesk,
    ContactDesk,
    AgencyDesk,
    ReadingDesk,
    ConversationDesk,
    Pick<Brakes, 'putBrake' | 'brakes'>,
    Pick<PersonalData, 'erase' | 'removeDocument' | 'filesToRemove' | 'filesRemoved'>,
    Itineraries,
    Outbox,
    WaitingEffects {
  readonly incidents: Incidents;
  readonly places: Places;
  readonly knowledge: Knowledge;
  readonly modelSpend: ModelSpend;
  addAgency(agency: AgencySeed): void;
  /** Who may be on duty at an agency, and when they are. */
  setStaff(agencyId: string, members: readonly StaffMember[], roster: DutyRoster | null): void;
  setCeilings(ceilings: PlatformCeilings | null): void;
  /** The operator's brake over all. */
  setPlatformBrake(
    brake: Omit<Brake, 'scope' | 'subject' | 'since' | 'phones'> & { readonly now: Instant },
  ): void;
  readonly inspect: MemoryInspection;
}

const inspection = (tables: Tables): MemoryInspection => {
  const waiting = () =>
    [...tables.activeEffects].flatMap((id) => {
      const row = tables.effects.get(id);
      const at = row?.nextAttemptAt ?? null;
      return row && at !== null ? [{ id, agencyId: row.agencyId, at }] : [];
    });
  return {
    trips: () => [...tables.trips.values()],
    effects: () => [...tables.effects.values()],
    attempts: () => [...tables.attempts.values()],
    tasks: () => [...tables.tasks.values()],
    incidents: () => [...tables.incidents.values()],
    incidentOf: (taskId) => tables.incidentOfTask.get(taskId) ?? null,
    decisions: () => tables.decisions,
    flights: () => [...tables.flights.values()],
    quarantined: () => tables.quarantined,
    contacts: () => [...tables.contacts()],
    conversations: () => [...tables.conversations.values()],
    states: () => [...tables.actors()],
    timers: () =>
      [...tables.timers()].flatMap((timer) =>
        timer.due === null ? [] : [{ ...timer, due: timer.due }],
      ),
    unpublished: () => [...tables.unpublished.values()].map(({ event }) => event),
    nextEffectAt: () => earliest(...waiting().map((effect) => effect.at)),
    effectsDue: (now) =>
      waiting().flatMap(({ id, agencyId, at }) => (at <= now ? [{ id, agencyId }] : [])),
  };
};

/**
 * The whole data layer in memory, for replay, simulation and the kernel's own tests. It passes the
 * contract tests that Postgres passes, and test/held-to-postgres.test.ts compares the two.
 */
export const createMemoryStore = ({ ids }: { readonly ids: Ids }): MemoryStore => {
  const tables = new Tables(ids);
  tables.taskWritten = (before, after) => followTask(tables, before, after);
  return {
    ...memoryActorStore(tables),
    ...memoryTripDesk(tables),
    ...memoryJourneyDesk(tables),
    ...memoryJourneyParts(tables),
    ...memoryContactDesk(tables),
    ...memoryAgencyDesk(tables),
    ...memoryReadingDesk(tables),
    ...memoryBrakes(tables),
    ...memoryConversationDesk(tables),
    ...memoryPersonalData(tables),
    incidents: memoryIncidents(tables),
    places: memoryPlaces(tables),
    knowledge: memoryKnowledge(tables),
    modelSpend: memoryModelSpend(tables),
    ...memoryItineraries(tables),
    ...memoryOutbox(tables),
    addAgency: (agency) => {
      const former = tables.agencies.get(agency.id);
      const isEdited = former?.revision !== undefined;
      tables.agencies.set(agency.id, isEdited ? { ...agency, ...agencyProfile(former) } : agency);
    },
    setStaff: (agencyId, members, roster) => {
      tables.members.set(agencyId, members);
      if (roster === null) tables.rosters.delete(agencyId);
      else tables.rosters.set(agencyId, roster);
    },
    setCeilings: (ceilings) => {
      tables.ceilings = ceilings;
    },
    setPlatformBrake: (brake) => {
      setBrake(tables, null, { ...brake, scope: 'platform', subject: null, phones: [] });
    },
    inspect: inspection(tables),
  };
};
