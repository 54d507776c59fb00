import { outsideSourcePrefix, ownSource } from '#shared/adapters/aws/queue-message.ts';
import { catalogue } from '#shared/events/catalogue.ts';
import type { Subscriber } from '#shared/events/envelope.ts';

/** One subscriber's interest in one version of one event: one rule of the bus. */
export interface Subscription {
  /** Of the rule: the event's schema and who hears it, `TripBooked.v1.notifications`. */
  readonly name: string;
  readonly event: string;
  readonly version: number;
  readonly subscriber: Subscriber;
  /** Whether other systems put it on the bus, under a source of their agency's. */
  readonly fromOutside: boolean;
}

/** The rules the event catalogue asks for. Timer events are not among them: a schedule puts them into the one agent's queue. */
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

/** Sources that a subscription's event may come from: our own services, or any agency's systems. */
export const sourcesOf = ({ fromOutside }: Subscription): string[] | { prefix: string }[] =>
  fromOutside ? [{ prefix: outsideSourcePrefix }] : [ownSource];

/** Agents with a queue: everybody the catalogue names as a subscriber, timers included. The intake of bookings goes by the name of the service it belongs to, `api`. */
export const subscribers: readonly Subscriber[] = [
  ...new Set(catalogue.flatMap(({ subscribers: all }): readonly Subscriber[] => all)),
].sort();

const timed: ReadonlySet<string> = new Set(
  catalogue.flatMap((definition): readonly Subscriber[] =>
    'timer' in definition && definition.timer ? definition.subscribers : [],
  ),
);
/** Whether schedules wake this agent. */
export const hasTimers = (name: string): boolean => timed.has(name);
