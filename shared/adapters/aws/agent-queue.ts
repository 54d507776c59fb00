import {
  ChangeMessageVisibilityCommand,
  SendMessageCommand,
  type SendMessageCommandInput,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { Wake } from './queue-message.ts';

/** An agent's queue, by its two names. */
export interface AgentQueueAddress {
  readonly url: string;
  readonly arn: string;
}

/** Name of the message attribute that says how often an event was delivered by earlier messages. */
export const earlierDeliveries = 'earlierDeliveries';

/** The part of a SendMessage that says how often its event was delivered before. */
export const deliveredBefore = (
  count: number,
): Pick<SendMessageCommandInput, 'MessageAttributes'> =>
  count > 0
    ? {
        MessageAttributes: {
          [earlierDeliveries]: { DataType: 'Number', StringValue: String(count) },
        },
      }
    : {};

/** A queue as its own agent uses it, besides receiving. */
export interface AgentQueue {
  /** Puts an event or a wake into the queue, not to be seen for so many seconds (at most 900). */
  send(
    message: AnyEvent | Wake,
    options?: { readonly delaySeconds?: number; readonly earlierDeliveries?: number },
  ): Promise<void>;
  /**
   * Has a message that was received delivered again after so many seconds, and not only when its
   * visibility ends.
   */
  returnAfter(receiptHandle: string, seconds: number): Promise<void>;
}

/** A standard queue of SQS. */
export const createSqsQueue = (client: Pick<SQSClient, 'send'>, url: string): AgentQueue => ({
  async send(message, { delaySeconds = 0, earlierDeliveries: earlier = 0 } = {}) {
    await client.send(
      new SendMessageCommand({
        QueueUrl: url,
        MessageBody: JSON.stringify(message),
        ...(delaySeconds > 0 && { DelaySeconds: Math.min(900, Math.ceil(delaySeconds)) }),
        ...deliveredBefore(earlier),
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
