import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { ActorStore, AgentName } from '#shared/ports/actor-store.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { EventBus } from '#shared/ports/event-bus.ts';
import type { Log } from '#shared/ports/log.ts';
import { attempt, type Result } from '#shared/result.ts';
import { timerEvent } from './timer-event.ts';

/** How much one sweep found overdue and woke. */
export interface SweepReport {
  readonly timers: number;
  readonly effects: number;
  readonly events: number;
}

interface SweepDependencies {
  readonly store: Pick<ActorStore, 'overdue' | 'markPublished'>;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly log: Log;
  /** `Kernel.receive`; what fails is left for the next sweep. */
  readonly receive: (
    agent: AgentName,
    event: AnyEvent,
    delivery: { readonly deliveries: number },
  ) => Promise<Result<unknown>>;
  /** `Kernel.wake`; what fails is left for the next sweep. */
  readonly wake: (
    effectIds: readonly string[],
    agencyId: string | null,
  ) => Promise<Result<unknown>>;
  readonly agents: ReadonlySet<AgentName>;
  /** Rows of each kind that one sweep takes: 200. */
  readonly limit?: number;
}

/**
 * Creates the safety net under all queues and schedules: it finds overdue timers, messages and
 * events and wakes them. Messages are sent only through a claim.
 */
export const createSweep = ({
  store,
  bus,
  clock,
  log,
  receive,
  wake,
  agents,
  limit = 200,
}: SweepDependencies): (() => Promise<Result<SweepReport>>) => {
  const publishAgain = async (events: readonly AnyEvent[]): Promise<void> => {
    // A transactional bus ignores `publish`: marking these events as published would lose them.
    if (events.length === 0 || bus.transactional) return;
    await bus.publish(events);
    await store.markPublished(events.map((event) => event.id));
  };

  return () =>
    attempt(async () => {
      const { timers, effects, events } = await store.overdue({ now: clock.now(), limit });
      const ownTimers = timers.filter((timer) => agents.has(timer.agent));
      const byAgency = Map.groupBy(effects, (effect) => effect.agencyId);
      // Each on its own: one failure must not keep the rest from waking; the next sweep finds it.
      await Promise.all([
        attempt(() => publishAgain(events)),
        ...ownTimers.map((timer) => receive(timer.agent, timerEvent(timer), { deliveries: 1 })),
        ...[...byAgency].map(([agencyId, due]) =>
          wake(
            due.map((effect) => effect.id),
            agencyId,
          ),
        ),
      ]);
      const report: SweepReport = {
        timers: ownTimers.length,
        effects: effects.length,
        events: events.length,
      };
      if (report.timers + report.effects + report.events > 0) log.info('swept', { ...report });
      return report;
    });
};
