import { setTimeout as delay } from 'node:timers/promises';
import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import { ServiceUnavailable } from '#shared/errors.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { EventBus } from '#shared/ports/event-bus.ts';
import { cellResources } from './cells.ts';
import { ownSource } from './queue-message.ts';

/** Options of `createEventBridgeBus`; `pause` and `chance` are replaced in tests. */
export interface EventBridgeBusOptions {
  readonly client: Pick<EventBridgeClient, 'send'>;
  readonly busName: string;
  /** The cell that it publishes for; see cells.ts. */
  readonly cell?: string | null;
  readonly pause?: (ms: number) => Promise<unknown>;
  readonly chance?: () => number;
}

/**
 * PutEvents takes ten entries and answers each separately. Our events are ids and facts: ten stay
 * far below its 256 KB.
 */
const batchSize = 10;
const maxTries = 3;
const basePauseMs = 100;

const entryOf = (event: AnyEvent, busName: string, resources: string[]): PutEventsRequestEntry => ({
  EventBusName: busName,
  ...(resources.length > 0 && { Resources: resources }),
  Source: ownSource,
  DetailType: event.type,
  Time: new Date(event.time),
  Detail: JSON.stringify(event),
});

const distinctCodes = (refused: readonly { readonly code: string }[]): readonly string[] => [
  ...new Set(refused.map(({ code }) => code)),
];

/**
 * `EventBus` on an EventBridge bus. Refused entries are tried again, the others are not. Entries
 * refused to the end fail the whole call, so that all its events stay in the outbox: publishing one
 * twice is harmless, losing one is not.
 */
export const createEventBridgeBus = (options: EventBridgeBusOptions): EventBus => {
  const {
    client,
    busName,
    cell = null,
    pause = (ms: number) => delay(ms),
    chance = Math.random,
  } = options;

  /** Puts a batch; returns the events that were refused, with the error codes. */
  const putBatch = async (
    events: readonly AnyEvent[],
  ): Promise<readonly { readonly event: AnyEvent; readonly code: string }[]> => {
    const answer = await client.send(
      new PutEventsCommand({
        Entries: events.map((event) => entryOf(event, busName, cellResources(cell))),
      }),
    );
    return events.flatMap((event, index) => {
      const code = answer.Entries?.[index]?.ErrorCode;
      return code === undefined ? [] : [{ event, code }];
    });
  };

  const putWithRetries = async (batch: readonly AnyEvent[]): Promise<void> => {
    let refused = await putBatch(batch);
    for (let attempt = 1; refused.length > 0 && attempt < maxTries; attempt += 1) {
      await pause(basePauseMs * 2 ** attempt * (0.5 + chance()));
      refused = await putBatch(refused.map(({ event }) => event));
    }
    if (refused.length > 0)
      throw new ServiceUnavailable(
        'EventBridge',
        `${refused.length} events refused (${distinctCodes(refused).join(', ')})`,
      );
  };

  return {
    async publish(events) {
      const batches = Array.from({ length: Math.ceil(events.length / batchSize) }, (_, i) =>
        events.slice(i * batchSize, (i + 1) * batchSize),
      );
      const results = await Promise.allSettled(batches.map(putWithRetries));
      const failed = results.find((result) => result.status === 'rejected');
      if (failed) throw failed.reason;
    },
  };
};
