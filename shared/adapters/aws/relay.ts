import type { Hono } from 'hono';
import { describeError } from '#shared/actor/describe-error.ts';
import { catalogue, type EventName } from '#shared/events/catalogue.ts';
import type { ActorStore } from '#shared/ports/actor-store.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { EventBus } from '#shared/ports/event-bus.ts';
import type { Log } from '#shared/ports/log.ts';
import type { Outbox } from '#shared/ports/outbox.ts';

/** Publishes what is in the outbox now; the sweeper would within 70 s. Never throws. */
export type Relay = () => Promise<void>;

/** Types that the API announces, in requests and for bookings from the bus. */
export const apiEvents: readonly EventName[] = catalogue
  .filter(({ producers }) => producers.some((party) => party === 'api'))
  .map(({ name }) => name);
/**
 * Types that the database announces, of messages and incidents; the kernel publishes all others
 * with its commit.
 */
export const ledgerEvents: readonly EventName[] = catalogue
  .filter(({ producers }) => producers.some((party) => party === 'kernel'))
  .map(({ name }) => name);

const maxEvents = 20;

/**
 * Creates a relay of events of these types. Concurrent relays lease what they take, so that each
 * event is mostly published once.
 */
export const createRelay = (
  deps: {
    readonly store: Outbox & Pick<ActorStore, 'markPublished'>;
    readonly bus: EventBus;
    readonly clock: Clock;
    readonly log: Log;
  },
  types: readonly EventName[],
): Relay => {
  const { store, bus, clock, log } = deps;
  return async () => {
    try {
      const events = await store.takeUnpublished({ types, now: clock.now(), limit: maxEvents });
      if (events.length === 0) return;
      await bus.publish(events);
      await store.markPublished(events.map(({ id }) => id));
    } catch (error) {
      log.warn('events were not published; the sweeper will', { error: describeError(error) });
    }
  };
};

const readMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Publishes before a request that may have written is answered: Lambda freezes the process after.
 */
export const relayAfterWrites = (app: Hono, relay: Relay): Hono => {
  const { fetch } = app;
  app.fetch = async (request, ...rest) => {
    const response = await fetch(request, ...rest);
    if (!readMethods.has(request.method)) await relay();
    return response;
  };
  return app;
};
