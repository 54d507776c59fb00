import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  GetScheduleCommand,
  ResourceNotFoundException,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { outsideSource } from '#shared/adapters/aws/queue-message.ts';
import { atExpression, scheduleName } from '#shared/adapters/aws/timers.ts';
import { instant } from '#shared/domain/instant.ts';
import type { TimerRow } from '#shared/ports/actor-store.ts';

/** Opens the queues, schedules, secrets and bus of a deployment on an emulator. */
export const openCloud = (url: string, stage: string) => {
  const settings = {
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const sqs = new SQSClient(settings);
  const scheduler = new SchedulerClient(settings);
  const events = new EventBridgeClient(settings);
  const secrets = new SecretsManagerClient(settings);
  const group = `bauhaus-${stage}`;
  const keys = new KMSClient(settings);
  type TimerAddress = Pick<TimerRow, 'agent' | 'actorId' | 'kind'>;

  const queueUrl = async (name: string): Promise<string> => {
    const { QueueUrl } = await sqs.send(
      new GetQueueUrlCommand({ QueueName: `bauhaus-${stage}-${name}` }),
    );
    if (QueueUrl === undefined) throw new Error(`no queue ${name}`);
    return QueueUrl;
  };
  const schedule = async (timer: TimerAddress) => {
    try {
      return await scheduler.send(
        new GetScheduleCommand({ GroupName: group, Name: scheduleName(timer) }),
      );
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return null;
      throw error;
    }
  };

  return {
    /** Makes a key of KMS, and answers its id. */
    createKey: async (): Promise<string> => {
      const { KeyMetadata } = await keys.send(new CreateKeyCommand({}));
      if (KeyMetadata?.KeyId === undefined) throw new Error('no key was made');
      return KeyMetadata.KeyId;
    },
    sqs,
    queueUrl,
    schedule,
    /** Puts values into the stage's secrets, by service and variable. */
    async fillSecrets(
      credentials: Readonly<Record<string, Readonly<Record<string, string>>>>,
    ): Promise<void> {
      for (const [service, values] of Object.entries(credentials))
        await secrets.send(
          new PutSecretValueCommand({
            SecretId: `bauhaus/${stage}/${service}`,
            SecretString: JSON.stringify(values),
          }),
        );
    },
    /** Puts a booking on the bus, as another system of an agency would. */
    async publish(agencyId: string, event: Readonly<Record<string, unknown>>): Promise<void> {
      const response = await events.send(
        new PutEventsCommand({
          Entries: [
            {
              EventBusName: group,
              Source: outsideSource(agencyId),
              DetailType: 'TripBookingReceived',
              Detail: JSON.stringify(event),
            },
          ],
        }),
      );
      if (response.FailedEntryCount) throw new Error('the bus refused the booking');
    },
    /** Brings a timer's schedule forward, to fire within a second. */
    async fireNow(timer: TimerAddress): Promise<void> {
      const current = await schedule(timer);
      if (current === null) throw new Error(`no schedule ${scheduleName(timer)}`);
      const { Name, GroupName, FlexibleTimeWindow, Target, ActionAfterCompletion } = current;
      await scheduler.send(
        new UpdateScheduleCommand({
          Name,
          GroupName,
          FlexibleTimeWindow,
          Target,
          ActionAfterCompletion,
          ScheduleExpression: atExpression(instant(Date.now() + 1_000)),
          ScheduleExpressionTimezone: 'UTC',
        }),
      );
    },
    /** How many messages a queue holds, without delayed ones (timers less than a minute away). */
    async messageCounts(
      queue: string,
    ): Promise<{ readonly visible: number; readonly inFlight: number }> {
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({
          QueueUrl: await queueUrl(queue),
          AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
        }),
      );
      return {
        visible: Number(Attributes?.['ApproximateNumberOfMessages'] ?? 0),
        inFlight: Number(Attributes?.['ApproximateNumberOfMessagesNotVisible'] ?? 0),
      };
    },
    /** Sends a message to a queue. */
    async send(queue: string, body: string): Promise<void> {
      await sqs.send(
        new SendMessageCommand({ QueueUrl: await queueUrl(queue), MessageBody: body }),
      );
    },
    /** Removes all messages of a queue. */
    async purge(queue: string): Promise<void> {
      await sqs.send(new PurgeQueueCommand({ QueueUrl: await queueUrl(queue) }));
    },
  };
};
/** A deployment on an emulator. */
export type Cloud = ReturnType<typeof openCloud>;
