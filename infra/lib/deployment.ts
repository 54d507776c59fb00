import { type App, Aspects, Tags } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { AgentsStack } from './agents-stack.ts';
import { ApiStack } from './api-stack.ts';
import { CredentialsStack } from './credentials-stack.ts';
import { EdgeStack } from './edge-stack.ts';
import { justify } from './justifications.ts';
import { MessagingStack } from './messaging-stack.ts';
import { ObservabilityStack } from './observability-stack.ts';
import type { CodeOf } from './service-function.ts';
import type { Stage } from './stage.ts';

/** What was built to be deployed. */
interface Built {
  readonly codeOf: CodeOf;
  /** The files of the console, which a stage with a domain serves. */
  readonly consoleFolder: string;
}

/** The stacks of one stage, in the order in which they are deployed. */
export const buildDeployment = (app: App, stage: Stage, { codeOf, consoleFolder }: Built) => {
  const env = {
    ...(stage.account && { account: stage.account }),
    ...(stage.region && { region: stage.region }),
  };
  const stackName = (suffix: string) => `Bauhaus-${stage.name}-${suffix}`;
  const messaging = new MessagingStack(app, stackName('Messaging'), {
    env,
    stage,
    description: 'Bauhaus Travel: bus, queues, rules, schedules',
  });
  const credentials = new CredentialsStack(app, stackName('Credentials'), {
    env,
    stage,
    key: messaging.key,
    description: 'Bauhaus Travel: credentials',
  });
  const api = new ApiStack(app, stackName('Api'), {
    env,
    stage,
    messaging,
    credentials,
    codeOf,
    description: 'Bauhaus Travel: the HTTP edge',
  });
  const agents = new AgentsStack(app, stackName('Agents'), {
    env,
    stage,
    messaging,
    credentials,
    publicBaseUrl: api.publicBaseUrl,
    codeOf,
    description: 'Bauhaus Travel: the agents',
  });
  const observability = new ObservabilityStack(app, stackName('Observability'), {
    env,
    stage,
    messaging,
    agents,
    api,
    description: 'Bauhaus Travel: dashboard and alarms',
  });
  const edge =
    stage.domain === undefined
      ? null
      : new EdgeStack(app, stackName('Edge'), {
          env: { ...env, region: 'us-east-1' },
          stage,
          domain: stage.domain,
          consoleFolder,
          description: 'Bauhaus Travel: CloudFront, its firewall, and the console',
        });
  Tags.of(app).add('project', 'bauhaus-travel');
  Tags.of(app).add('stage', stage.name);
  Aspects.of(app).add(new AwsSolutionsChecks({ verbose: true }));
  justify({ messaging, credentials, api, agents, observability, edge });
  return { messaging, credentials, api, agents, observability };
};
