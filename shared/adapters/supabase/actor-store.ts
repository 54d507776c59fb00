import { z } from 'zod';
import { coalesce } from '#shared/coalesce.ts';
import { Instant } from '#shared/domain/instant.ts';
import { severityOf } from '#shared/domain/task.ts';
import { type AnyEvent, isTimerEvent, parseEvent } from '#shared/events/catalogue.ts';
import { timerKinds } from '#shared/events/timers.ts';
import {
  type ActorStore,
  agentNames,
  ClaimedEffect,
  type Loaded,
  type TimerRow,
} from '#shared/ports/actor-store.ts';
import {
  ConversationContext,
  DutyContext,
  FlightContext,
  JourneyContext,
  TripContext,
} from '#shared/ports/turn-contexts.ts';
import type { Rpc } from './rpc.ts';

const AgentName = z.enum(agentNames);
const TimerKind = z.enum(timerKinds);
const timer = {
  agent: AgentName,
  actorId: z.string(),
  kind: TimerKind,
  generation: z.int(),
  agencyId: z.uuid().nullable(),
  tripId: z.uuid().nullable(),
};
const SetTimer = z.object({ ...timer, due: Instant.nullable() });
/** A timer that is set. */
export const DueTimer: z.ZodType<TimerRow> = z.object({ ...timer, due: Instant });

const LoadedTurn: z.ZodType<Loaded> = z.object({
  taken: z.boolean(),
  version: z.int(),
  schemaVersion: z.int(),
  state: z.unknown(),
  timerGeneration: z.int().nullable(),
  trip: TripContext.nullable(),
  journey: JourneyContext.nullable(),
  flight: FlightContext.nullable(),
  conversation: ConversationContext.nullable(),
  duty: DutyContext.nullable(),
});
const Committed = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('committed'),
    version: z.int(),
    claimed: z.array(ClaimedEffect),
    timers: z.array(SetTimer),
  }),
  z.object({ kind: z.literal('taken') }),
  z.object({ kind: z.literal('conflict') }),
]);
const Event = z.unknown().transform((raw): AnyEvent => parseEvent(raw));
const Overdue = z.object({
  timers: z.array(DueTimer),
  effects: z.array(z.object({ id: z.uuid(), agencyId: z.uuid() })),
  events: z.array(Event),
});
const Claims = z.array(ClaimedEffect);
const Owners = z.array(z.object({ id: z.uuid(), agencyId: z.uuid() }));

/** The fields of an event that a commit stores; the data (a kilobyte for facts) is not sent. */
const headOf = (event: AnyEvent) => ({
  id: event.id,
  type: event.type,
  tripId: event.tripId,
  correlationId: event.correlationId,
  data: isTimerEvent(event) ? { generation: event.data.generation } : {},
});

const maxReports = 50;

/** `ActorStore` by functions of the data API. */
export const createActorStore = (rpc: Rpc): ActorStore => {
  /**
   * Runs `work` for each agency that owns some of the effects. A known agency spares the lookup.
   */
  const forOwners = async <T>(
    agencyId: string | null,
    ids: readonly string[],
    work: (agencyId: string, ids: ReadonlySet<string>) => Promise<readonly T[]>,
  ): Promise<readonly T[]> => {
    if (ids.length === 0) return [];
    if (agencyId !== null) return work(agencyId, new Set(ids));
    const owners = Map.groupBy(
      await rpc('effect_agencies', { ids }, null, Owners),
      (owner) => owner.agencyId,
    );
    const results = await Promise.all(
      [...owners].map(([owner, ownIds]) => work(owner, new Set(ownIds.map(({ id }) => id)))),
    );
    return results.flat();
  };

  return {
    load: (request) => rpc('load_turn', { request }, request.agencyId, LoadedTurn),

    commit: (turn) => {
      const tasks = turn.tasks.map((task) =>
        task.op === 'open' ? { ...task, severity: severityOf(task.kind, task) } : task,
      );
      return rpc(
        'commit_turn',
        { turn: { ...turn, event: headOf(turn.event), tasks } },
        turn.agencyId,
        Committed,
      );
    },

    claim: ({ ids, agencyId, now }) =>
      forOwners(agencyId, ids, (owner, ownIds) =>
        rpc('claim_effects', { ids: [...ownIds], at: now }, owner, Claims),
      ),

    settle: ({ settlements, agencyId, now }) =>
      forOwners(
        agencyId,
        settlements.map(({ id }) => id),
        (owner, ownIds) =>
          rpc(
            'settle_effects',
            { settlements: settlements.filter(({ id }) => ownIds.has(id)), at: now },
            owner,
            Claims,
          ),
      ),

    deliveryReport: coalesce(maxReports, async (reports) => {
      await rpc('delivery_reports', { reports }, null, z.unknown());
      return reports.map(() => undefined);
    }),

    overdue: ({ now, limit }) => rpc('overdue', { at: now, at_most: limit }, null, Overdue),

    markPublished: async (ids) => {
      if (ids.length > 0) await rpc('mark_published', { ids }, null, z.unknown());
    },

    quarantine: async (entry) => {
      // The tracker's turns belong to no agency, whatever trip their event is about.
      await rpc(
        'quarantine_event',
        { entry },
        entry.agent === 'flight-tracker' ? null : entry.event.agencyId,
        z.unknown(),
      );
    },
  };
};
