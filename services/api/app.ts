import { type Context, Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import { methodNotAllowed } from 'hono/method-not-allowed';
import { secureHeaders } from 'hono/secure-headers';
import { type Act, type Actor, actingAs, seeingOwnOf } from '#shared/acting.ts';
import { framesOf } from '#shared/actor/describe-error.ts';
import { BauhausError, InvalidRequest, OverCeiling, ServiceUnavailable } from '#shared/errors.ts';
import { type BodyLimits, bodyArrives } from './arrival.ts';
import { authenticate, authenticateOperator } from './authenticate.ts';
import type { ApiDependencies } from './dependencies.ts';
import { createHeavyBodies, standardHeavyBodies } from './heavy-bodies.ts';
import { shownTo } from './limited.ts';
import { createBudget, createLane, noBudget } from './limits.ts';
import { assertOwn, ownOf } from './own.ts';
import { Problem, pointer, problemResponse } from './problem.ts';
import { createRefusalLog } from './refusal-log.ts';
import type { AgencyRoute, Caller, Route } from './route.ts';
import { routesOf } from './routes/all.ts';
import { serviceRoutes } from './routes/service.ts';
import { assertOwnPage, operatorCookieName, sessionCookieName } from './session.ts';

/** Ten times what a booking with all its metadata needs. */
const defaultMaxBodyBytes = 131_072;
const defaultRetryAfterSeconds = 5;
/** A ceiling of 24 hours frees itself little by little. */
const ceilingRetrySeconds = '3600';
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
  if (error instanceof OverCeiling) {
    const { ceiling, limit } = error;
    return new Problem('over-ceiling', 'The platform allows no more of this for now.', {
      extra: { ceiling, limit },
      ...(ceiling !== 'storage_mb' && { headers: { 'retry-after': ceilingRetrySeconds } }),
    });
  }
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

/** Webhooks are small: Twilio's and AeroAPI's are a few kilobytes. */
const maxWebhookBytes = 65_536;
const defaultBodyWithinMs = 5_000;
const unlimited = Number.POSITIVE_INFINITY;
const nothingHere = () => new Problem('not-found', 'There is nothing at this address.');

/** The HTTP API as a Hono app, the same for Lambda and for one machine. */
export const createApi = (deps: ApiDependencies): Hono => {
  const app = new Hono();
  const { limits } = deps;
  const maxBodyBytes = deps.maxBodyBytes ?? defaultMaxBodyBytes;
  const budget = limits ? createBudget(limits, deps.addressOf ?? (() => null)) : noBudget;
  const agencies = createLane(limits?.concurrent ?? unlimited);
  const strangers = createLane(limits?.concurrentStrangers ?? unlimited);
  const webhooks = createLane(limits?.concurrentWebhooks ?? unlimited);
  const heavyBodies = createHeavyBodies(standardHeavyBodies);
  const logRefusal = createRefusalLog(deps.log);

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
  app.use(async (c, next) => {
    // What Twilio and AeroAPI push has limits of its own, and is answered whatever else comes in.
    if (!/^\/webhooks\/(?:twilio|aeroapi)(?:\/|$)/.test(c.req.path)) budget.admit(c);
    await next();
  });
  app.notFound(() => problemResponse(nothingHere()));
  app.onError((error, c) => {
    const problem = toProblem(error, deps);
    logRefusal(problem, c.req.routePath);
    return problemResponse(problem);
  });

  const act = (actor: Actor): Act => ({
    actor,
    requestId: deps.ids.random(),
    at: deps.clock.now(),
  });
  const bodyLimitsOf = (route: Route): BodyLimits => ({
    maxBytes: route.tag === 'Webhooks' ? maxWebhookBytes : maxBodyBytes,
    withinMs: deps.bodyWithinMs ?? defaultBodyWithinMs,
  });
  const assertOwnPageOf = (c: Context): void =>
    assertOwnPage(
      { method: c.req.method, origin: c.req.header('origin'), host: c.req.header('host') },
      deps.twilio.publicBaseUrl,
    );
  /** What a caller does not see is not there for any route, and no list shows it. */
  const seen = async (
    c: Context,
    route: AgencyRoute,
    caller: Caller,
    maxBytes: number,
  ): Promise<Response> => {
    await assertOwn(deps.members, caller, route.path, c.req.param());
    // What writes has to see that somebody is booked, or a reference taken, whoever did it.
    return seeingOwnOf(route.method === 'GET' ? ownOf(caller) : null, () =>
      route.handle(c, caller, maxBytes),
    );
  };
  /** A request takes a place in its lane only when it has arrived whole. */
  const serve = async (c: Context, route: Route): Promise<Response> => {
    const { maxBytes, withinMs } = route.heavyBody ?? bodyLimitsOf(route);
    const arrives = async (): Promise<void> => {
      if (route.body) await bodyArrives(c.req.raw, { maxBytes, withinMs });
    };
    const authorization = c.req.header('authorization');
    switch (route.access) {
      case 'public': {
        const work = async (): Promise<Response> => {
          await arrives();
          const handle = () => route.handle(c, maxBytes);
          return route.tag === 'Webhooks' ? webhooks.run(handle) : handle();
        };
        if (!route.senderOf) return work();
        const sender = route.senderOf(c);
        if (sender !== null) return heavyBodies.run(sender, work);
        budget.forged(c);
        throw nothingHere();
      }
      case 'operator': {
        const session = getCookie(c, operatorCookieName);
        const user = await budget.authenticate(c, () =>
          authenticateOperator(deps, { authorization, session }, deps.clock.now()),
        );
        if (user !== null) assertOwnPageOf(c);
        await arrives();
        return actingAs(act({ kind: 'operator', id: user, name: null }), () =>
          route.handle(c, maxBytes),
        );
      }
      default: {
        const session = getCookie(c, sessionCookieName);
        const caller = await budget.authenticate(c, (isKnown) =>
          // Whoever tries keys out uses up no place of those who have one.
          (isKnown ? agencies : strangers).run(() =>
            authenticate(deps, { authorization, session }, route, deps.clock.now()),
          ),
        );
        if (caller.kind === 'member') assertOwnPageOf(c);
        const work = async (): Promise<Response> => {
          await arrives();
          return agencies.run(() =>
            actingAs(act({ kind: caller.kind, id: caller.id, name: caller.name }), async () =>
              shownTo(caller, await seen(c, route, caller, maxBytes)),
            ),
          );
        };
        return route.heavyBody ? heavyBodies.run(caller.agencyId, work) : work();
      }
    }
  };
  const register = (route: Route) =>
    app.on(route.method, route.path.replace(/\{(\w+)\}/g, ':$1'), (c) => serve(c, route));
  const routes = routesOf(deps, budget);
  for (const route of [...routes, ...serviceRoutes(deps, routes)]) register(route);
  return app;
};
