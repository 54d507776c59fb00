import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnStage, HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { alarm, period } from './alarm.ts';
import type { CredentialsStack } from './credentials-stack.ts';
import type { MessagingStack } from './messaging-stack.ts';
import { type CodeOf, ServiceFunction } from './service-function.ts';
import type { Stage } from './stage.ts';

/** Properties of the ApiStack: the stacks that it depends on. */
export interface ApiStackProps extends StackProps {
  readonly stage: Stage;
  readonly messaging: MessagingStack;
  readonly credentials: CredentialsStack;
  readonly codeOf: CodeOf;
}

const accessLogFormat = JSON.stringify({
  requestId: '$context.requestId',
  time: '$context.requestTime',
  method: '$context.httpMethod',
  status: '$context.status',
  latency: '$context.responseLatency',
  error: '$context.integrationErrorMessage',
});

/** The HTTP edge: one function behind an HTTP API. */
export class ApiStack extends Stack {
  /** The address under which the internet reaches the API. */
  readonly publicBaseUrl: string;
  readonly http: HttpApi;
  readonly api: ServiceFunction;

  constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id, props);
    const { stage, messaging, credentials, codeOf } = props;
    this.http = new HttpApi(this, 'Http', {
      apiName: `bauhaus-${stage.name}`,
      description: 'Agencies, webhooks of Twilio and AeroAPI',
    });
    this.publicBaseUrl = stage.publicBaseUrl ?? this.http.apiEndpoint;
    const agentQueue = messaging.agentQueues.get('api');
    this.api = new ServiceFunction(this, 'Api', {
      stage,
      name: 'api',
      codeOf,
      bus: messaging.bus,
      alarms: messaging.alarms,
      sealingKey: credentials.sealingKey,
      opensSealed: true,
      secrets: [
        credentials.secrets.supabase,
        credentials.secrets.twilio,
        credentials.secrets.webhooks,
        credentials.secrets.links,
      ],
      environment: {
        PUBLIC_BASE_URL: this.publicBaseUrl,
        AGENT_QUEUES: JSON.stringify(
          agentQueue
            ? { api: { url: agentQueue.queue.queueUrl, arn: agentQueue.queue.queueArn } }
            : {},
        ),
      },
    });
    const integration = new HttpLambdaIntegration('Function', this.api.fn);
    this.http.addRoutes({ path: '/{proxy+}', integration });
    this.http.addRoutes({ path: '/', integration });

    const log = new LogGroup(this, 'AccessLog', {
      logGroupName: `/bauhaus/${stage.name}/access`,
      retention: stage.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const defaultStage = this.http.defaultStage?.node.defaultChild;
    if (defaultStage instanceof CfnStage) {
      defaultStage.accessLogSettings = { destinationArn: log.logGroupArn, format: accessLogFormat };
      defaultStage.defaultRouteSettings = { throttlingBurstLimit: 200, throttlingRateLimit: 100 };
    }
    alarm(this, messaging.alarms, {
      name: `bauhaus-${stage.name}-api-5xx`,
      problem: 'The API answers with server errors: bookings and webhooks are at risk.',
      runbook: 'api-errors',
      metric: this.http.metricServerError({ period, statistic: 'Sum' }),
      threshold: 0,
      minutes: 3,
    });
    new CfnOutput(this, 'Url', { value: this.publicBaseUrl });
  }
}
