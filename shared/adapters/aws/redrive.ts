import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { earlierDeliveriesAttribute, earlierDeliveriesOf } from './agent-queue.ts';

/** The name of a queue, from its ARN or its name. */
export const queueNameOf = (arnOrName: string): string => arnOrName.split(':').at(-1) ?? arnOrName;

/**
 * How often the event of a dead letter was delivered to an agent. SQS counts receives in all
 * queues, this one included; what a rule or schedule could not deliver was received by redrives
 * only.
 */
const deliveryCount = ({ Attributes, MessageAttributes }: Message): number => {
  const earlier = Number(MessageAttributes?.[earlierDeliveriesAttribute]?.StringValue ?? 0);
  const received = Number(Attributes?.ApproximateReceiveCount ?? 1);
  return 'TARGET_ARN' in Object(MessageAttributes) ? earlier : earlier + received - 1;
};

/**
 * The queue a dead letter was meant for: rules and schedules name it in an attribute, other dead
 * letters belong to the queue of the same name.
 */
const targetOf = (from: string, message: Pick<Message, 'MessageAttributes'>): string => {
  const target = message.MessageAttributes?.['TARGET_ARN']?.StringValue;
  return target === undefined ? from.replace(/-(rules-)?dead-letters$/, '') : queueNameOf(target);
};

/**
 * Sends dead letters to the queues they were meant for, one by one. Each is sent first and deleted
 * after: a message that comes twice is harmless. Unlike SQS's own redrive, also handles the dead
 * letters of rules and schedules. Returns how many.
 */
export const redrive = async (
  sqs: Pick<SQSClient, 'send'>,
  from: string,
  options: { readonly dryRun?: boolean } = {},
): Promise<number> => {
  const urlOf = async (name: string) =>
    (await sqs.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl;
  const source = await urlOf(from);
  let count = 0;
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: source,
        MaxNumberOfMessages: 10,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
        VisibilityTimeout: 30,
        WaitTimeSeconds: 1,
      }),
    );
    if (Messages.length === 0) return count;
    for (const message of Messages) {
      const to = targetOf(from, message);
      count += 1;
      process.stdout.write(
        `${options.dryRun ? 'would send' : 'sending'} ${message.MessageId} to ${to}\n`,
      );
      if (options.dryRun) continue;
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: await urlOf(to),
          MessageBody: message.Body,
          ...earlierDeliveriesOf(deliveryCount(message)),
        }),
      );
      await sqs.send(
        new DeleteMessageCommand({ QueueUrl: source, ReceiptHandle: message.ReceiptHandle }),
      );
    }
    // Received messages stay hidden for 30 s; a dry run must not wait for them to reappear.
    if (options.dryRun) return count;
  }
};
