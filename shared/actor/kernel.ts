import { setTimeout as delay } from 'node:timers/promises';
import { type Instant, latest } from '#shared/domain/instant.ts';
import { ActorBusy, type BauhausError, EventTooOld, InvariantBroken } from '#shared/errors.ts';
import { type AnyEvent, isTimerEvent } from '#shared/events/catalogue.ts';
import type { TimerKind } from '#shared/events/timers.ts';
import type {
  ActorStore,
  AgentName,
  ClaimedEffect,
  CommitResult,
  Loaded,
} from '#shared/ports/actor-store.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { EventBus } from '#shared/ports/event-bus.ts';
import type { Ids } from '#shared/ports/ids.ts';
import type { Log } from '#shared/ports/log.ts';
import type { MessageSender } from '#shared/ports/message-sender.ts';
import type { Timers } from '#shared/ports/timers.ts';
import { attempt, failed, ok, type Result } from '#shared/result.ts';
import type { Address } from './agent.ts';
import type { AnyAgent, RequestedTurn } from './any-agent.ts';
import { describeError } from './describe-error.ts';
import { eventFields, logWith } from './event-log.ts';
import { createPerform } from './perform.ts';
import { createSweep, type SweepReport } from './sweeper.ts';
import { isTooOld } from './too-old.ts';

/** Dependencies of `createKernel`. */
export interface KernelDependencies {
  readonly store: ActorStore;
  readonly sender: MessageSender;
  readonly bus: EventBus;
  readonly timers: Timers;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly agents: readonly AnyAgent[];
  /** Waits between two tries of a turn, in ms; replaced where time is virtual. */
  readonly pause?: (ms: number) => Promise<void>;
}

/** The outcome of one event at one actor. `stale`: its timer was set again or cleared since. */
export interface ActorTurn {
  readonly actorId: string;
  readonly outcome: 'committed' | 'taken' | 'stale' | 'quarantined';
  /** Tries of the turn; 0 where the event was quarantined. */
  readonly tries: number;
  /** Effects that the turn itself performed. */
  readonly effects: number;
}

/** The outcomes of one event at every actor that it is for. */
export interface TurnReport {
  readonly turns: readonly ActorTurn[];
}

/** Runs agents: the only way events become state, messages and further events (DESIGN §1). */
export interface Kernel {
  /**
   * Runs the agent's turn of an event at every actor that it is for. A success acknowledges the
   * delivery, a failure returns it to the queue; `ActorBusy` does not count as a failed delivery. A
   * defect is quarantined and acknowledged. `deliveries` is how often the event has been delivered,
   * this time included; it is logged.
   */
  receive(
    agentName: AgentName,
    event: AnyEvent,
    delivery: { readonly deliveries: number },
  ): Promise<Result<TurnReport>>;
  /** Performs effects that are already claimed. Never throws. */
  perform(claimed: readonly ClaimedEffect[]): Promise<void>;
  /**
   * Claims the effects that are due and performs them; resolves to their number. A null agency
   * runs as `system`.
   */
  wake(effectIds: readonly string[], agencyId: string | null): Promise<Result<number>>;
  /** Wakes what is overdue. */
  sweep(): Promise<Result<SweepReport>>;
}

/** Tries of a turn that meets conflicts, before the delivery goes back. */
const maxTries = 6;

const timerOf = (
  event: AnyEvent,
): { readonly kind: TimerKind; readonly generation: number; readonly due: Instant } | null =>
  isTimerEvent(event)
    ? { kind: event.type, generation: event.data.generation, due: event.data.due }
    : null;

const isStale = (event: AnyEvent, loaded: Loaded): boolean => {
  const timer = timerOf(event);
  return timer !== null && timer.generation !== loaded.timerGeneration;
};

/**
 * Whether another delivery of the event is useless: only a defect is. What a service, a setting or
 * another turn is to blame for is delivered again, as often as the queue allows.
 */
const isDefect = (error: BauhausError): boolean => !error.retryable;

