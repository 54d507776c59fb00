import type { JobHelpers, TaskList } from 'graphile-worker';
import { z } from 'zod';
import type { AnyAgent } from '#shared/actor/any-agent.ts';
import { eventFields } from '#shared/actor/event-log.ts';
import type { Kernel } from '#shared/actor/kernel.ts';
import { timerEvent } from '#shared/actor/timer-event.ts';
import type { Sealing } from '#shared/adapters/sealing/sealing.ts';
import { withDeadline } from '#shared/deadline.ts';
import { Instant } from '#shared/domain/instant.ts';
import { ActorBusy, type BauhausError } from '#shared/errors.ts';
import { type AnyEvent, type EventOf, parseEvent } from '#shared/events/catalogue.ts';
import { timerKinds } from '#shared/events/timers.ts';
import { type AgentName, agentNames } from '#shared/ports/actor-store.ts';
import type { Ids } from '#shared/ports/ids.ts';
import type { Log } from '#shared/ports/log.ts';
import { createActorGate } from './actor-gate.ts';
import { openedBooking } from './sealed-booking.ts';

/** What jobs do: the kernel's turns, sends and sweeps, and bookings of other systems. */
export interface EngineWork extends Pick<Kernel, 'receive' | 'wake' | 'sweep'> {
  /** The first actor of the agent that the event is for; null where it is for none. */
  actorOf(agent: AgentName, event: AnyEvent): string | null;
  /** Books what another system published; throws where that is to be retried. */
  book(event: EventOf<'TripBookingReceived'>): Promise<unknown>;
  /** Tries a delivery to a system of an agency; throws where it could not be claimed. */
  deliver(agencyId: string, deliveryId: string): Promise<void>;
  /** Goes on with an imported file; `false`: somebody else has it at the moment. */
  workOnImport(event: EventOf<'ImportWorkRequested'>): Promise<boolean>;
}

const AgentNames = z.enum(agentNames);
const AgentJob = z.object({
  agent: z.enum([...agentNames, 'api']),
  event: z.unknown(),
  deliveries: z.int().default(0).describe('Deliveries counted before this job.'),
});
const TimerJob = z.object({
  agent: AgentNames,
  actorId: z.string(),
  kind: z.enum(timerKinds),
  generation: z.int(),
  due: Instant,
  agencyId: z.string().nullable(),
  tripId: z.string().nullable(),
});
const SendJob = z.object({ id: z.uuid(), agencyId: z.uuid() });
const IntakeJob = z.object({ event: z.unknown() });

/** How long an event waits whose actor is busy in another process. */
const busyDelayMs = 50;
const busyJitterMs = 250;
/** How long work on a file waits that somebody else is doing. */
const importBusyMs = 5_000;
/** Time of one turn, send or sweep: as much as the slowest function has on AWS. */
const workLimitMs = 2 * 60_000;

/** What a failed job throws. Its message is stored beside the job, so it names only the error. */
class JobFailed extends Error {
  constructor(error: BauhausError) {
    super(error.name, { cause: error });
    this.name = 'JobFailed';
  }
}

/** The work of these agents' kernel. */
export const engineWork = (
  kernel: Kernel,
  agents: readonly AnyAgent[],
  book: EngineWork['book'],
  more: Partial<Pick<EngineWork, 'deliver' | 'workOnImport'>> = {},
): EngineWork => {
  const byName = new Map(agents.map((agent) => [agent.name, agent]));
  return {
    receive: (...delivery) => withDeadline(workLimitMs, () => kernel.receive(...delivery)),
    wake: (...effects) => withDeadline(workLimitMs, () => kernel.wake(...effects)),
    sweep: () => withDeadline(workLimitMs, kernel.sweep),
    actorOf: (name, event) => byName.get(name)?.turns(event)?.[0]?.address.actorId ?? null,
    book,
    deliver: (...delivery) => withDeadline(workLimitMs, async () => more.deliver?.(...delivery)),
    workOnImport: more.workOnImport ?? (async () => true),
  };
};

/** The tasks of graphile-worker. What throws is retried with its exponential backoff. */
export const engineTasks = (deps: {
  readonly work: EngineWork;
  readonly sealing: Sealing;
  readonly ids: Ids;
  readonly log: Log;
}): TaskList => {
  const { work, sealing, ids, log } = deps;
  const gate = createActorGate();

  const deliver = async (
    agent: AgentName,
    event: AnyEvent,
    earlierDeliveries: number,
    helpers: JobHelpers,
  ): Promise<void> => {
    const deliveries = earlierDeliveries + helpers.job.attempts;
    /** Queues the event again without counting this as a delivery. */
    const postpone = (delayMs: number) =>
      helpers.addJob(
        'agent',
        { agent, event, deliveries: deliveries - 1 },
        {
          runAt: new Date(Date.now() + delayMs),
          priority: helpers.job.priority,
          jobKey: `event:${event.id}:${agent}`,
        },
      );
    const outcome = await gate.run(`${agent} ${work.actorOf(agent, event)}`, () =>
      work.receive(agent, event, { deliveries }),
    );
    if (outcome.kind === 'crowded') {
      await postpone(outcome.retryAfterMs);
      return;
    }
    const result = outcome.value;
    if (result.ok) return;
    const { error } = result;
    if (error instanceof ActorBusy) {
      // A turn of another process has the actor.
      await postpone(busyDelayMs + ids.chance() * busyJitterMs);
      return;
    }
    log.warn('a turn failed', {
      agent,
      ...eventFields(event),
      error: error.name,
      retryable: error.retryable,
      deliveries,
    });
    // An event that can never succeed is quarantined and `ok`: this one could not be quarantined.
    throw new JobFailed(error);
  };

  return {
    agent: async (payload, helpers) => {
      const { agent, event: raw, deliveries } = AgentJob.parse(payload);
      const event = parseEvent(raw);
      if (agent !== 'api') await deliver(agent, event, deliveries, helpers);
      else if (event.type === 'ImportWorkRequested' && !(await work.workOnImport(event)))
        await helpers.addJob(
          'agent',
          { agent, event },
          { runAt: new Date(Date.now() + importBusyMs), jobKey: `event:${event.id}:${agent}` },
        );
    },
    timer: async (payload, helpers) => {
      const row = TimerJob.parse(payload);
      await deliver(row.agent, timerEvent(row), 0, helpers);
    },
    send: async (payload) => {
      const { id, agencyId } = SendJob.parse(payload);
      const result = await work.wake([id], agencyId);
      if (!result.ok) throw new JobFailed(result.error);
    },
    deliver: async (payload) => {
      const { id, agencyId } = SendJob.parse(payload);
      await work.deliver(agencyId, id);
    },
    intake: async (payload) => {
      const event = await openedBooking(IntakeJob.parse(payload).event, sealing);
      if (event.type === 'TripBookingReceived') await work.book(event);
    },
  };
};
