import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { requireConfig } from '#shared/composition/access.ts';
import { InvariantBroken } from '#shared/errors.ts';
import type { AgentName } from '#shared/ports/actor-store.ts';
import type { Timers } from '#shared/ports/timers.ts';
import { type AgentQueue, createSqsQueue } from './agent-queue.ts';
import { clientSettings } from './client-settings.ts';
import type { Deployment, QueueOwner } from './deployment.ts';
import { createSchedulerTimers, noTimers } from './timers.ts';

/**
 * The queues and timers of a deployed function. Separate from deployment.ts, so that the API's
 * bundle, which needs neither, does not contain their clients.
 */
export const openQueues = ({ aws, clock }: Deployment) => {
  // Queue URLs are addresses of the same service; an emulator may write its own host differently.
  const sqs = new SQSClient({ ...clientSettings, useQueueUrlAsEndpoint: false });
  const addressOf = (owner: QueueOwner) =>
    requireConfig(aws.agentQueues[owner], `the queue of ${owner} in AGENT_QUEUES`);
  const agentQueue = (owner: QueueOwner): AgentQueue => createSqsQueue(sqs, addressOf(owner).url);
  const timers = (agent: AgentName): Timers => {
    if (aws.schedules === null) return noTimers(agent);
    const { group: name, roleArn, deadLettersArn } = aws.schedules;
    return createSchedulerTimers({
      client: new SchedulerClient(clientSettings),
      clock,
      group: { name, roleArn, deadLettersArn },
      agentQueue: addressOf(agent),
      send: agentQueue(agent).send,
    });
  };
  return { agentQueue, timers };
};

const webhookQueues = ['webhooks', 'callbacks'] as const satisfies readonly QueueOwner[];

/**
 * From which of its two queues a message of the webhooks' function came.
 * @throws InvariantBroken where none of them has that ARN.
 */
export const webhookQueueOf = (
  { agentQueues }: Pick<Deployment['aws'], 'agentQueues'>,
  { eventSourceARN }: Pick<SQSRecord, 'eventSourceARN'>,
): QueueOwner => {
  const owner = webhookQueues.find((name) => agentQueues[name]?.arn === eventSourceARN);
  if (owner === undefined) throw new InvariantBroken('a message from a queue that is not ours');
  return owner;
};
