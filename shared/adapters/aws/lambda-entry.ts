import type { Context } from 'aws-lambda';
import { readConfiguration } from '#shared/config.ts';
import { withDeadline } from '#shared/deadline.ts';
import { type Dispatch, openCells } from './cells.ts';
import { type Deployment, openDeployment } from './deployment.ts';
import { readEnvironment, rebuiltOnChange } from './settings.ts';

/** Reserved for metrics, the response, and returning failed messages to their queue. */
const cleanupMs = 2_000;

/** The handler that a Lambda function exports. */
export type LambdaEntry<E, R> = (event: E, context: Context) => Promise<R>;

/**
 * An entry that is built at the first call, once for each cell, and again when the settings or
 * credentials have changed. The metrics of a call are flushed at its end.
 */
export const lambdaEntry = <E, R>(
  service: string,
  dispatch: Dispatch<E, R>,
  build: (deployment: Deployment) => (event: E, context: Context) => Promise<R>,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): LambdaEntry<E, R> => {
  const current = rebuiltOnChange(
    () => readEnvironment(environment),
    (env) => {
      const deployments: Deployment[] = [];
      const cells = openCells(readConfiguration(env).cells, (cell) => {
        const deployment = openDeployment(service, env, cell);
        deployments.push(deployment);
        return build(deployment);
      });
      return { deployments, handle: dispatch(cells) };
    },
  );
  return async (event, context) => {
    const { deployments, handle } = await current();
    const leftMs = context.getRemainingTimeInMillis() - cleanupMs;
    try {
      return await withDeadline(leftMs, () => handle(event, context));
    } finally {
      for (const { meter } of deployments) meter.flush();
    }
  };
};
