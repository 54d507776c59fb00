import { Fn } from 'aws-cdk-lib';
import { CfnIntegration, CfnRoute, type HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { webhookAttributes } from '#shared/adapters/aws/webhook-batch.ts';
import { type AgentQueue, allowSending } from './agent-queue.ts';

/** A webhook that goes into a queue; `path` with the parameters of API Gateway. */
interface WebhookRoute {
  readonly path: string;
  readonly queue: AgentQueue;
  /** Whether it is signed: without a signature SQS refuses the empty attribute. */
  readonly isSigned: boolean;
  /** Requests a second, and at once; a sender of WhatsApp has up to 80 messages a second. */
  readonly perSecond: number;
  readonly burst: number;
}

const stringAttribute = (value: string) => ({ DataType: 'String', StringValue: value });

/** A part of the request, as API Gateway inserts it into a mapping, such as `header.x-id`. */
const requestPart = (part: string): string => ['$', `{request.${part}}`].join('');
/** A path whose parameters are inserted, for `/status/{id}` by the value of `path.id`. */
const asMapping = (path: string): string =>
  path.replace(/\{(\w+)\}/g, (_, name) => requestPart(`path.${name}`));

/**
 * The routes of webhooks: API Gateway itself puts them into a queue and answers, so that a sender
 * is answered whatever state the system is in. The body goes as it is, since Twilio signs its
 * characters; the path that was called and the signature go beside it. Returns the throttles by
 * route.
 */
export const addWebhookRoutes = (
  scope: Construct,
  options: {
    readonly http: HttpApi;
    readonly key: IKey;
    readonly webhooks: AgentQueue;
    readonly callbacks: AgentQueue;
  },
): { readonly routes: readonly CfnRoute[]; readonly throttles: Record<string, object> } => {
  const { http, key, webhooks, callbacks } = options;
  const role = new Role(scope, 'WebhookRole', {
    description: 'Lets the HTTP API put webhooks into their queues',
    assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
  });
  allowSending(role, key, [webhooks.queue, callbacks.queue]);
  const webhookRoutes: readonly WebhookRoute[] = [
    { path: '/webhooks/twilio', queue: webhooks, isSigned: true, perSecond: 500, burst: 1_000 },
    {
      path: '/webhooks/twilio/status/{messageId}',
      queue: callbacks,
      isSigned: true,
      perSecond: 2_000,
      burst: 4_000,
    },
    {
      path: '/webhooks/aeroapi/{token}',
      queue: webhooks,
      isSigned: false,
      perSecond: 200,
      burst: 400,
    },
  ];
  const routes = webhookRoutes.map(({ path, queue, isSigned }, index) => {
    const integration = new CfnIntegration(scope, `WebhookIntegration${index}`, {
      apiId: http.apiId,
      description: `${path} into the queue ${queue.owner}`,
      integrationType: 'AWS_PROXY',
      integrationSubtype: 'SQS-SendMessage',
      payloadFormatVersion: '1.0',
      credentialsArn: role.roleArn,
      requestParameters: {
        QueueUrl: queue.queue.queueUrl,
        MessageBody: '$request.body',
        MessageAttributes: JSON.stringify({
          [webhookAttributes.path]: stringAttribute(asMapping(path)),
          ...(isSigned && {
            [webhookAttributes.signature]: stringAttribute(
              requestPart('header.x-twilio-signature'),
            ),
          }),
        }),
      },
      // Twilio would read the answer of SQS as TwiML, and complain.
      responseParameters: {
        '200': {
          ResponseParameters: [{ Destination: 'overwrite:statuscode', Source: '204' }],
        },
      },
    });
    return new CfnRoute(scope, `WebhookRoute${index}`, {
      apiId: http.apiId,
      routeKey: `POST ${path}`,
      target: Fn.join('/', ['integrations', integration.ref]),
      authorizationType: 'NONE',
    });
  });
  const throttles = Object.fromEntries(
    webhookRoutes.map(({ path, perSecond, burst }) => [
      `POST ${path}`,
      {
        ThrottlingRateLimit: perSecond,
        ThrottlingBurstLimit: burst,
        DetailedMetricsEnabled: true,
      },
    ]),
  );
  return { routes, throttles };
};
