import type { Context } from 'aws-lambda';
import { withDeadline } from '#shared/deadline.ts';
import { type Deployment, openDeployment } from './deployment.ts';
import { readEnvironment, rebuiltOnChange } from './settings.ts';

/** Reserved for metrics, the response, and returning failed messages to their queue. */
const cleanupMs = 2_000;

/** The handler that a Lambda function exports. */
export type LambdaEntry<E, R> = (event: E, context: Context) => Promise<R>;

/**
 * An entry that is built at the first call, and again when the settings or credentials have
 * changed. The metrics of a call are flushed at its end.
 */
export const lambdaEntry = <E, R>(
  service: string,
  build: (deployment: Deployment) => (event: E, context: Context) => Promise<R>,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): LambdaEntry<E, R> => {
  const current = rebuiltOnChange(
    () => readEnvironment(environment),
    (env) => {
      const deployment = openDeployment(service, env);
      return { deployment, handle: build(deployment) };
    },
  );
  return async (event, context) => {
    const { deployment, handle } = await current();
    const leftMs = context.getRemainingTimeInMillis() - cleanupMs;
    try {
      return await withDeadline(leftMs, () => handle(event, context));
    } finally {
      deployment.meter.flush();
    }
  };
};
