import { lambdaEntry } from '#shared/adapters/aws/lambda-entry.ts';
import { openQueues, webhookQueueOf } from '#shared/adapters/aws/queues.ts';
import { apiEvents, createRelay } from '#shared/adapters/aws/relay.ts';
import { createWebhookBatch } from '#shared/adapters/aws/webhook-batch.ts';
import { createWebhookApp } from './webhook-app.ts';
import { webhookDependencies } from './webhook-dependencies.ts';

/** Webhooks on Lambda, fed from the queues into which API Gateway puts them. */
export const handler = lambdaEntry('webhooks', (deployment) => {
  const { log, aws } = deployment;
  const { agentQueue } = openQueues(deployment);
  const app = createWebhookApp(webhookDependencies(deployment));
  return createWebhookBatch({
    fetch: (request) => app.fetch(request),
    relay: createRelay(deployment, apiEvents),
    returnAfter: (record, ...delay) =>
      agentQueue(webhookQueueOf(aws, record)).returnAfter(...delay),
    log,
    retryBaseSeconds: aws.retryBaseSeconds,
  });
});
