import { Hono } from 'hono';
import type { z } from 'zod';
import type { Instant } from '#shared/domain/instant.ts';
import type { Clock } from '#shared/ports/clock.ts';
import { createFaults, type Fault, type Faults } from '../faults.ts';
import { hang } from '../hang.ts';
import { type Alert, AlertListQuery, AlertRequest, createAlertBook } from './alert-book.ts';
import { parseDesignator } from './designator.ts';
import { lookUp, RefusedArgument } from './lookup.ts';
import { pagesOf } from './page.ts';
import type { FlightState } from './plan.ts';
import { pushesBetween } from './pushes.ts';
import { createTimetable, type ExpectedFlight } from './timetable.ts';

/** A fault of the flight service; `retryAfter` are the seconds of the header of a 429, `not-found` is an empty answer. */
export type AeroApiFault = Fault<'429' | '500' | 'timeout' | 'not-found'> & {
  readonly retryAfter?: number;
};

/** What the flight simulator is made of. */
export interface AeroApiSimulatorOptions {
  readonly clock: Clock;
  readonly seed?: string;
  /** The key it accepts in `x-apikey`; any but an empty one where it is not given. */
  readonly apiKey?: string;
  /** Where alerts are kept over a restart. */
  readonly alertsFile?: string;
  /** Delivers pushes; by default over the network. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

/** FlightAware's AeroAPI v4 on this machine, for any flight number. */
export interface AeroApiSimulator {
  /** The paths of the API, with and without `/aeroapi` in front. */
  readonly app: Hono;
  /** Makes a flight exist as it was booked. To be called for every booked trip, and again for all of them after a restart. */
  expectFlight(flight: ExpectedFlight): void;
  /** Decides what becomes of a flight on a local date at its origin. */
  script(
    flight: { readonly designator: string; readonly date: string },
    states: readonly FlightState[],
  ): void;
  readonly faults: Faults<AeroApiFault>;
  counts(): { readonly lookups: number; readonly pushes: number };
  /** Pushes what has changed for the alerts since the last time; returns when all were delivered or had failed. */
  push(): Promise<void>;
  /** Calls `push` every so often until `stop`. */
  start(everyMs?: number): void;
  stop(): void;
}

const pushTimeoutMs = 10_000;

const problemsIn = (error: z.ZodError): string =>
  error.issues.map((i) => `${i.path.join('.') || 'body'}: ${i.message}`).join('; ');

/** Answers like AeroAPI v4, deterministic from the seed, the announcements and the clock. */
export const createAeroApiSimulator = (options: AeroApiSimulatorOptions): AeroApiSimulator => {
  const { clock, seed = 'bauhaus', apiKey, alertsFile = null, fetch: deliver = fetch } = options;
  const timetable = createTimetable({ seed });
  const book = createAlertBook(alertsFile);
  const faults = createFaults<AeroApiFault>();
  const counts = { lookups: 0, pushes: 0 };
  let pushedUntil: Instant = clock.now();
  let pushing: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | null = null;

  const routes = new Hono();
  const refusal = (title: string, reason: string, detail: string, status: number) => ({
    title,
    reason,
    detail,
    status,
  });

  routes.use(async (c, next) => {
    const key = c.req.header('x-apikey');
    if (key === undefined || key === '' || (apiKey !== undefined && key !== apiKey))
      return c.json(
        refusal('Invalid API key', 'INVALID_API_KEY', 'Provided API key is not valid', 401),
        401,
      );
    return next();
  });

  routes.get('/flights/:ident', async (c) => {
    counts.lookups += 1;
    const fault = faults.take();
    switch (fault?.answer) {
      case '429':
        if (fault.retryAfter !== undefined) c.header('Retry-After', String(fault.retryAfter));
        return c.json(refusal('Too many requests', 'RATE_LIMIT', 'Rate limit exceeded', 429), 429);
      case '500':
        return c.json(
          refusal('Internal error', 'INTERNAL', 'An internal error occurred', 500),
          500,
        );
      case 'not-found':
        return c.json({ links: null, num_pages: 1, flights: [] });
      case 'timeout':
        await hang(c.req.raw.signal);
        return c.body(null, 504);
      case undefined:
        return c.json(lookUp(timetable, c.req.param('ident'), c.req.query(), clock.now()));
    }
  });

  const described = ({ id, created, changed, request }: Alert) => {
    const designator = request.ident == null ? null : parseDesignator(request.ident);
    const end = (name: 'origin' | 'destination') => {
      const code = request[name] ?? null;
      return {
        [name]: code,
        [`${name}_icao`]: null,
        [`${name}_iata`]: code?.length === 3 ? code : null,
        [`${name}_lid`]: null,
      };
    };
    return {
      id,
      description: `${request.ident ?? 'any flight'} ${request.origin ?? '*'}-${request.destination ?? '*'}`,
      ident: designator?.ident ?? request.ident ?? null,
      ident_icao:
        designator?.airlineIcao == null ? null : `${designator.airlineIcao}${designator.number}`,
      ident_iata:
        designator?.airlineIata == null ? null : `${designator.airlineIata}${designator.number}`,
      ...end('origin'),
      ...end('destination'),
      aircraft_type: request.aircraft_type ?? null,
      created,
      changed,
      start: request.start ?? null,
      end: request.end ?? null,
      user_ident: request.ident ?? null,
      eta: request.eta,
      impending_arrival: request.impending_arrival ?? null,
      impending_departure: request.impending_departure ?? null,
      events: request.events,
      enabled: true,
      target_url: request.target_url ?? null,
    };
  };
  const body = async (request: Request): Promise<unknown> => request.json().catch(() => null);
  const alertRequest = async (request: Request): Promise<AlertRequest> => {
    const parsed = AlertRequest.safeParse(await body(request));
    if (!parsed.success) throw new RefusedArgument(problemsIn(parsed.error));
    return parsed.data;
  };
  const notFound = refusal('Alert not found', 'NOT_FOUND', 'No such alert', 404);

  routes.get('/alerts', (c) => {
    const query = AlertListQuery.safeParse(c.req.query());
    if (!query.success) throw new RefusedArgument(problemsIn(query.error));
    const { records, ...rest } = pagesOf(book.all(), '/alerts', c.req.query(), query.data);
    return c.json({ ...rest, alerts: records.map(described) });
  });
  routes.post('/alerts', async (c) => {
    const request = await alertRequest(c.req.raw);
    if (request.target_url == null && book.endpoint() === null)
      throw new RefusedArgument(
        'No alerts endpoint is configured; set one with PUT /alerts/endpoint',
      );
    const alert = book.add(request, clock.now());
    c.header('Location', `/alerts/${alert.id}`);
    return c.body(null, 201);
  });
  routes.get('/alerts/endpoint', (c) => {
    const url = book.endpoint();
    return url === null
      ? c.json(refusal('No endpoint', 'NO_ENDPOINT', 'No alerts endpoint is configured', 400), 400)
      : c.json({ url });
  });
  routes.put('/alerts/endpoint', async (c) => {
    const sent: unknown = await body(c.req.raw);
    const url = typeof sent === 'object' && sent !== null && 'url' in sent ? sent.url : undefined;
    if (
      url !== null &&
      (typeof url !== 'string' || !/^https?:\/\//.test(url) || !URL.canParse(url))
    )
      throw new RefusedArgument('Bad address, missing hostname, or unsupported address protocol');
    book.setEndpoint(url);
    return c.body(null, 204);
  });
  routes.get('/alerts/:id{\\d+}', (c) => {
    const alert = book.all().find((a) => a.id === Number(c.req.param('id')));
    return alert ? c.json(described(alert)) : c.json(notFound, 404);
  });
  routes.put('/alerts/:id{\\d+}', async (c) => {
    const changed = book.replace(
      Number(c.req.param('id')),
      await alertRequest(c.req.raw),
      clock.now(),
    );
    return changed ? c.body(null, 204) : c.json(notFound, 404);
  });
  // The published text knows only 204 and 400 here.
  routes.delete('/alerts/:id{\\d+}', (c) =>
    book.remove(Number(c.req.param('id')))
      ? c.body(null, 204)
      : c.json({ ...notFound, status: 400 }, 400),
  );

  const app = new Hono();
  app.onError((error, c) => {
    if (error instanceof RefusedArgument)
      return c.json(refusal('Invalid argument', 'INVALID_ARGUMENT', error.message, 400), 400);
    throw error;
  });
  app.notFound((c) => c.json(refusal('Not found', 'NOT_FOUND', 'Unknown resource', 404), 404));
  app.route('/aeroapi', routes);
  app.route('/', routes);

  const pushAll = async (): Promise<void> => {
    const until = clock.now();
    const pushes = pushesBetween(book.all(), book.endpoint(), timetable, pushedUntil, until);
    pushedUntil = until;
    for (const push of pushes) {
      counts.pushes += 1;
      // A push that does not arrive is lost, as at the service; polling finds out what it said.
      await deliver(push.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(push.body),
        signal: AbortSignal.timeout(pushTimeoutMs),
      }).catch(() => undefined);
    }
  };
  const push = (): Promise<void> => {
    pushing = pushing.then(pushAll);
    return pushing;
  };

  return {
    app,
    expectFlight: timetable.expect,
    script: timetable.script,
    faults,
    counts: () => ({ ...counts }),
    push,
    start: (everyMs = 1_000) => {
      timer ??= setInterval(() => void push(), everyMs).unref();
    },
    stop: () => {
      if (timer) clearInterval(timer);
      timer = null;
    },
  };
};