/** Creates a kernel for the given agents. */
export const createKernel = (dependencies: KernelDependencies): Kernel => {
  const { store, bus, timers, clock, ids, log, agents } = dependencies;
  const pause = dependencies.pause ?? ((ms: number) => delay(ms));
  const perform = createPerform(dependencies);
  const byName = new Map(agents.map((agent) => [agent.name, agent]));

  const load = (agent: AgentName, address: Address, event: AnyEvent) =>
    store.load({
      agent,
      actorId: address.actorId,
      eventId: event.id,
      agencyId: tenantOf(address, event),
      tripId: address.tripId ?? null,
      journeyId: address.journeyId,
      conversation: address.conversation ?? null,
      flightKey: address.flightKey ?? null,
      duty: address.duty,
      timerKind: timerOf(event)?.kind ?? null,
    });

  /** Publishes, schedules and performs. Never fails the turn: the sweeper does what was missed. */
  const afterCommit = async (
    turnLog: Log,
    events: readonly AnyEvent[],
    result: Extract<CommitResult, { kind: 'committed' }>,
  ): Promise<void> => {
    const warnThat = (problem: string) => (error: unknown) =>
      turnLog.warn(`${problem}; the sweeper will`, { error: describeError(error) });
    const publish = async () => {
      if (events.length === 0 || bus.transactional) return;
      await bus.publish(events);
      await store.markPublished(events.map((event) => event.id));
    };
    const schedule = async () => {
      for (const { due, ...timer } of result.timers)
        await (due === null ? timers.clear(timer) : timers.set({ ...timer, due }));
    };
    await Promise.all([
      publish().catch(warnThat('events were not published')),
      schedule().catch(warnThat('timers were not scheduled')),
      perform(result.claimed, turnLog),
    ]);
  };

  const runTurn = async (
    agent: AgentName,
    { address, decide }: RequestedTurn,
    event: AnyEvent,
    turnLog: Log,
  ): Promise<ActorTurn> => {
    const { actorId } = address;
    for (let tries = 1; tries <= maxTries; tries++) {
      const loaded = await load(agent, address, event);
      if (loaded.taken) return { actorId, outcome: 'taken', tries, effects: 0 };
      if (isStale(event, loaded)) return { actorId, outcome: 'stale', tries, effects: 0 };
      // The engine's clock may be ahead: `decide` must not see a `now` before the timer's due.
      const now = latest(clock.now(), timerOf(event)?.due) ?? clock.now();
      const decided = await decide(loaded, now);
      const result = await store.commit({
        agent,
        actorId,
        agencyId: tenantOf(address, event),
        event,
        now,
        expectedVersion: loaded.version,
        ...decided,
      });
      if (result.kind === 'taken') return { actorId, outcome: 'taken', tries, effects: 0 };
      if (result.kind === 'committed') {
        await afterCommit(turnLog, decided.events, result);
        return { actorId, outcome: 'committed', tries, effects: result.claimed.length };
      }
      if (tries < maxTries) await pause(Math.round(ids.chance() * 10 * 2 ** tries));
    }
    throw new ActorBusy(`${agent} lost every try of a turn`);
  };

  const receiveOne = async (
    agent: AgentName,
    requested: RequestedTurn,
    event: AnyEvent,
    deliveries: number,
  ): Promise<Result<ActorTurn>> => {
    const { address } = requested;
    const { actorId } = address;
    const turnLog = logWith(log, {
      agent,
      ...eventFields(event),
      flightKey: address.flightKey,
      deliveries,
    });
    const turn = await attempt(async () => {
      if (isTooOld(event, clock.now())) throw new EventTooOld();
      return runTurn(agent, requested, event, turnLog);
    });
    if (turn.ok) {
      turnLog.info('turn', { outcome: turn.value.outcome, tries: turn.value.tries });
      return turn;
    }
    const error = describeError(turn.error);
    if (!isDefect(turn.error)) {
      turnLog.warn('turn failed', { error });
      return turn;
    }
    const quarantined = await attempt(() =>
      store.quarantine({ agent, actorId, event, error, now: clock.now() }),
    );
    turnLog.error('turn quarantined', { error, stored: quarantined.ok });
    return quarantined.ok
      ? ok({ actorId, outcome: 'quarantined', tries: 0, effects: 0 })
      : quarantined;
  };

  const receive: Kernel['receive'] = async (agentName, event, { deliveries }) => {
    const agent = byName.get(agentName);
    if (!agent) return failed(new InvariantBroken(`no agent ${agentName} here`));
    const requested = agent.turns(event);
    if (requested === null)
      return failed(new InvariantBroken(`${agentName} does not receive ${event.type}`));
    const turns: ActorTurn[] = [];
    let failure: BauhausError | null = null;
    for (const request of requested) {
      const turn = await receiveOne(agentName, request, event, deliveries);
      if (turn.ok) turns.push(turn.value);
      else failure ??= turn.error;
    }
    return failure ? failed(failure) : ok({ turns });
  };

  const wake: Kernel['wake'] = (effectIds, agencyId) =>
    attempt(async () => {
      const claimed = await store.claim({ ids: effectIds, agencyId, now: clock.now() });
      await perform(claimed);
      return claimed.length;
    });

  return {
    receive,
    perform: (claimed) => perform(claimed),
    wake,
    sweep: createSweep({ store, bus, clock, log, receive, wake, agents: new Set(byName.keys()) }),
  };
};

/** Turns of flights belong to no tenant, all others to the event's. */
const tenantOf = (address: Address, event: AnyEvent): string | null =>
  address.flightKey === undefined ? event.agencyId : null;
