import { Hono } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { secureHeaders } from 'hono/secure-headers';
import { framesOf } from '#shared/actor/describe-error.ts';
import { BauhausError, InvalidRequest, ServiceUnavailable } from '#shared/errors.ts';
import { authenticate } from './authenticate.ts';
import type { ApiDependencies } from './dependencies.ts';
import { limitConcurrency, limitRate } from './limits.ts';
import { Problem, pointer, problemResponse } from './problem.ts';
import type { Route } from './route.ts';
import { contactRoutes, groupRoutes } from './routes/contacts.ts';
import { conversationRoutes } from './routes/conversations.ts';
import { documentRoutes } from './routes/documents.ts';
import { flightRoutes } from './routes/flights.ts';
import { itineraryRoutes } from './routes/itineraries.ts';
import { journeyMessageRoutes } from './routes/journey-messages.ts';
import { journeyPartRoutes } from './routes/journey-parts.ts';
import { journeyRoutes } from './routes/journeys.ts';
import { placeRoutes } from './routes/places.ts';
import { serviceRoutes } from './routes/service.ts';
import { settingsRoutes } from './routes/settings.ts';
import { stayLinkRoutes } from './routes/stay-links.ts';
import { stayRoutes } from './routes/stays.ts';
import { taskRoutes } from './routes/tasks.ts';
import { testMessageRoutes } from './routes/test-message.ts';
import { tripPassengerRoutes } from './routes/trip-passengers.ts';
import { tripRoutes } from './routes/trips.ts';
import { uploadRoutes } from './routes/uploads.ts';
import { webhookRoutes } from './routes/webhooks.ts';

/** Ten times what a booking with all its metadata needs. */
const defaultMaxBodyBytes = 131_072;
const defaultRetryAfterSeconds = 5;
/** Headers of every response whose route does not set them: not cached, and no page runs in it. */
const defaultHeaders = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
};

/**
 * The problem that a client sees for an error. Of an unforeseen error it sees only an id; the log
 * has the details under the same id.
 */
const toProblem = (error: unknown, deps: Pick<ApiDependencies, 'ids' | 'log'>): Problem => {
  if (error instanceof Problem) return error;
  if (error instanceof InvalidRequest)
    return new Problem('invalid-fields', 'This cannot be done as asked.', {
      errors: [
        {
          pointer: pointer(error.field === null ? [] : [error.field]),
          code: error.code,
          message: error.message,
        },
      ],
    });
  const instance = `urn:uuid:${deps.ids.random()}`;
  const retryable = error instanceof BauhausError && error.retryable;
  deps.log.error(retryable ? 'a dependency did not answer' : 'unforeseen error', {
    instance,
    error: error instanceof Error ? error.name : 'unknown',
    ...(error instanceof ServiceUnavailable && { provider: error.service }),
    ...(error instanceof Error && { stack: framesOf(error) }),
  });
  if (!retryable)
    return new Problem(
      'internal',
      'The request was not at fault. Nothing is known to be half-written.',
      { extra: { instance } },
    );
  const afterMs = error instanceof ServiceUnavailable ? error.retryAfterMs : null;
  return new Problem('unavailable', 'Please try again a little later.', {
    extra: { instance },
    headers: {
      'retry-after': String(
        afterMs === null ? defaultRetryAfterSeconds : Math.ceil(afterMs / 1000),
      ),
    },
  });
};

/** The HTTP API as a Hono app, the same for Lambda and for one machine. */
export const createApi = (deps: ApiDependencies): Hono => {
  const app = new Hono();
  const maxBodyBytes = deps.maxBodyBytes ?? defaultMaxBodyBytes;

  app.use(secureHeaders({ xFrameOptions: 'DENY' }));
  app.use(async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(defaultHeaders))
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
  });
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (_, methods) =>
        problemResponse(
          new Problem('method-not-allowed', `Possible here: ${methods.join(', ')}.`, {
            headers: { allow: methods.join(', ') },
          }),
        ),
    }),
  );
  if (deps.limits) app.use(limitConcurrency(deps.limits), limitRate(deps.limits));
  app.notFound(() =>
    problemResponse(new Problem('not-found', 'There is nothing at this address.')),
  );
  app.onError((error) => problemResponse(toProblem(error, deps)));

  const register = (route: Route) =>
    app.on(route.method, route.path.replace(/\{(\w+)\}/g, ':$1'), async (c) =>
      route.secured
        ? route.handle(
            c,
            await authenticate(deps.desk, c.req.header('authorization')),
            maxBodyBytes,
          )
        : route.handle(c, maxBodyBytes),
    );
  const routes = [
    ...tripRoutes(deps),
    ...tripPassengerRoutes(deps),
    ...journeyRoutes(deps),
    ...journeyMessageRoutes(deps),
    ...stayRoutes(deps),
    ...stayLinkRoutes(deps),
    ...journeyPartRoutes(deps),
    ...contactRoutes(deps),
    ...testMessageRoutes(deps),
    ...groupRoutes(deps),
    ...flightRoutes(deps),
    ...itineraryRoutes(deps),
    ...placeRoutes(deps),
    ...documentRoutes(deps),
    ...uploadRoutes(deps),
    ...conversationRoutes(deps),
    ...taskRoutes(deps),
    ...settingsRoutes(deps),
    ...(deps.moreRoutes ?? []),
    ...webhookRoutes(deps),
  ];
  for (const route of [...routes, ...serviceRoutes(deps, routes)]) register(route);
  return app;
};
