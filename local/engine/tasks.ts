import type { JobHelpers, TaskList } from 'graphile-worker';
import { z } from 'zod';
import type { Kernel } from '#shared/actor/kernel.ts';
import { timerEvent } from '#shared/actor/timer-event.ts';
import { Instant } from '#shared/domain/instant.ts';
import { ActorBusy, type BauhausError } from '#shared/errors.ts';
import { type AnyEvent, type EventOf, parseEvent, timerKinds } from '#shared/events/catalogue.ts';
import type { AgentName } from '#shared/ports/actor-store.ts';
import type { Ids } from '#shared/ports/ids.ts';
import type { Log } from '#shared/ports/log.ts';

/** What the engine does when a job's time has come: the kernel's turns, sends and sweeps, and bookings from outside. */
export interface EngineWork extends Pick<Kernel, 'receive' | 'wake' | 'sweep'> {
  /** Books what another system put on the bus; throws where that is to be tried again. */
  book(event: EventOf<'TripBookingReceived'>): Promise<unknown>;
}

const AgentNames = z.enum(['flight-tracker', 'notifications', 'itinerary', 'concierge']);
const AgentJob = z.object({ agent: AgentNames, event: z.unknown(), deliveries: z.int().default(0).describe('Before this job.') });
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

/** The tasks of graphile-worker. A thrown error puts the job back with graphile-worker's own growing pause. */
export const engineTasks = (deps: { readonly work: EngineWork; readonly ids: Ids; readonly log: Log }): TaskList => {
  const { work, ids, log } = deps;

  const deliver = async (agent: AgentName, event: AnyEvent, before: number, helpers: JobHelpers): Promise<void> => {
    const deliveries = before + helpers.job.attempts;
    const result = await work.receive(agent, event, { deliveries });
    if (result.ok) return;
    const { error } = result;
    if (error instanceof ActorBusy) {
      // Somebody else's turn was in the way: that is no failed delivery, and the next try comes soon.
      const runAt = new Date(Date.now() + busyBaseMs + ids.chance() * busySpreadMs);
      await helpers.addJob('agent', { agent, event, deliveries: deliveries - 1 }, { runAt, priority: helpers.job.priority, jobKey: `event:${event.id}:${agent}` });
      return;
    }
    log.warn('a turn failed', { agent, eventId: event.id, type: event.type, error: error.name, retryable: error.retryable, deliveries });
    if (error.retryable) throw new JobFailed(error);
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
