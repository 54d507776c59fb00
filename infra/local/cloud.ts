import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
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

/** A deployment on an emulator as a test sees it from outside. */
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
  type Name = Pick<TimerRow, 'agent' | 'actorId' | 'kind'>;

  const queueUrl = async (name: string): Promise<string> => {
    const { QueueUrl } = await sqs.send(
      new GetQueueUrlCommand({ QueueName: `bauhaus-${stage}-${name}` }),
    );
    if (QueueUrl === undefined) throw new Error(`no queue ${name}`);
    return QueueUrl;
  };
  const schedule = async (name: Name) => {
    try {
      return await scheduler.send(
        new GetScheduleCommand({ GroupName: group, Name: scheduleName(name) }),
      );
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return null;
      throw error;
    }
  };

  return {
    sqs,
    queueUrl,
    schedule,
    async fill(
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
      const answer = await events.send(
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
      if (answer.FailedEntryCount) throw new Error('the bus refused the booking');
    },
    /** Brings a schedule forward to the next second: what would happen later happens now. */
    async fireNow(name: Name): Promise<void> {
      const found = await schedule(name);
      if (found === null) throw new Error(`no schedule ${scheduleName(name)}`);
      const { Name, GroupName, FlexibleTimeWindow, Target, ActionAfterCompletion } = found;
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
    /** What a queue holds now; timers less than a minute away, which wait there as delayed messages, not counted. */
    async waiting(queue: string): Promise<{ readonly visible: number; readonly inFlight: number }> {
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
    async put(queue: string, body: string): Promise<void> {
      await sqs.send(
        new SendMessageCommand({ QueueUrl: await queueUrl(queue), MessageBody: body }),
      );
    },
    async empty(queue: string): Promise<void> {
      await sqs.send(new PurgeQueueCommand({ QueueUrl: await queueUrl(queue) }));
    },
  };
};
/** A deployment on an emulator. */
export type Cloud = ReturnType<typeof openCloud>;
