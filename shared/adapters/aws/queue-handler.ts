import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { describeError } from '#shared/actor/describe-error.ts';
import { eventFields } from '#shared/actor/event-log.ts';
import { ActorBusy, type BauhausError, InvariantBroken } from '#shared/errors.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { Ids } from '#shared/ports/ids.ts';
import type { Log } from '#shared/ports/log.ts';
import { attempt, failed, type Result } from '#shared/result.ts';
import { type AgentQueue, earlierDeliveriesAttribute } from './agent-queue.ts';
import { type EventMessage, readQueueMessage, type Wake } from './queue-message.ts';

/** Options of `createQueueHandler`. */
export interface QueueHandlerOptions {
  readonly receive: (
    message: EventMessage,
    delivery: { readonly deliveries: number },
  ) => Promise<Result<unknown>>;
  /** Performs an effect that waited; absent in a function that sends nothing. */
  readonly wake?: (wake: Wake['wake']) => Promise<Result<unknown>>;
  readonly agentQueue: AgentQueue;
  readonly ids: Pick<Ids, 'chance'>;
  readonly log: Log;
  /** Pause before a failed message is delivered again; doubles with each further failure. */
  readonly retryBaseSeconds: number;
}

const maxPauseSeconds = 300;
const busyPauseSeconds = 3;

/**
 * How often the event was delivered, this time included: by this message and by the messages that
 * it replaced.
 */
const deliveriesOf = (record: SQSRecord): number =>
  Number(record.attributes.ApproximateReceiveCount) +
  Number(record.messageAttributes?.[earlierDeliveriesAttribute]?.stringValue ?? 0);

const queueMessageOf = (record: SQSRecord): Promise<Result<EventMessage | Wake>> =>
  attempt(async () => {
    try {
      return readQueueMessage(record.body);
    } catch (cause) {
      throw new InvariantBroken('not a message for an agent’s queue', { cause });
    }
  });

/** Marks a message as failed for Powertools; holds no content of the message. */
class MessageNotHandled extends Error {
  constructor(error: BauhausError) {
    super(error.name, { cause: error });
    this.name = 'MessageNotHandled';
  }
}

/**
 * Handles the messages of a batch concurrently and independently, and reports those that failed, so
 * that only they are delivered again.
 * - Busy (another turn of the actor won): sent again as a new message after a few seconds, and
 *   acknowledged. A new message has a receive count of its own; a changed visibility would use up
 *   the deliveries after which the queue gives a message up.
 * - Failed: delivered again after a growing pause, instead of after the visibility timeout, which
 *   has to outlast the slowest turn.
 * - Unreadable: delivered again at once, so that it reaches the dead letters without delay.
 */
export const createQueueHandler = (
  options: QueueHandlerOptions,
): ((event: SQSEvent) => Promise<SQSBatchResponse>) => {
  const { receive, agentQueue, ids, log, retryBaseSeconds } = options;
  const wake = options.wake ?? (async () => refuse('a wake for a function that sends nothing'));

  const returnMessage = async (
    record: SQSRecord,
    error: BauhausError,
    seconds: number,
    event?: AnyEvent,
  ): Promise<never> => {
    // If this fails, the message comes back after its visibility timeout.
    const returned = await attempt(() => agentQueue.returnAfter(record.receiptHandle, seconds));
    log.warn('message put back', {
      ...(event && eventFields(event)),
      deliveries: deliveriesOf(record),
      error: describeError(error),
      retryable: error.retryable,
      stored: returned.ok,
    });
    throw new MessageNotHandled(error);
  };

  const handleRecord = async (record: SQSRecord): Promise<void> => {
    const deliveries = deliveriesOf(record);
    const parsed = await queueMessageOf(record);
    if (!parsed.ok) return returnMessage(record, parsed.error, 0);
    const message = parsed.value;
    const result = await ('wake' in message
      ? wake(message.wake)
      : receive(message, { deliveries }));
    if (result.ok) return;
    const { error } = result;
    if (error instanceof ActorBusy && 'event' in message) {
      const sent = await attempt(() =>
        agentQueue.send(message.event, {
          delaySeconds: 1 + ids.chance() * busyPauseSeconds,
          earlierDeliveries: deliveries - 1,
        }),
      );
      if (sent.ok) return;
    }
    await returnMessage(
      record,
      error,
      Math.min(maxPauseSeconds, retryBaseSeconds * 2 ** (deliveries - 1)) *
        (0.8 + 0.4 * ids.chance()),
      'event' in message ? message.event : undefined,
    );
  };

  return (event) => {
    const processor = new BatchProcessor(EventType.SQS);
    return processPartialResponse(event, handleRecord, processor, {
      throwOnFullBatchFailure: false,
    });
  };
};

/** The result for a message that the function has no use for. */
export const refuse = (what: string): Result<never> => failed(new InvariantBroken(what));
