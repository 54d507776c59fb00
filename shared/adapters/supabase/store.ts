import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Sealing } from '#shared/adapters/sealing/sealing.ts';
import type { Accounts } from '#shared/ports/accounts.ts';
import type { ActorStore } from '#shared/ports/actor-store.ts';
import type { AgencyDesk } from '#shared/ports/agency-desk.ts';
import type { AuditTrail } from '#shared/ports/audit-trail.ts';
import type { Board } from '#shared/ports/board.ts';
import type { Brakes } from '#shared/ports/brakes.ts';
import type { Changes } from '#shared/ports/changes.ts';
import type { CircuitBreakers } from '#shared/ports/circuit-breakers.ts';
import type { ContactDesk } from '#shared/ports/contact-desk.ts';
import type { ConversationDesk } from '#shared/ports/conversation-desk.ts';
import type { DutyDesk } from '#shared/ports/duty-desk.ts';
import type { Explanations } from '#shared/ports/explanations.ts';
import type { FarTimers } from '#shared/ports/far-timers.ts';
import type { FlightSnapshots } from '#shared/ports/flight-snapshots.ts';
import type { Imports } from '#shared/ports/imports.ts';
import type { Incidents } from '#shared/ports/incidents.ts';
import type { Itineraries } from '#shared/ports/itineraries.ts';
import type { JourneyDesk } from '#shared/ports/journey-desk.ts';
import type { Knowledge } from '#shared/ports/knowledge.ts';
import type { Members, Sessions } from '#shared/ports/members.ts';
import type { ModelSpend } from '#shared/ports/model-spend.ts';
import type { MonthlyReports } from '#shared/ports/monthly-reports.ts';
import type { Notices } from '#shared/ports/notices.ts';
import type { Operations } from '#shared/ports/operations.ts';
import type { OperatorSessions } from '#shared/ports/operator-sessions.ts';
import type { Outbox } from '#shared/ports/outbox.ts';
import type { PersonalData } from '#shared/ports/personal-data.ts';
import type { Places } from '#shared/ports/places.ts';
import type { PushSubscriptions } from '#shared/ports/push-subscriptions.ts';
import type { ReadingDesk } from '#shared/ports/reading-desk.ts';
import type { Reports } from '#shared/ports/reports.ts';
import type { ReplayMaterial } from '#shared/ports/settings-replay.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import type { WaitingEffects } from '#shared/ports/waiting-effects.ts';
import type { WebhookDeliveries, Webhooks } from '#shared/ports/webhooks.ts';
import type { RetentionJob } from '#shared/retention.ts';
import { createAccounts } from './accounts.ts';
import { createActorStore } from './actor-store.ts';
import { createAgencyDesk } from './agency-desk.ts';
import { createAuditTrail } from './audit-trail.ts';
import { createBoard } from './board.ts';
import { createBrakes } from './brakes.ts';
import { createChanges } from './changes.ts';
import { createCircuitBreakers } from './circuit-breakers.ts';
import { createContactDesk } from './contact-desk.ts';
import { createConversationDesk } from './conversation-desk.ts';
import { createDutyDesk } from './duty-desk.ts';
import { createExplanations } from './explanations.ts';
import { createFlightSnapshots } from './flight-snapshots.ts';
import { createImports } from './imports.ts';
import { createIncidents } from './incidents.ts';
import { createItineraries } from './itineraries.ts';
import { createJourneyDesk } from './journey-desk.ts';
import { createKnowledge } from './knowledge.ts';
import { createMembers, createSessions } from './members.ts';
import { createModelSpend } from './model-spend.ts';
import { createNotices } from './notices.ts';
import { createOperatorSessions } from './operator-sessions.ts';
import { createFarTimers, createOperations, createOutbox, createWaitingEffects } from './outbox.ts';
import { createPersonalData } from './personal-data.ts';
import { createPlaces } from './places.ts';
import { createPushSubscriptions } from './push-subscriptions.ts';
import { createReadingDesk } from './reading-desk.ts';
import { createReplayMaterial } from './replay-material.ts';
import { createMonthlyReports, createReports } from './reports.ts';
import { createRpc, type SupabaseOptions } from './rpc.ts';
import { createSealedRpc, type ReportDamage } from './sealed-rpc.ts';
import { createTripDesk } from './trip-desk.ts';
import { createWebhookDeliveries, createWebhooks } from './webhooks.ts';

