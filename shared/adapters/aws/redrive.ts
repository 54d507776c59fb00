import {
  DeleteMessageCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { deliveredBefore, earlierDeliveries } from './agent-queue.ts';

/** A queue by its name, or the name at the end of its ARN. */
export const nameOf = (arnOrName: string): string => arnOrName.split(':').at(-1) ?? arnOrName;

/**
 * How often the event of a dead letter was delivered to an agent. SQS counts over all queues, and
 * this reading as well; what a rule or a schedule could not deliver has only been read by redrives.
 */
const deliveriesBefore = ({ Attributes, MessageAttributes }: Message): number => {
  const earlier = Number(MessageAttributes?.[earlierDeliveries]?.StringValue ?? 0);
  const received = Number(Attributes?.ApproximateReceiveCount ?? 1);
  return 'TARGET_ARN' in Object(MessageAttributes) ? earlier : earlier + received - 1;
};

/**
 * Where a dead letter was meant to go: rules and schedules leave it in an attribute, a queue's own
 * dead letters belong to the queue of the same name.
 */
const targetOf = (from: string, message: Pick<Message, 'MessageAttributes'>): string => {
  const target = message.MessageAttributes?.['TARGET_ARN']?.StringValue;
  return target === undefined ? from.replace(/-(rules-)?dead-letters$/, '') : nameOf(target);
};

/**
 * Sends dead letters where they were meant to go, one by one: sent first and deleted after, as a
 * message that comes twice is harmless. Unlike SQS's own redrive it also does so for the dead
 * letters of rules and schedules. Answers how many.
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
          ...deliveredBefore(deliveriesBefore(message)),
        }),
      );
      await sqs.send(
        new DeleteMessageCommand({ QueueUrl: source, ReceiptHandle: message.ReceiptHandle }),
      );
    }
    // Seen messages stay hidden for half a minute; a dry run must not wait for them to come round
    // again.
    if (options.dryRun) return count;
  }
};
