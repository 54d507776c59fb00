import { toItsCell } from '#shared/adapters/aws/cells.ts';
import { lambdaEntry } from '#shared/adapters/aws/lambda-entry.ts';
import { createQueueHandler, refuse } from '#shared/adapters/aws/queue-handler.ts';
import { openQueues } from '#shared/adapters/aws/queues.ts';
import { attempt } from '#shared/result.ts';
import { composeDeliver } from './compose.ts';

/**
 * Delivers to systems of agencies on Lambda: events from the bus as they happen, and from the
 * sweeper what is due again.
 */
export const handler = lambdaEntry('deliveries', toItsCell, (deployment) => {
  const { aws, ids, log } = deployment;
  const deliver = composeDeliver(deployment);
  return createQueueHandler({
    receive: async ({ event: { agencyId, id } }) =>
      agencyId === null
        ? refuse('an event of no agency')
        : attempt(() => deliver(agencyId, { eventIds: [id] })),
    wake: ({ effectId, agencyId }) => attempt(() => deliver(agencyId, { ids: [effectId] })),
    agentQueue: openQueues(deployment).agentQueue('deliveries'),
    ids,
    log,
    retryBaseSeconds: aws.retryBaseSeconds,
  });
});
