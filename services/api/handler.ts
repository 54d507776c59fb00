import { handle } from 'hono/aws-lambda';
import { entry } from '#shared/adapters/aws/functions.ts';
import { createDeployedApi } from './deployed.ts';

/** The HTTP edge on Lambda, behind an HTTP API. */
export const handler = entry('api', (deployment) => handle(createDeployedApi(deployment)));
