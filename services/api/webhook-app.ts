import { Hono } from 'hono';
import { describeError } from '#shared/actor/describe-error.ts';
import { InvalidRequest } from '#shared/errors.ts';
import type { ApiDependencies } from './dependencies.ts';
import { noBudget } from './limits.ts';
import { Problem, problemResponse } from './problem.ts';
import { webhookRoutes } from './routes/webhooks.ts';

/** The largest that Twilio and AeroAPI send is a few kilobytes. */
const maxBodyBytes = 131_072;

/**
 * The webhooks alone, for a function that is fed from their queues. Its callers have been answered
 * already, so nothing limits them here, and an answer only says what becomes of the message: 4xx is
 * refused for good, 5xx is to be tried again.
 */
export const createWebhookApp = (
  deps: Pick<ApiDependencies, 'desk' | 'clock' | 'log' | 'twilio' | 'deliveryReport' | 'alerts'>,
): Hono => {
  const app = new Hono();
  app.onError((error) => {
    if (error instanceof Problem) return problemResponse(error);
    deps.log.error('a webhook was not stored', { error: describeError(error) });
    return new Response(null, { status: error instanceof InvalidRequest ? 422 : 503 });
  });
  for (const route of webhookRoutes(deps, noBudget))
    if (route.access === 'public')
      app.on(route.method, route.path.replace(/\{(\w+)\}/g, ':$1'), (c) =>
        route.handle(c, maxBodyBytes),
      );
  return app;
};
