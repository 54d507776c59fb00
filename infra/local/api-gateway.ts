import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { forward } from './forward.ts';

/** A route of the deployed HTTP API with its integration, as API Gateway describes them. */
interface ServiceRoute {
  readonly pattern: RegExp;
  readonly parameters: Readonly<Record<string, string>>;
  readonly status: number;
}

const itemsOf = (list: unknown): readonly unknown[] => {
  const items: unknown = Reflect.get(Object(list), 'items') ?? Reflect.get(Object(list), 'Items');
  return Array.isArray(items) ? items : [];
};
const field = (value: unknown, name: string): unknown => Reflect.get(Object(value), name);

/** Asks the emulator's API Gateway; the signature is not verified, but selects the service. */
const describe = async (url: string, path: string): Promise<readonly unknown[]> => {
  const response = await fetch(`${url}/v2/apis${path}`, {
    headers: {
      authorization: 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/apigateway/aws4_request',
    },
  });
  return itemsOf(await response.json());
};

/** Values of a mapping, as API Gateway inserts them. */
const mapped = (
  template: string,
  request: Request,
  body: string,
  path: Readonly<Record<string, string>>,
): string =>
  template === '$request.body'
    ? body
    : template
        .replace(/\$\{request\.header\.([\w-]+)\}/g, (_, name) => request.headers.get(name) ?? '')
        .replace(/\$\{request\.path\.(\w+)\}/g, (_, name) => path[name] ?? '');

const serviceRoutes = async (url: string, apiId: string): Promise<readonly ServiceRoute[]> => {
  const integrations = await describe(url, `/${apiId}/integrations`);
  return (await describe(url, `/${apiId}/routes`)).flatMap((route): ServiceRoute[] => {
    const [method, path = ''] = String(field(route, 'routeKey')).split(' ');
    const id = String(field(route, 'target')).split('/').at(-1);
    const integration = integrations.find((each) => field(each, 'integrationId') === id);
    const parameters = Object(field(integration, 'requestParameters'));
    if (method !== 'POST' || !('QueueUrl' in parameters)) return [];
    const answer = JSON.stringify(field(integration, 'responseParameters'));
    return [
      {
        pattern: new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
        parameters,
        status: Number(/"Source":"(\d+)"/.exec(answer)?.[1] ?? 200),
      },
    ];
  });
};

/**
 * The deployed HTTP API: requests go to the emulator, except those of routes that API Gateway
 * itself puts into a queue, which the emulator cannot do. Those are put there here, by the mapping
 * that was deployed.
 */
export const openApiGateway = async (
  url: string,
  sqs: SQSClient,
): Promise<(request: Request) => Promise<Response>> => {
  const [api] = await describe(url, '');
  const apiId: unknown = field(api, 'apiId');
  if (typeof apiId !== 'string') throw new Error('the HTTP API is not there');
  const routes = await serviceRoutes(url, apiId);
  // The API's host name does not resolve, so the Host header alone selects it.
  const host = `${apiId}.execute-api.localhost:${new URL(url).port}`;

  return async (request) => {
    const { pathname } = new URL(request.url);
    for (const { pattern, parameters, status } of routes) {
      const match = request.method === 'POST' ? pattern.exec(pathname) : null;
      if (match === null) continue;
      const body = await request.text();
      const value = (name: string) =>
        mapped(parameters[name] ?? '', request, body, match.groups ?? {});
      const attributes: Readonly<Record<string, { DataType: string; StringValue: string }>> =
        JSON.parse(value('MessageAttributes'));
      // SQS takes no empty attribute: a webhook without its signature is refused here.
      if (Object.values(attributes).some(({ StringValue }) => StringValue === ''))
        return new Response(null, { status: 400 });
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: value('QueueUrl'),
          MessageBody: body,
          MessageAttributes: attributes,
        }),
      );
      return new Response(null, { status });
    }
    return forward(request, url, host);
  };
};
