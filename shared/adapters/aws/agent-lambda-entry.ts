import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Agent } from '#shared/actor/agent.ts';
import { anyAgent } from '#shared/actor/any-agent.ts';
import { createKernel } from '#shared/actor/kernel.ts';
import { ConfigurationError } from '#shared/errors.ts';
import type { AgentName } from '#shared/ports/actor-store.ts';
import type { MessageSender } from '#shared/ports/message-sender.ts';
import type { Deployment } from './deployment.ts';
import { type Entry, lambdaEntry } from './lambda-entry.ts';
import { createQueueHandler } from './queue-handler.ts';
import { openQueues } from './queues.ts';
import { createRelay, eventsOfTheLedger } from './relay.ts';
import { relayingStore } from './relaying-store.ts';
import { wakingStore } from './waking-store.ts';

/** For an agent that never sends: asking it to is a defect of the deployment. */
const noSender: MessageSender = {
  send: async () => {
    throw new ConfigurationError('Twilio is not configured for this function');
  },
  listSent: async () => {
    throw new ConfigurationError('Twilio is not configured for this function');
  },
};

/** The lambdaEntry of an agent: its turns, fed from its queue. */
export const agentLambdaEntry = <A extends AgentName, S, G>(
  name: A,
  make: (deployment: Deployment) => {
    readonly agent: Agent<A, S, G>;
    readonly sender?: MessageSender;
  },
  environment?: Readonly<Record<string, string | undefined>>,
): Entry<SQSEvent, SQSBatchResponse> =>
  lambdaEntry(
    name,
    (deployment) => {
      const { store, bus, clock, ids, log, aws } = deployment;
      const queues = openQueues(deployment);
      const agentQueue = queues.agentQueue(name);
      const { agent, sender = noSender } = make(deployment);
      const relaying = relayingStore(store, createRelay(deployment, eventsOfTheLedger));
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
      const receive = createQueueHandler({
        receive: ({ event }, delivery) => kernel.receive(name, event, delivery),
        wake: ({ effectId, agencyId }) => kernel.wake([effectId], agencyId),
        agentQueue,
        ids,
        log,
        retryBaseSeconds: aws.retryBaseSeconds,
      });
      return receive;
    },
    environment,
  );
