import {
  ChangeMessageVisibilityCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { ServiceUnavailable } from '#shared/errors.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { Wake } from './queue-message.ts';

/** URL and ARN of an agent's queue. */
export interface AgentQueueAddress {
  readonly url: string;
  readonly arn: string;
}

/** Message attribute: how often the event was delivered by earlier messages. */
export const earlierDeliveriesAttribute = 'earlierDeliveries';

/** Attributes of a message whose event was delivered so often before. */
export const earlierDeliveriesOf = (
  count: number,
): Pick<SendMessageCommandInput, 'MessageAttributes'> =>
  count > 0
    ? {
        MessageAttributes: {
          [earlierDeliveriesAttribute]: { DataType: 'Number', StringValue: String(count) },
        },
      }
    : {};

/** An agent's queue as that agent uses it, besides receiving. */
export interface AgentQueue {
  /** Sends an event or a wake, invisible for `delaySeconds` (at most 900). */
  send(
    message: AnyEvent | Wake,
    options?: { readonly delaySeconds?: number; readonly earlierDeliveries?: number },
  ): Promise<void>;
  /**
   * Sends many messages, ten in a call.
   * @throws ServiceUnavailable where some were refused; the others are sent.
   */
  sendAll(messages: readonly (AnyEvent | Wake)[]): Promise<void>;
  /**
   * Makes a received message visible again after so many seconds, instead of at the end of its
   * visibility timeout.
   */
  returnAfter(receiptHandle: string, seconds: number): Promise<void>;
}

/** The most that SQS takes in one call. */
const batchSize = 10;

/** `AgentQueue` on a standard SQS queue. */
export const createSqsQueue = (client: Pick<SQSClient, 'send'>, url: string): AgentQueue => ({
  async send(message, { delaySeconds = 0, earlierDeliveries = 0 } = {}) {
    await client.send(
      new SendMessageCommand({
        QueueUrl: url,
        MessageBody: JSON.stringify(message),
        ...(delaySeconds > 0 && { DelaySeconds: Math.min(900, Math.ceil(delaySeconds)) }),
        ...earlierDeliveriesOf(earlierDeliveries),
      }),
    );
  },
  async sendAll(messages) {
    const batches = Array.from({ length: Math.ceil(messages.length / batchSize) }, (_, index) =>
      messages.slice(index * batchSize, (index + 1) * batchSize),
    );
    const refused = await Promise.all(
      batches.map(async (batch) => {
        const { Failed = [] } = await client.send(
          new SendMessageBatchCommand({
            QueueUrl: url,
            Entries: batch.map((message, index) => ({
              Id: String(index),
              MessageBody: JSON.stringify(message),
            })),
          }),
        );
        return Failed.length;
      }),
    );
    const count = refused.reduce((sum, each) => sum + each, 0);
    if (count > 0) throw new ServiceUnavailable('SQS', `${count} messages refused`);
  },
  async returnAfter(receiptHandle, seconds) {
    await client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: url,
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: Math.max(0, Math.round(seconds)),
      }),
    );
  },
});
