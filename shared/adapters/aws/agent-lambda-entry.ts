import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Agent } from '#shared/actor/agent.ts';
import { anyAgent } from '#shared/actor/any-agent.ts';
import { createKernel } from '#shared/actor/kernel.ts';
import { ConfigurationError } from '#shared/errors.ts';
import type { AgentName } from '#shared/ports/actor-store.ts';
import type { MessageSender } from '#shared/ports/message-sender.ts';
import { toItsCell } from './cells.ts';
import type { Deployment } from './deployment.ts';
import { type LambdaEntry, lambdaEntry } from './lambda-entry.ts';
import { createQueueHandler } from './queue-handler.ts';
import { openQueues } from './queues.ts';
import { createRelay, ledgerEvents } from './relay.ts';
import { relayingStore } from './relaying-store.ts';
import { wakingStore } from './waking-store.ts';

/** The sender of an agent that sends nothing: calling it is an error in the deployment. */
const noSender: MessageSender = {
  send: async () => {
    throw new ConfigurationError('Twilio is not configured for this function');
  },
  listSent: async () => {
    throw new ConfigurationError('Twilio is not configured for this function');
  },
};

/** The Lambda entry of an agent, which runs the turns of the events in its queue. */
export const agentLambdaEntry = <A extends AgentName, S, G>(
  name: A,
  compose: (deployment: Deployment) => {
    readonly agent: Agent<A, S, G>;
    readonly sender?: MessageSender;
  },
  environment?: Readonly<Record<string, string | undefined>>,
): LambdaEntry<SQSEvent, SQSBatchResponse> =>
  lambdaEntry(
    name,
    toItsCell,
    (deployment) => {
      const { store, bus, clock, ids, log, aws } = deployment;
      const queues = openQueues(deployment);
      const agentQueue = queues.agentQueue(name);
      const { agent, sender = noSender } = compose(deployment);
      const relaying = relayingStore(store, createRelay(deployment, ledgerEvents));
      const kernel = createKernel({
        store: wakingStore(relaying, { send: agentQueue.send, clock, log }),
        sender,
        bus,
        timers: queues.timers(name),
        clock,
        ids,
        log,
        agents: [anyAgent(agent)],
      });
      return createQueueHandler({
        receive: ({ event }, delivery) => kernel.receive(name, event, delivery),
        wake: ({ effectId, agencyId }) => kernel.wake([effectId], agencyId),
        agentQueue,
        ids,
        log,
        retryBaseSeconds: aws.retryBaseSeconds,
      });
    },
    environment,
  );
