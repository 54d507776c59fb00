import type { Kernel } from '#shared/actor/kernel.ts';
import { timerEvent } from '#shared/actor/timer-event.ts';
import { epoch, minute, second } from '#shared/domain/instant.ts';
import { ActorBusy } from '#shared/errors.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { AgentName, TimerRow } from '#shared/ports/actor-store.ts';
import { deliveryRates, type Faults, timerRates } from './faults.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { Watch } from './watch.ts';
import type { WorkerProcess, Workers } from './workers.ts';

interface Message {
  readonly agent: AgentName;
  readonly event: AnyEvent;
  /** Deliveries so far. */
  deliveries: number;
  acknowledged: boolean;
  /** Counts the deliveries that may still be under way, so that only the last one's visibility timeout counts. */
  receipt: number;
}

/** What the transport is made of. */
export interface QueueDependencies {
  readonly time: VirtualTime;
  readonly faults: Faults;
  readonly workers: Workers;
  readonly watch: Watch;
  /** Which agents hear an event. */
  readonly hearersOf: (event: AnyEvent) => readonly AgentName[];
  readonly kernelOf: (worker: WorkerProcess) => Kernel;
  readonly nameOf: (actorId: string) => string;
}

/** The transport: at least once, in any order; and the scheduler, which may lose what it was told. */
export interface Queues {
  publish(events: readonly AnyEvent[]): void;
  schedule(timer: TimerRow): void;
  unschedule(timer: Pick<TimerRow, 'agent' | 'actorId' | 'kind'>): void;
}

const visibilityMs = 5 * minute;
/** More deliveries than the kernel itself gives up at: they are crashes, and the message waits in the dead-letter queue for a redrive. */
const maxDeliveries = 8;

/** How long the queues may keep a message to themselves. */
export const mostLateMinutes = 180;

export const createQueues = (deps: QueueDependencies): Queues => {
  const { time, faults, workers, watch, hearersOf, kernelOf, nameOf } = deps;
  /** Messages that wait for another to the same actor, so that two workers take a turn of it at once. */
  const held = new Map<string, Message>();
  const schedules = new Map<string, { readonly row: TimerRow }>();

  const pick = (point: string): WorkerProcess | null => {
    const running = workers.running();
    return running[Math.floor(faults.chance(`${point} goes to`) * running.length)] ?? null;
  };
  const actorOf = ({ agent, event }: Message): string =>
    event.tripId ?? ('actorId' in event.data ? event.data.actorId : agent);
  const pointOf = (message: Message): string =>
    `deliver ${message.event.type} ${nameOf(actorOf(message))}`;

  const putBack = (message: Message, ms: number): void => {
    message.receipt += 1;
    time.after(ms, () => deliver(message));
  };

  const done = (
    message: Message,
    worker: WorkerProcess,
    forget: () => void,
    result: Awaited<ReturnType<Kernel['receive']>>,
  ): void => {
    if (worker.over) return;
    forget();
    if (result.ok) {
      const { fault } = faults.strike(`acknowledge ${pointOf(message)}`, {
        'acknowledgement lost': 0.02,
      });
      if (fault === null) message.acknowledged = true;
      return;
    }
    if (result.error instanceof ActorBusy) {
      message.deliveries -= 1;
      watch.count('put back because busy');
      putBack(message, 50 + Math.floor(faults.chance(`${pointOf(message)} busy`) * 300));
      return;
    }
    watch.count('failed deliveries');
    putBack(message, Math.min(5 * minute, second * 4 ** message.deliveries));
  };

  const deliver = (message: Message): void => {
    if (message.acknowledged) return;
    const point = pointOf(message);
    const worker = pick(`${point} ${message.receipt}`);
    if (worker === null) {
      putBack(message, 2 * second);
      return;
    }
    if (message.deliveries >= maxDeliveries) {
      watch.count('redriven');
      watch.tell(() => `${message.event.type} goes to the dead-letter queue`);
      // A person redrives it: the same event in a message of its own.
      time.after(faults.amount(`${point} redrive`, 5, 40) * minute, () =>
        enqueue(message.agent, message.event),
      );
      message.acknowledged = true;
      return;
    }
    message.deliveries += 1;
    message.receipt += 1;
    const { receipt } = message;
    time.after(visibilityMs, () => {
      if (!message.acknowledged && message.receipt === receipt) deliver(message);
    });
    const onCrash = (): void => {
      if (message.receipt === receipt)
        putBack(message, faults.amount(`${point} visible again`, 1_000, 60_000));
    };
    worker.crashListeners.add(onCrash);
    watch.count('deliveries');
    const forget = (): void => {
      worker.crashListeners.delete(onCrash);
    };
    void kernelOf(worker)
      .receive(message.agent, message.event, { deliveries: message.deliveries })
      .then((result) => done(message, worker, forget, result));
  };

  /** Minutes, or hours where the queue stood still. */
  const lateness = (key: string): number =>
    faults.chance(`${key} stands still`) < 0.3
      ? faults.amount(key, 15, mostLateMinutes) * minute
      : faults.amount(key, 5, 900) * second;

  const enqueue = (agent: AgentName, event: AnyEvent): void => {
    const message: Message = { agent, event, deliveries: 0, acknowledged: false, receipt: 0 };
    const { fault, key } = faults.strike(pointOf(message), deliveryRates);
    const delay = 1 + Math.floor(faults.chance(`${key} arrives`) * 200);
    const lane = `${agent} ${nameOf(actorOf(message))}`;
    const companion = held.get(lane);
    held.delete(lane);
    if (companion) time.after(delay, () => deliver(companion));
    if (fault === 'delivered with the next one') {
      held.set(lane, message);
      time.after(visibilityMs, () => deliver(message));
    } else if (fault === 'delivery dropped') time.after(visibilityMs, () => deliver(message));
    else time.after(fault === 'delivered late' ? lateness(key) : delay, () => deliver(message));
    // A second copy: another message with the same event.
    if (fault === 'delivered twice')
      time.after(
        faults.amount(key, 0, 400) * (faults.chance(`${key} much later`) < 0.5 ? 1 : second),
        () => deliver({ agent, event, deliveries: 0, acknowledged: false, receipt: 0 }),
      );
  };

  const scheduleKey = ({
    agent,
    actorId,
    kind,
  }: Pick<TimerRow, 'agent' | 'actorId' | 'kind'>): string => `${agent}|${actorId}|${kind}`;

  return {
    publish: (events) => {
      for (const event of events) for (const agent of hearersOf(event)) enqueue(agent, event);
    },
    schedule: (row) => {
      const key = scheduleKey(row);
      const entry = { row };
      schedules.set(key, entry);
      const { fault, key: name } = faults.strike(
        `schedule ${row.kind} ${nameOf(row.actorId)}`,
        timerRates,
      );
      if (fault === 'schedule lost') return;
      const fire = (): void => {
        if (schedules.get(key) === entry) enqueue(row.agent, timerEvent(row));
      };
      const moved =
        fault === 'fired late'
          ? faults.amount(name, 1, 600) * second
          : fault === 'fired early'
            ? -faults.amount(name, 1, 10) * second
            : 0;
      time.at(epoch(row.due) + moved, fire);
      if (fault === 'fired twice')
        time.at(epoch(row.due) + faults.amount(name, 0, 300) * second, fire);
    },
    unschedule: (timer) => {
      schedules.delete(scheduleKey(timer));
    },
  };
};
