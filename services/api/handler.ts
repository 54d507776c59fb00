import { type APIGatewayProxyResult, handle, type LambdaEvent } from 'hono/aws-lambda';
import { toTheCellThatKnows } from '#shared/adapters/aws/cells.ts';
import { lambdaEntry } from '#shared/adapters/aws/lambda-entry.ts';
import { apiEvents, createRelay, relayAfterWrites } from '#shared/adapters/aws/relay.ts';
import { createJwksIdentity } from '#shared/adapters/identity/jwks-identity.ts';
import { composeApi } from './compose.ts';

/** A request as an HTTP API of API Gateway passes it on. */
type HttpApiEvent = Extract<LambdaEvent, { rawPath: string }>;

/** Whether another cell may know the key, or what was asked for without one. */
const isUnknown = ({ headers }: HttpApiEvent, { statusCode }: APIGatewayProxyResult): boolean =>
  statusCode === 401 || (statusCode === 404 && headers['authorization'] === undefined);

/** The HTTP API on Lambda, behind an API Gateway HTTP API. */
export const handler = lambdaEntry<HttpApiEvent, APIGatewayProxyResult>(
  'api',
  toTheCellThatKnows(isUnknown),
  (deployment) => {
    const api = composeApi(deployment, { identity: createJwksIdentity(deployment.supabaseUrl) });
    return handle(relayAfterWrites(api, createRelay(deployment, apiEvents)));
  },
);
