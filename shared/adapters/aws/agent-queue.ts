import {
  ChangeMessageVisibilityCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  type SQSClient,
} from '@aws-sdk/client-sqs';
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
   * Makes a received message visible again after so many seconds, instead of at the end of its
   * visibility timeout.
   */
  returnAfter(receiptHandle: string, seconds: number): Promise<void>;
}

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