/** All ports of the database. */
export type SupabaseStore = ActorStore &
  TripDesk &
  JourneyDesk &
  ContactDesk &
  AgencyDesk &
  ReadingDesk &
  Brakes &
  PersonalData &
  ConversationDesk &
  FlightSnapshots &
  RetentionJob &
  Outbox &
  WaitingEffects &
  Operations &
  ReplayMaterial &
  FarTimers &
  Itineraries & {
    readonly accounts: Accounts;
    readonly audit: AuditTrail;
    readonly board: Board;
    readonly incidents: Incidents;
    readonly changes: Changes;
    readonly duty: DutyDesk;
    readonly explanations: Explanations;
    readonly imports: Imports;
    readonly members: Members;
    readonly sessions: Sessions;
    readonly operatorSessions: OperatorSessions;
    readonly push: PushSubscriptions;
    readonly reports: Reports;
    readonly monthlyReports: MonthlyReports;
    readonly notices: Notices;
    readonly places: Places;
    readonly knowledge: Knowledge;
    readonly modelSpend: ModelSpend;
    readonly breakers: CircuitBreakers;
    readonly webhooks: Webhooks;
    readonly webhookDeliveries: WebhookDeliveries;
  };

const PurgedRows = z.object({ removed: z.int() });
const PurgedTable = PurgedRows.extend({ name: z.string(), next: z.string().nullable() });

/** The store over the Supabase data API, or on one machine over the `fetch` of `createRpcFetch`. */
export const createSupabaseStore = (
  options: SupabaseOptions & { readonly sealing: Sealing; readonly reportDamage?: ReportDamage },
): SupabaseStore => {
  const { sealing } = options;
  const rpc = createSealedRpc(createRpc(options), sealing, options.reportDamage);
  return {
    ...createActorStore(rpc),
    ...createTripDesk(rpc, { randomId: randomUUID, sealing }),
    ...createJourneyDesk(rpc, randomUUID),
    ...createContactDesk(rpc, randomUUID),
    ...createAgencyDesk(rpc),
    ...createReadingDesk(rpc),
    ...createBrakes(rpc),
    ...createPersonalData(rpc),
    ...createConversationDesk(rpc),
    ...createFlightSnapshots(rpc),
    ...createItineraries(rpc),
    accounts: createAccounts(rpc),
    audit: createAuditTrail(rpc),
    board: createBoard(rpc),
    incidents: createIncidents(rpc),
    changes: createChanges(rpc),
    duty: createDutyDesk(rpc),
    explanations: createExplanations(rpc),
    imports: createImports(rpc),
    members: createMembers(rpc),
    sessions: createSessions(rpc),
    operatorSessions: createOperatorSessions(rpc),
    push: createPushSubscriptions(rpc),
    reports: createReports(rpc),
    monthlyReports: createMonthlyReports(rpc),
    notices: createNotices(rpc),
    places: createPlaces(rpc, randomUUID),
    knowledge: createKnowledge(rpc, randomUUID),
    modelSpend: createModelSpend(rpc),
    breakers: createCircuitBreakers(rpc),
    webhooks: createWebhooks(rpc, randomUUID),
    webhookDeliveries: createWebhookDeliveries(rpc),
    ...createOutbox(rpc),
    ...createWaitingEffects(rpc),
    ...createOperations(rpc),
    ...createReplayMaterial(rpc),
    ...createFarTimers(rpc),
    purge: async (now) => {
      const counts: Record<string, number> = {};
      const answers = await rpc('purge_flight_answers', { at: now }, null, PurgedRows);
      counts['raw_data'] = answers.removed;
      // A call for each table: each is short, and one that fails undoes no other.
      for (let kind: string | null = null; ; ) {
        const purged: z.output<typeof PurgedTable> = await rpc(
          'purge_expired',
          { kind, at: now },
          null,
          PurgedTable,
        );
        counts[purged.name] = purged.removed;
        if (purged.next === null) return counts;
        kind = purged.next;
      }
    },
  };
};
