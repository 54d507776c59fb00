import type { Hono } from 'hono';
import { describeError } from '#shared/actor/describe-error.ts';
import { catalogue, type EventName } from '#shared/events/catalogue.ts';
import type { ActorStore } from '#shared/ports/actor-store.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { EventBus } from '#shared/ports/event-bus.ts';
import type { Log } from '#shared/ports/log.ts';
import type { Outbox } from '#shared/ports/outbox.ts';

/**
 * Publishes at once what was left in the outbox, which the sweeper would do within 70 s. Never
 * throws.
 */
export type Relay = () => Promise<void>;

/** What the edge says itself, in requests and in bookings from the bus. */
export const eventsOfTheEdge: readonly EventName[] = catalogue
  .filter(({ producers }) => producers.some((party) => party === 'api'))
  .map(({ name }) => name);
/** What the ledger says by itself; all else of a turn the kernel publishes with its commit. */
export const eventsOfTheLedger: readonly EventName[] = ['MessageFailed'];

const limit = 20;

/**
 * Several relays at once lease events of the outbox, so that each is mostly published by one of
 * them.
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
      const events = await store.takeUnpublished({ types, now: clock.now(), limit });
      if (events.length === 0) return;
      await bus.publish(events);
      await store.markPublished(events.map(({ id }) => id));
    } catch (error) {
      log.warn('events were not published; the sweeper will', { error: describeError(error) });
    }
  };
};

const readOnly: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Publishes before it answers a request that may have written: Lambda freezes the process then. */
export const relayAfterWrites = (app: Hono, relay: Relay): Hono => {
  const { fetch } = app;
  app.fetch = async (request, ...rest) => {
    const response = await fetch(request, ...rest);
    if (!readOnly.has(request.method)) await relay();
    return response;
  };
  return app;
};
