import type { Context } from 'aws-lambda';
import { withDeadline } from '#shared/deadline.ts';
import { type Deployment, openDeployment } from './deployment.ts';
import { readEnvironment, rebuiltOnChange } from './settings.ts';

/** Left for metrics, the response, and returning failed messages to their queue. */
const afterwardsMs = 2_000;

/** A Lambda function's entry. */
export type Entry<E, R> = (event: E, context: Context) => Promise<R>;

/**
 * An entry whose parts are built at the first call, with the credentials read, and built anew when
 * a credential has changed. Numbers noted during a call are written out at its end.
 */
export const lambdaEntry = <E, R>(
  service: string,
  build: (deployment: Deployment) => (event: E, context: Context) => Promise<R>,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Entry<E, R> => {
  const current = rebuiltOnChange(
    () => readEnvironment(environment),
    (env) => {
      const deployment = openDeployment(service, env);
      return { deployment, handle: build(deployment) };
    },
  );
  return async (event, context) => {
    const { deployment, handle } = await current();
    const leftMs = context.getRemainingTimeInMillis() - afterwardsMs;
    try {
      return await withDeadline(leftMs, () => handle(event, context));
    } finally {
      deployment.meter.flush();
    }
  };
};
