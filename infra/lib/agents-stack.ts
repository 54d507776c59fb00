import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { OperatorSetting } from '#shared/adapters/aws/operator-settings.ts';
import { AgentFunction } from './agent-function.ts';
import type { AgentQueue } from './agent-queue.ts';
import { type FunctionName, functionNames } from './bundles.ts';
import type { CredentialsStack, Service } from './credentials-stack.ts';
import type { MessagingStack } from './messaging-stack.ts';
import type { CodeOf } from './service-function.ts';
import type { Stage } from './stage.ts';
import { hasTimers } from './subscriptions.ts';

/** Properties of the AgentsStack: the stacks that it depends on. */
export interface AgentsStackProps extends StackProps {
  readonly stage: Stage;
  readonly messaging: MessagingStack;
  readonly credentials: CredentialsStack;
  readonly publicBaseUrl: string;
  readonly codeOf: CodeOf;
}

/** The credentials that functions need, where they differ from `usualCredentials`. */
const credentialsOf: Readonly<Partial<Record<FunctionName, readonly Service[]>>> = {
  'flight-tracker': ['supabase', 'aeroapi', 'webhooks'],
  itinerary: ['supabase', 'openai'],
  concierge: ['supabase', 'twilio', 'openai', 'links'],
  connections: ['supabase'],
  'duty-desk': ['supabase', 'twilio', 'links', 'push'],
  intake: ['supabase', 'aeroapi'],
  webhooks: ['supabase', 'twilio', 'webhooks'],
  sweeper: ['supabase'],
  deliveries: ['supabase'],
};
const usualCredentials: readonly Service[] = ['supabase', 'twilio'];
/** The operator settings that functions read. */
const parametersOf: Readonly<Partial<Record<FunctionName, readonly OperatorSetting[]>>> = {
  'flight-tracker': ['flight-data'],
  itinerary: ['language-model'],
  concierge: ['language-model'],
};

const isFunction = (name: string): name is FunctionName =>
  functionNames.some((known) => known === name);

/** The functions behind queues: one for each agent of the catalogue, the intake and the sweeper. */
export class AgentsStack extends Stack {
  readonly functions: ReadonlyMap<FunctionName, AgentFunction>;

  constructor(scope: Construct, id: string, props: AgentsStackProps) {
    super(scope, id, props);
    const { stage, messaging, credentials, publicBaseUrl, codeOf } = props;
    const functions = new Map<FunctionName, AgentFunction>();
    const add = (
      name: FunctionName,
      agentQueue: AgentQueue,
      options: {
        readonly hasTimers: boolean;
        readonly otherTargets?: readonly AgentQueue[];
        readonly otherSources?: readonly AgentQueue[];
      },
    ) => {
      functions.set(
        name,
        new AgentFunction(this, `Agent-${name}`, {
          stage,
          name,
          codeOf,
          agentQueue,
          key: messaging.key,
          bus: messaging.bus,
          alarms: messaging.alarms,
          sealingKey: credentials.sealingKey,
          // The turns of flights belong to no agency.
          opensSealed: name !== 'flight-tracker',
          ...(name === 'duty-desk' && { sendsMail: true }),
          secrets: (credentialsOf[name] ?? usualCredentials).map(
            (service) => credentials.secrets[service],
          ),
          parameters: (parametersOf[name] ?? []).map((setting) => credentials.parameters[setting]),
          environment: { PUBLIC_BASE_URL: publicBaseUrl },
          schedules: options.hasTimers ? messaging.schedules : null,
          ...(name === 'sweeper' && ({ sendsMail: true } as const)),
          ...(options.otherTargets && { otherTargets: options.otherTargets }),
          ...(options.otherSources && { otherSources: options.otherSources }),
        }),
      );
    };
    const agents = [...messaging.agentQueues].filter(([owner]) => owner !== 'api');
    for (const [owner, agentQueue] of agents)
      if (isFunction(owner)) add(owner, agentQueue, { hasTimers: hasTimers(owner) });
    const intake = messaging.agentQueues.get('api');
    if (intake) add('intake', intake, { hasTimers: false });
    add('webhooks', messaging.webhooks, {
      hasTimers: false,
      otherSources: [messaging.callbacks],
    });
    add('sweeper', messaging.sweeper, {
      hasTimers: true,
      otherTargets: [...agents.map(([, agentQueue]) => agentQueue), messaging.deliveries],
    });
    add('deliveries', messaging.deliveries, { hasTimers: false });
    this.functions = functions;
  }
}
