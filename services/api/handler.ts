import { handle } from 'hono/aws-lambda';
import { lambdaEntry } from '#shared/adapters/aws/lambda-entry.ts';
import { createDeployedApi } from './deployed.ts';

/** The HTTP edge on Lambda, behind an HTTP API. */
export const handler = lambdaEntry('api', (deployment) => handle(createDeployedApi(deployment)));
