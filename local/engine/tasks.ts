import type { JobHelpers, TaskList } from 'graphile-worker';
import { z } from 'zod';
import type { AnyAgent } from '#shared/actor/any-agent.ts';
import { eventFields } from '#shared/actor/event-log.ts';
import type { Kernel } from '#shared/actor/kernel.ts';
import { timerEvent } from '#shared/actor/timer-event.ts';
import { Instant } from '#shared/domain/instant.ts';
import { ActorBusy, type BauhausError } from '#shared/errors.ts';
import { type AnyEvent, type EventOf, parseEvent } from '#shared/events/catalogue.ts';
import { timerKinds } from '#shared/events/timers.ts';
import type { AgentName } from '#shared/ports/actor-store.ts';
import type { Ids } from '#shared/ports/ids.ts';
import type { Log } from '#shared/ports/log.ts';
import { createActorGate } from './actor-gate.ts';

/** What the engine does when a job's time has come: the kernel's turns, sends and sweeps, and bookings from outside. */
export interface EngineWork extends Pick<Kernel, 'receive' | 'wake' | 'sweep'> {
  /** The actor of the agent that the event is for first; null where it concerns none. */
  actorOf(agent: AgentName, event: AnyEvent): string | null;
  /** Books what another system put on the bus; throws where that is to be tried again. */
  book(event: EventOf<'TripBookingReceived'>): Promise<unknown>;
}

const AgentNames = z.enum(['flight-tracker', 'notifications', 'itinerary', 'concierge']);
const AgentJob = z.object({
  agent: AgentNames,
  event: z.unknown(),
  deliveries: z.int().default(0).describe('Before this job.'),
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

const busyBaseMs = 50;
const busySpreadMs = 250;

/** A failure as graphile-worker shall see it: its message is kept beside the job, so it says only the kind of error. */
class JobFailed extends Error {
  constructor(error: BauhausError) {
    super(error.name, { cause: error });
    this.name = 'JobFailed';
  }
}

/** What the kernel does, and which actor an event is for, of these agents. */
export const engineWork = (
  kernel: Kernel,
  agents: readonly AnyAgent[],
  book: EngineWork['book'],
): EngineWork => {
  const byName = new Map(agents.map((agent) => [agent.name, agent]));
  return {
    ...kernel,
    actorOf: (name, event) => byName.get(name)?.turns(event)?.[0]?.address.actorId ?? null,
    book,
  };
};

/** The tasks of graphile-worker. A thrown error puts the job back with graphile-worker's own growing pause. */
export const engineTasks = (deps: {
  readonly work: EngineWork;
  readonly ids: Ids;
  readonly log: Log;
}): TaskList => {
  const { work, ids, log } = deps;

  const gate = createActorGate();

  const deliver = async (
    agent: AgentName,
    event: AnyEvent,
    before: number,
    helpers: JobHelpers,
  ): Promise<void> => {
    const deliveries = before + helpers.job.attempts;
    /** Puts the event back without counting this as a delivery. */
    const later = (ms: number) =>
      helpers.addJob(
        'agent',
        { agent, event, deliveries: deliveries - 1 },
        {
          runAt: new Date(Date.now() + ms),
          priority: helpers.job.priority,
          jobKey: `event:${event.id}:${agent}`,
        },
      );
    const passed = await gate.run(`${agent} ${work.actorOf(agent, event)}`, () =>
      work.receive(agent, event, { deliveries }),
    );
    if (passed.kind === 'crowded') {
      await later(passed.comeBackInMs);
      return;
    }
    const result = passed.value;
    if (result.ok) return;
    const { error } = result;
    if (error instanceof ActorBusy) {
      // Another process's turn was in the way.
      await later(busyBaseMs + ids.chance() * busySpreadMs);
      return;
    }
    log.warn('a turn failed', {
      agent,
      ...eventFields(event),
      error: error.name,
      retryable: error.retryable,
      deliveries,
    });
    // What can never succeed is in quarantine, and no failure: this one could not even be put there.
    throw new JobFailed(error);
  };

  return {
    agent: async (payload, helpers) => {
      const { agent, event, deliveries } = AgentJob.parse(payload);
      await deliver(agent, parseEvent(event), deliveries, helpers);
    },
    timer: async (payload, helpers) => {
      const row = TimerJob.parse(payload);
      await deliver(row.agent, timerEvent(row), 0, helpers);
    },
    send: async (payload) => {
      const { id, agencyId } = SendJob.parse(payload);
      const woken = await work.wake([id], agencyId);
      if (!woken.ok) throw new JobFailed(woken.error);
    },
    intake: async (payload) => {
      const event = parseEvent(IntakeJob.parse(payload).event);
      if (event.type === 'TripBookingReceived') await work.book(event);
    },
  };
};
