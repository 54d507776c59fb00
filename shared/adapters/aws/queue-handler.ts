import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { describeError } from '#shared/actor/describe-error.ts';
import { eventFields } from '#shared/actor/event-log.ts';
import { ActorBusy, type BauhausError, InvariantBroken } from '#shared/errors.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { Ids } from '#shared/ports/ids.ts';
import type { Log } from '#shared/ports/log.ts';
import { attempt, failed, type Result } from '#shared/result.ts';
import { type AgentQueue, earlierDeliveries } from './agent-queue.ts';
import { type EventMessage, readQueueMessage, type Wake } from './queue-message.ts';

/** What a function does with the messages of its queue. */
export interface QueueHandlerOptions {
  readonly receive: (
    message: EventMessage,
    delivery: { readonly deliveries: number },
  ) => Promise<Result<unknown>>;
  /** Tries an effect that has waited; a function that sends nothing has none. */
  readonly wake?: (wake: Wake['wake']) => Promise<Result<unknown>>;
  readonly agentQueue: AgentQueue;
  readonly ids: Pick<Ids, 'chance'>;
  readonly log: Log;
  /**
   * Pause before a message that failed comes back for the first time; doubled at each further
   * failure.
   */
  readonly retryBaseSeconds: number;
}

const longestPauseSeconds = 300;
const busySeconds = 3;

/**
 * How often the event was delivered, this time included: by this message, and by those it was sent
 * again as.
 */
const deliveriesOf = (record: SQSRecord): number =>
  Number(record.attributes.ApproximateReceiveCount) +
  Number(record.messageAttributes?.[earlierDeliveries]?.stringValue ?? 0);

const queueMessageOf = (record: SQSRecord): Promise<Result<EventMessage | Wake>> =>
  attempt(async () => {
    try {
      return readQueueMessage(record.body);
    } catch (cause) {
      throw new InvariantBroken('not a message for an agent’s queue', { cause });
    }
  });

/** Thrown to Powertools, which notes the message as failed; it holds no words of the message. */
class NotTaken extends Error {
  constructor(error: BauhausError) {
    super(error.name, { cause: error });
    this.name = 'NotTaken';
  }
}

/**
 * Takes a batch of messages at once, each on its own, and reports those that failed, so that only
 * they are delivered again.
 * - Busy (another turn of the actor won): sent again as a new message after a few seconds and
 *   acknowledged. Only a new message has a receive count of its own; a changed visibility would
 *   still use up the deliveries after which the queue gives a message up.
 * - Failed: comes back after a pause that grows, instead of the whole visibility timeout, which has
 *   to outlast the slowest turn.
 * - Unreadable: comes back at once, so that it reaches the dead letters without delay.
 */
export const createQueueHandler = (
  options: QueueHandlerOptions,
): ((event: SQSEvent) => Promise<SQSBatchResponse>) => {
  const { receive, agentQueue, ids, log, retryBaseSeconds } = options;
  const wake = options.wake ?? (async () => refuse('a wake for a function that sends nothing'));

  const giveBack = async (
    record: SQSRecord,
    error: BauhausError,
    seconds: number,
    event?: AnyEvent,
  ): Promise<never> => {
    // Where this fails, the visibility timeout brings the message back all the same.
    const returned = await attempt(() => agentQueue.returnAfter(record.receiptHandle, seconds));
    log.warn('message put back', {
      ...(event && eventFields(event)),
      deliveries: deliveriesOf(record),
      error: describeError(error),
      retryable: error.retryable,
      stored: returned.ok,
    });
    throw new NotTaken(error);
  };

  const take = async (record: SQSRecord): Promise<void> => {
    const deliveries = deliveriesOf(record);
    const read = await queueMessageOf(record);
    if (!read.ok) return giveBack(record, read.error, 0);
    const message = read.value;
    const result = await ('wake' in message
      ? wake(message.wake)
      : receive(message, { deliveries }));
    if (result.ok) return;
    const { error } = result;
    if (error instanceof ActorBusy && 'event' in message) {
      const sent = await attempt(() =>
        agentQueue.send(message.event, {
          delaySeconds: 1 + ids.chance() * busySeconds,
          earlierDeliveries: deliveries - 1,
        }),
      );
      if (sent.ok) return;
    }
    await giveBack(
      record,
      error,
      Math.min(longestPauseSeconds, retryBaseSeconds * 2 ** (deliveries - 1)) *
        (0.8 + 0.4 * ids.chance()),
      'event' in message ? message.event : undefined,
    );
  };

  return (event) => {
    const processor = new BatchProcessor(EventType.SQS);
    return processPartialResponse(event, take, processor, { throwOnFullBatchFailure: false });
  };
};

/** For messages that a function has no use for. */
export const refuse = (what: string): Result<never> => failed(new InvariantBroken(what));
