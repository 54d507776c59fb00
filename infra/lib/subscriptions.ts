import { outsideSourcePrefix, ownSource } from '#shared/adapters/aws/queue-message.ts';
import { catalogue } from '#shared/events/catalogue.ts';
import type { Subscriber } from '#shared/events/envelope.ts';

/** One rule of the bus: a version of an event, and an agent that subscribes to it. */
export interface Subscription {
  /** The rule's name: event, version and subscriber, such as `TripBooked.v1.notifications`. */
  readonly name: string;
  readonly event: string;
  readonly version: number;
  readonly subscriber: Subscriber;
  /** Whether other systems put it on the bus, under the source of their agency. */
  readonly fromOutside: boolean;
}

/** All rules, from the event catalogue; without timer events, which schedules send to queues. */
export const subscriptions: readonly Subscription[] = catalogue
  .filter((definition) => !('timer' in definition && definition.timer))
  .flatMap(({ name: event, version, subscribers, producers }) =>
    subscribers.map((subscriber: Subscriber) => ({
      name: `${event}.v${version}.${subscriber}`,
      event,
      version,
      subscriber,
      fromOutside: producers.some((party) => party === 'outside'),
    })),
  );

/** The event sources that a rule matches: our own services, or any agency's systems. */
export const sourcesOf = ({ fromOutside }: Subscription): string[] | { prefix: string }[] =>
  fromOutside ? [{ prefix: outsideSourcePrefix }] : [ownSource];

/**
 * All agents with a queue: the subscribers of the catalogue, timers included. The intake of
 * bookings has the name of its service, `api`.
 */
export const subscribers: readonly Subscriber[] = [
  ...new Set(catalogue.flatMap(({ subscribers: all }): readonly Subscriber[] => all)),
].sort();

const agentsWithTimers: ReadonlySet<string> = new Set(
  catalogue.flatMap((definition): readonly Subscriber[] =>
    'timer' in definition && definition.timer ? definition.subscribers : [],
  ),
);
/** Whether the agent has timers, and so schedules. */
export const hasTimers = (name: string): boolean => agentsWithTimers.has(name);
