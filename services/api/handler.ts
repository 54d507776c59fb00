import { handle } from 'hono/aws-lambda';
import { lambdaEntry } from '#shared/adapters/aws/lambda-entry.ts';
import { apiEvents, createRelay, relayAfterWrites } from '#shared/adapters/aws/relay.ts';
import { composeApi } from './compose.ts';

/** The HTTP API on Lambda, behind an API Gateway HTTP API. */
export const handler = lambdaEntry('api', (deployment) =>
  handle(relayAfterWrites(composeApi(deployment), createRelay(deployment, apiEvents))),
);
