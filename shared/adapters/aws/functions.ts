import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Agent } from '#shared/actor/agent.ts';
import { createKernel } from '#shared/actor/kernel.ts';
import { ConfigurationError } from '#shared/errors.ts';
import type { AgentName } from '#shared/ports/actor-store.ts';
import type { MessageSender } from '#shared/ports/message-sender.ts';
import { type Deployment, openDeployment } from './deployment.ts';
import { createMailHandler } from './mail-handler.ts';
import { readEnvironment, rebuiltOnChange } from './settings.ts';

/** A Lambda function's entry. */
export type Entry<E, R> = (event: E, context: Context) => Promise<R>;

/**
 * An entry whose parts are built at the first call, with the credentials read, and built anew when a credential has changed. Numbers noted
 * during a call are written out at its end.
 */
export const entry = <E, R>(
  service: string,
  build: (deployment: Deployment) => (event: E, context: Context) => Promise<R>,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Entry<E, R> => {
  const current = rebuiltOnChange(
    () => readEnvironment(environment),
    (env) => {
      const deployment = openDeployment(service, env);
      return { deployment, handle: build(deployment) };
    },
  );
  return async (event, context) => {
    const { deployment, handle } = await current();
    try {
      return await handle(event, context);
    } finally {
      deployment.meter.flush();
    }
  };
};

/** For an agent that never sends: asking it to is a defect of the deployment. */
const noSender: MessageSender = {
  send: async () => {
    throw new ConfigurationError('Twilio is not configured for this function');
  },
  listSent: async () => {
    throw new ConfigurationError('Twilio is not configured for this function');
  },
};

/** The entry of an agent: its turns, fed from its queue. */
export const agentEntry = (
  name: AgentName,
  make: (deployment: Deployment) => { readonly agent: Agent<unknown, unknown>; readonly sender?: MessageSender },
  environment?: Readonly<Record<string, string | undefined>>,
): Entry<SQSEvent, SQSBatchResponse> =>
  entry(
    name,
    (deployment) => {
      const { clock, ids, log, retryBaseSeconds } = deployment;
      const { agent, sender = noSender } = make(deployment);
      const kernel = createKernel({
        store: deployment.store(),
        sender,
        bus: deployment.bus(),
        timers: deployment.timers(name),
        clock,
        ids,
        log,
        agents: [agent],
      });
      const receive = createMailHandler({
        receive: ({ event }, delivery) => kernel.receive(name, event, delivery),
        mailbox: deployment.mailbox(name),
        ids,
        log,
        retryBaseSeconds,
      });
      return receive;
    },
    environment,
  );
