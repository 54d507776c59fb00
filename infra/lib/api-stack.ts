import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { ApiMapping, CfnApi, CfnStage, DomainName, HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { alarm, percentOf, period } from './alarm.ts';
import type { CredentialsStack } from './credentials-stack.ts';
import type { MessagingStack } from './messaging-stack.ts';
import { type CodeOf, metricNamespace, ServiceFunction } from './service-function.ts';
import type { Stage } from './stage.ts';
import { addWebhookRoutes } from './webhook-routes.ts';

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
  // With the names of its parameters; a path would hold the secret of AeroAPI's webhook.
  route: '$context.routeKey',
  status: '$context.status',
  latency: '$context.responseLatency',
  error: '$context.integrationErrorMessage',
});

/** Counts requests that were turned away, from the access log. */
const throttledMetric = 'RequestsThrottled';

/**
 * The HTTP edge: one function behind an HTTP API for agencies and links, queues for webhooks.
 */
export class ApiStack extends Stack {
  /** The address under which the internet reaches the API. */
  readonly publicBaseUrl: string;
  readonly http: HttpApi;
  readonly api: ServiceFunction;
  /** Agencies or webhooks are not served; parts of one composite alarm. */
  readonly edgeAlarms: readonly IAlarm[];

  constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id, props);
    const { stage, messaging, credentials, codeOf } = props;
    this.http = new HttpApi(this, 'Http', {
      apiName: `bauhaus-${stage.name}`,
      description: 'Agencies, webhooks of Twilio and AeroAPI',
    });
    this.publicBaseUrl =
      stage.publicBaseUrl ??
      (stage.domain ? `https://${stage.domain.name}` : this.http.apiEndpoint);
    const agentQueue = messaging.agentQueues.get('api');
    this.api = new ServiceFunction(this, 'Api', {
      stage,
      name: 'api',
      codeOf,
      bus: messaging.bus,
      alarms: messaging.alarms,
      sealingKey: credentials.sealingKey,
      opensSealed: true,
      sendsMail: true,
      secrets: [
        credentials.secrets.supabase,
        credentials.secrets.twilio,
        credentials.secrets.aeroapi,
        credentials.secrets.webhooks,
        credentials.secrets.links,
        credentials.secrets.push,
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
    // The CDK's own types of an alias do not hold under exactOptionalPropertyTypes.
    const integration = new HttpLambdaIntegration('Function', this.api.live as IFunction);
    this.http.addRoutes({ path: '/{proxy+}', integration });
    this.http.addRoutes({ path: '/', integration });

    const webhooks = addWebhookRoutes(this, { ...messaging, http: this.http });
    this.addAccessLog(stage, webhooks);
    if (stage.domain) this.addOriginDomain(stage.domain);
    this.edgeAlarms = [
      messaging.webhooks.waitingAlarm,
      messaging.callbacks.waitingAlarm,
      ...this.addAlarms(stage, messaging),
    ];
    new CfnOutput(this, 'Url', { value: this.publicBaseUrl });
  }

  /** The access log, and the throttles: each webhook has its own, all other routes share one. */
  private addAccessLog(
    stage: Stage,
    { routes, throttles }: ReturnType<typeof addWebhookRoutes>,
  ): void {
    const log = new LogGroup(this, 'AccessLog', {
      logGroupName: `/bauhaus/${stage.name}/access`,
      retention: stage.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new MetricFilter(this, 'Throttled', {
      logGroup: log,
      filterPattern: FilterPattern.stringValue('$.status', '=', '429'),
      metricNamespace: metricNamespace(stage),
      metricName: throttledMetric,
    });
    const defaultStage = this.http.defaultStage?.node.defaultChild;
    if (!(defaultStage instanceof CfnStage)) return;
    defaultStage.accessLogSettings = { destinationArn: log.logGroupArn, format: accessLogFormat };
    defaultStage.defaultRouteSettings = { throttlingBurstLimit: 200, throttlingRateLimit: 100 };
    defaultStage.routeSettings = throttles;
    // Settings of a route that does not exist yet are refused.
    for (const route of routes) defaultStage.addResourceDependency(route);
  }

  /** Turns the default endpoint off: only CloudFront knows the name of its origin. */
  private addOriginDomain({
    originName,
    originCertificateArn,
  }: NonNullable<Stage['domain']>): void {
    const cfnApi = this.http.node.defaultChild;
    if (cfnApi instanceof CfnApi) cfnApi.disableExecuteApiEndpoint = true;
    const origin = new DomainName(this, 'Origin', {
      domainName: originName,
      certificate: Certificate.fromCertificateArn(this, 'OriginCertificate', originCertificateArn),
    });
    new ApiMapping(this, 'OriginMapping', { api: this.http, domainName: origin });
    new CfnOutput(this, 'OriginTarget', {
      description: `Point ${originName} there (CNAME or alias)`,
      value: origin.regionalDomainName,
    });
  }

  private addAlarms(stage: Stage, messaging: MessagingStack): readonly IAlarm[] {
    const isPart = !stage.isEmulated;
    const requests = this.http.metricCount({ period, statistic: 'Sum' });
    return [
      alarm(this, messaging.alarms, {
        name: `bauhaus-${stage.name}-api-5xx`,
        problem: 'The API answers more than 1 % of the requests with server errors.',
        runbook: 'api-errors',
        metric: percentOf(
          stage,
          this.http.metricServerError({ period, statistic: 'Sum' }),
          requests,
          {
            atLeast: 2,
          },
        ),
        threshold: 1,
        minutes: 3,
        isPart,
      }),
      alarm(this, messaging.alarms, {
        name: `bauhaus-${stage.name}-api-4xx`,
        problem: 'The API refuses more than 40 % of the requests: a client or a key is broken.',
        runbook: 'api-refusals',
        metric: percentOf(
          stage,
          this.http.metricClientError({ period, statistic: 'Sum' }),
          requests,
          {
            atLeast: 20,
          },
        ),
        threshold: 40,
        minutes: 10,
        isPart,
      }),
      alarm(this, messaging.alarms, {
        name: `bauhaus-${stage.name}-api-429`,
        problem: 'The API turns requests away because they are too many.',
        runbook: 'api-refusals',
        metric: new Metric({
          namespace: metricNamespace(stage),
          metricName: throttledMetric,
          statistic: 'Sum',
          period,
        }),
        threshold: 50,
        minutes: 3,
        isPart,
      }),
    ];
  }
}
