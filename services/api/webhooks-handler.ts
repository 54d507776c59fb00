import { toEveryCell } from '#shared/adapters/aws/cells.ts';
import { lambdaEntry } from '#shared/adapters/aws/lambda-entry.ts';
import { openQueues, webhookQueueOf } from '#shared/adapters/aws/queues.ts';
import { apiEvents, createRelay } from '#shared/adapters/aws/relay.ts';
import { createWebhookBatch } from '#shared/adapters/aws/webhook-batch.ts';
import { composePlainSender } from '#shared/composition/whatsapp.ts';
import { askBy } from './ask-which-agency.ts';
import { createWebhookApp } from './webhook-app.ts';
import { webhookDependencies } from './webhook-dependencies.ts';

/** Webhooks on Lambda, fed from the queues into which API Gateway puts them. */
export const handler = lambdaEntry('webhooks', toEveryCell, (deployment) => {
  const { log, aws } = deployment;
  const { agentQueue } = openQueues(deployment);
  const webhooks = webhookDependencies(deployment);
  // Twilio was answered when the webhook came into the queue.
  const app = createWebhookApp({
    ...webhooks,
    twilio: { ...webhooks.twilio, ask: askBy(composePlainSender(deployment), deployment) },
  });
  return createWebhookBatch({
    fetch: (request) => app.fetch(request),
    relay: createRelay(deployment, apiEvents),
    returnAfter: (record, ...delay) =>
      agentQueue(webhookQueueOf(aws, record)).returnAfter(...delay),
    log,
    retryBaseSeconds: aws.retryBaseSeconds,
  });
});
