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

interface QueueMessage {
  readonly agent: AgentName;
  readonly event: AnyEvent;
  /** Deliveries so far. */
  deliveries: number;
  acknowledged: boolean;
  /** Goes up with each delivery, so that only the last one's visibility timeout counts. */
  receipt: number;
}

/** What the queues need. */
export interface QueueDependencies {
  readonly time: VirtualTime;
  readonly faults: Faults;
  readonly workers: Workers;
  readonly watch: Watch;
  /** The agents that subscribe to an event. */
  readonly subscribersOf: (event: AnyEvent) => readonly AgentName[];
  readonly kernelOf: (worker: WorkerProcess) => Kernel;
  readonly nameOf: (actorId: string) => string;
}

/** Queues that deliver at least once and in any order, and a scheduler that may lose timers. */
export interface Queues {
  publish(events: readonly AnyEvent[]): void;
  schedule(timer: TimerRow): void;
  unschedule(timer: Pick<TimerRow, 'agent' | 'actorId' | 'kind'>): void;
}

const visibilityMs = 5 * minute;
/** As many as AWS allows in production, within a small factor; then a redrive is needed. */
const maxDeliveries = 8;

/** The longest delay of a message in a queue. */
export const maxLatenessMinutes = 180;

/** Builds the queues of a run. */
export const createQueues = (deps: QueueDependencies): Queues => {
  const { time, faults, workers, watch, subscribersOf, kernelOf, nameOf } = deps;
  /** Messages held back until the next one to the same actor, so that two turns race. */
  const heldBack = new Map<string, QueueMessage>();
  const schedules = new Map<string, { readonly row: TimerRow }>();

  const pickWorker = (point: string): WorkerProcess | null => {
    const running = workers.running();
    return running[Math.floor(faults.chance(`${point} goes to`) * running.length)] ?? null;
  };
  const actorOf = ({ agent, event }: QueueMessage): string =>
    event.tripId ?? ('actorId' in event.data ? event.data.actorId : agent);
  const pointOf = (message: QueueMessage): string =>
    `deliver ${message.event.type} ${nameOf(actorOf(message))}`;

  const putBack = (message: QueueMessage, ms: number): void => {
    message.receipt += 1;
    time.after(ms, () => deliver(message));
  };

  const onResult = (
    message: QueueMessage,
    worker: WorkerProcess,
    removeListener: () => void,
    result: Awaited<ReturnType<Kernel['receive']>>,
  ): void => {
    if (worker.hasCrashed) return;
    removeListener();
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

  const deliver = (message: QueueMessage): void => {
    if (message.acknowledged) return;
    const point = pointOf(message);
    const worker = pickWorker(`${point} ${message.receipt}`);
    if (worker === null) {
      putBack(message, 2 * second);
      return;
    }
    if (message.deliveries >= maxDeliveries) {
      watch.count('redriven');
      watch.narrate(() => `${message.event.type} goes to the dead-letter queue`);
      // A person redrives it: a new message with the same event.
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
    const removeListener = (): void => {
      worker.crashListeners.delete(onCrash);
    };
    void kernelOf(worker)
      .receive(message.agent, message.event, { deliveries: message.deliveries })
      .then((result) => onResult(message, worker, removeListener, result));
  };

  /** Seconds to minutes, or hours where the queue stood still. */
  const latenessMs = (key: string): number =>
    faults.chance(`${key} stands still`) < 0.3
      ? faults.amount(key, 15, maxLatenessMinutes) * minute
      : faults.amount(key, 5, 900) * second;

  const enqueue = (agent: AgentName, event: AnyEvent): void => {
    const message: QueueMessage = { agent, event, deliveries: 0, acknowledged: false, receipt: 0 };
    const { fault, key } = faults.strike(pointOf(message), deliveryRates);
    // To workers that said nothing of it: with the next failure it is a dead letter.
    if (fault === 'delivered often before') message.deliveries = maxDeliveries - 1;
    const delayMs = 1 + Math.floor(faults.chance(`${key} arrives`) * 200);
    const lane = `${agent} ${nameOf(actorOf(message))}`;
    const companion = heldBack.get(lane);
    heldBack.delete(lane);
    if (companion) time.after(delayMs, () => deliver(companion));
    if (fault === 'delivered with the next one') {
      heldBack.set(lane, message);
      time.after(visibilityMs, () => deliver(message));
    } else if (fault === 'delivery dropped') time.after(visibilityMs, () => deliver(message));
    else time.after(fault === 'delivered late' ? latenessMs(key) : delayMs, () => deliver(message));
    // A second message with the same event.
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
      for (const event of events) for (const agent of subscribersOf(event)) enqueue(agent, event);
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
      const offsetMs =
        fault === 'fired late'
          ? faults.amount(name, 1, 600) * second
          : fault === 'fired early'
            ? -faults.amount(name, 1, 10) * second
            : 0;
      time.at(epoch(row.due) + offsetMs, fire);
      if (fault === 'fired twice')
        time.at(epoch(row.due) + faults.amount(name, 0, 300) * second, fire);
    },
    unschedule: (timer) => {
      schedules.delete(scheduleKey(timer));
    },
  };
};
