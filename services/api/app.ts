import { type Context, Hono } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { secureHeaders } from 'hono/secure-headers';
import { type Act, type Actor, actingAs } from '#shared/acting.ts';
import { framesOf } from '#shared/actor/describe-error.ts';
import { BauhausError, InvalidRequest, ServiceUnavailable } from '#shared/errors.ts';
import { authenticate, authenticateOperator } from './authenticate.ts';
import type { ApiDependencies } from './dependencies.ts';
import { limitConcurrency, limitRate } from './limits.ts';
import { Problem, pointer, problemResponse } from './problem.ts';
import type { Route } from './route.ts';
import { auditRoutes } from './routes/audit.ts';
import { contactRoutes, groupRoutes } from './routes/contacts.ts';
import { conversationRoutes } from './routes/conversations.ts';
import { documentRoutes } from './routes/documents.ts';
import { itineraryRoutes } from './routes/itineraries.ts';
import { journeyPartRoutes } from './routes/journey-parts.ts';
import { journeyRoutes } from './routes/journeys.ts';
import { operatorRoutes } from './routes/operator.ts';
import { placeRoutes } from './routes/places.ts';
import { serviceRoutes } from './routes/service.ts';
import { settingsRoutes } from './routes/settings.ts';
import { stayLinkRoutes } from './routes/stay-links.ts';
import { stayRoutes } from './routes/stays.ts';
import { taskRoutes } from './routes/tasks.ts';
import { tripPassengerRoutes } from './routes/trip-passengers.ts';
import { tripRoutes } from './routes/trips.ts';
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
    ...(error instanceof ServiceUnavailable && { dependency: error.service }),
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

const nothingHere = () => new Problem('not-found', 'There is nothing at this address.');

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
  app.notFound(() => problemResponse(nothingHere()));
  app.onError((error) => problemResponse(toProblem(error, deps)));

  const act = (actor: Actor): Act => ({
    actor,
    requestId: deps.ids.random(),
    at: deps.clock.now(),
  });
  const handleAs = async (route: Route, c: Context): Promise<Response> => {
    const authorization = c.req.header('authorization');
    switch (route.access) {
      case 'public':
        return route.handle(c, maxBodyBytes);
      case 'operator':
        authenticateOperator(authorization, deps.operatorKeyHash ?? '');
        return actingAs(act({ kind: 'operator', id: null, name: null }), () =>
          route.handle(c, maxBodyBytes),
        );
      default: {
        const now = deps.clock.now();
        const caller = await authenticate(deps.desk, authorization, route.access, now);
        return actingAs(act({ kind: 'key', id: caller.keyId, name: caller.keyName }), () =>
          route.handle(c, caller, maxBodyBytes),
        );
      }
    }
  };
  const register = (route: Route) =>
    app.on(route.method, route.path.replace(/\{(\w+)\}/g, ':$1'), (c) => handleAs(route, c));
  const routes = [
    ...tripRoutes(deps),
    ...tripPassengerRoutes(deps),
    ...journeyRoutes(deps),
    ...stayRoutes(deps),
    ...stayLinkRoutes(deps),
    ...journeyPartRoutes(deps),
    ...contactRoutes(deps),
    ...groupRoutes(deps),
    ...itineraryRoutes(deps),
    ...placeRoutes(deps),
    ...documentRoutes(deps),
    ...conversationRoutes(deps),
    ...taskRoutes(deps),
    ...settingsRoutes(deps),
    ...auditRoutes(deps),
    ...(deps.moreRoutes ?? []),
    ...(deps.operatorKeyHash === null ? [] : operatorRoutes(deps)),
    ...webhookRoutes(deps),
  ];
  for (const route of [...routes, ...serviceRoutes(deps, routes)]) register(route);
  return app;
};
