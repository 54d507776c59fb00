import { setTimeout as delay } from 'node:timers/promises';
import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import { ServiceUnavailable } from '#shared/errors.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { EventBus } from '#shared/ports/event-bus.ts';
import { ownSource } from './queue-message.ts';

/** What the bus is made of. */
export interface EventBridgeBusOptions {
  readonly client: Pick<EventBridgeClient, 'send'>;
  readonly busName: string;
  readonly pause?: (ms: number) => Promise<unknown>;
  readonly chance?: () => number;
}

/**
 * PutEvents takes ten entries, and answers for each of them alone. Our events are ids and facts, so
 * that ten of them stay far below its 256 KB.
 */
const batchSize = 10;
const tries = 3;
const pauseMs = 100;

const entryOf = (event: AnyEvent, busName: string): PutEventsRequestEntry => ({
  EventBusName: busName,
  Source: ownSource,
  DetailType: event.type,
  Time: new Date(event.time),
  Detail: JSON.stringify(event),
});

/**
 * `EventBus` on an EventBridge bus. Entries that were refused are tried again, the others are not;
 * what is refused to the end fails the whole call, so that all of it stays in the outbox: to be
 * published twice is harmless, not to be carried is not.
 */
export const createEventBridgeBus = (options: EventBridgeBusOptions): EventBus => {
  const { client, busName, pause = (ms: number) => delay(ms), chance = Math.random } = options;

  /** The events of a batch that were not taken, with the codes that say why. */
  const put = async (
    events: readonly AnyEvent[],
  ): Promise<readonly { readonly event: AnyEvent; readonly code: string }[]> => {
    const answer = await client.send(
      new PutEventsCommand({ Entries: events.map((event) => entryOf(event, busName)) }),
    );
    return events.flatMap((event, index) => {
      const code = answer.Entries?.[index]?.ErrorCode;
      return code === undefined ? [] : [{ event, code }];
    });
  };

  const carry = async (batch: readonly AnyEvent[]): Promise<void> => {
    let left = await put(batch);
    for (let tried = 1; left.length > 0 && tried < tries; tried += 1) {
      await pause(pauseMs * 2 ** tried * (0.5 + chance()));
      left = await put(left.map(({ event }) => event));
    }
    if (left.length > 0)
      throw new ServiceUnavailable(
        'EventBridge',
        `${left.length} events refused (${[...new Set(left.map(({ code }) => code))].join(', ')})`,
      );
  };

  return {
    async publish(events) {
      const batches = Array.from({ length: Math.ceil(events.length / batchSize) }, (_, i) =>
        events.slice(i * batchSize, (i + 1) * batchSize),
      );
      const settled = await Promise.allSettled(batches.map(carry));
      const failed = settled.find((one) => one.status === 'rejected');
      if (failed) throw failed.reason;
    },
  };
};
