import { handle } from 'hono/aws-lambda';
import { lambdaEntry } from '#shared/adapters/aws/lambda-entry.ts';
import { apiEvents, createRelay, relayAfterWrites } from '#shared/adapters/aws/relay.ts';
import { createJwksIdentity } from '#shared/adapters/identity/jwks-identity.ts';
import { composeApi } from './compose.ts';

/** The HTTP API on Lambda, behind an API Gateway HTTP API. */
export const handler = lambdaEntry('api', (deployment) => {
  const api = composeApi(deployment, { identity: createJwksIdentity(deployment.supabaseUrl) });
  return handle(relayAfterWrites(api, createRelay(deployment, apiEvents)));
});
