import { Hono } from 'hono';
import type { z } from 'zod';
import type { Instant } from '#shared/domain/instant.ts';
import type { Clock } from '#shared/ports/clock.ts';
import { createFaults, type Fault, type Faults } from '../faults.ts';
import { hang } from '../hang.ts';
import { type Alert, AlertListQuery, AlertRequest, createAlertBook } from './alert-book.ts';
import { parseDesignator } from './designator.ts';
import { InvalidArgument, lookUpFlights } from './lookup.ts';
import { pageOf } from './page.ts';
import type { FlightState } from './plan.ts';
import { pushesBetween } from './pushes.ts';
import { createTimetable, type ExpectedFlight, type Timetable } from './timetable.ts';

/** A fault of the service; `retryAfter` is the header of a 429, in seconds. */
export type AeroApiFault = Fault<'429' | '500' | 'timeout' | 'not-found'> & {
  readonly retryAfter?: number;
};

/** The dependencies and settings of the flight simulator. */
export interface AeroApiSimulatorOptions {
  readonly clock: Clock;
  readonly seed?: string;
  /** The key that `x-apikey` must have; any but an empty one by default. */
  readonly apiKey?: string;
  /** The file that keeps alerts over a restart. */
  readonly alertsFile?: string;
  /** Delivers pushes; `fetch` by default. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
}

/** A simulator of FlightAware's AeroAPI v4, for the flights of its timetable. */
export interface AeroApiSimulator {
  /** The paths of the API, with and without `/aeroapi` in front. */
  readonly app: Hono;
  /** As `Timetable.expect`; to be called again after a restart. */
  expectFlight(flight: ExpectedFlight): void;
  /** What its flights do, and what is told of them. */
  readonly timetable: Pick<Timetable, 'flies' | 'flightOf' | 'imagine' | 'tell'>;
  /** Sets what happens to a flight on a local date at its origin. */
  script(
    flight: { readonly designator: string; readonly date: string },
    states: readonly FlightState[],
  ): void;
  readonly faults: Faults<AeroApiFault>;
  counts(): { readonly lookups: number; readonly pushes: number };
  /** Pushes what has changed since the last call; resolves when all are delivered or failed. */
  push(): Promise<void>;
  /** Calls `push` periodically, until `stop`. */
  start(intervalMs?: number): void;
  stop(): void;
}

const pushTimeoutMs = 10_000;

const problemsIn = (error: z.ZodError): string =>
  error.issues.map((i) => `${i.path.join('.') || 'body'}: ${i.message}`).join('; ');

/** Creates the simulator; responses depend on the seed, the booked flights and the clock alone. */
export const createAeroApiSimulator = (options: AeroApiSimulatorOptions): AeroApiSimulator => {
  const { clock, seed = 'bauhaus', apiKey, alertsFile = null, fetch: deliver = fetch } = options;
  const timetable = createTimetable({ seed });
  const book = createAlertBook(alertsFile);
  const faults = createFaults<AeroApiFault>();
  const counts = { lookups: 0, pushes: 0 };
  let lastPushAt: Instant = clock.now();
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
        return c.json(lookUpFlights(timetable, c.req.param('ident'), c.req.query(), clock.now()));
    }
  });

  const alertJson = ({ id, created, changed, request }: Alert) => {
    const designator = request.ident == null ? null : parseDesignator(request.ident);
    const route = `${request.origin ?? '*'}-${request.destination ?? '*'}`;
    const airportOf = (name: 'origin' | 'destination') => {
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
      description: `${request.ident ?? 'any flight'} ${route}`,
      ident: designator?.ident ?? request.ident ?? null,
      ident_icao:
        designator?.airlineIcao == null ? null : `${designator.airlineIcao}${designator.number}`,
      ident_iata:
        designator?.airlineIata == null ? null : `${designator.airlineIata}${designator.number}`,
      ...airportOf('origin'),
      ...airportOf('destination'),
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
  const jsonBody = async (request: Request): Promise<unknown> => request.json().catch(() => null);
  const alertRequest = async (request: Request): Promise<AlertRequest> => {
    const parsed = AlertRequest.safeParse(await jsonBody(request));
    if (!parsed.success) throw new InvalidArgument(problemsIn(parsed.error));
    return parsed.data;
  };
  const notFound = refusal('Alert not found', 'NOT_FOUND', 'No such alert', 404);

  routes.get('/alerts', (c) => {
    const query = AlertListQuery.safeParse(c.req.query());
    if (!query.success) throw new InvalidArgument(problemsIn(query.error));
    const { records, ...rest } = pageOf(book.all(), '/alerts', c.req.query(), query.data);
    return c.json({ ...rest, alerts: records.map(alertJson) });
  });
  routes.post('/alerts', async (c) => {
    const request = await alertRequest(c.req.raw);
    if (request.target_url == null && book.endpoint() === null)
      throw new InvalidArgument(
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
    const json = await jsonBody(c.req.raw);
    const url = typeof json === 'object' && json !== null && 'url' in json ? json.url : undefined;
    if (
      url !== null &&
      (typeof url !== 'string' || !/^https?:\/\//.test(url) || !URL.canParse(url))
    )
      throw new InvalidArgument('Bad address, missing hostname, or unsupported address protocol');
    book.setEndpoint(url);
    return c.body(null, 204);
  });
  routes.get('/alerts/:id{\\d+}', (c) => {
    const alert = book.all().find((a) => a.id === Number(c.req.param('id')));
    return alert ? c.json(alertJson(alert)) : c.json(notFound, 404);
  });
  routes.put('/alerts/:id{\\d+}', async (c) => {
    const changed = book.replace(
      Number(c.req.param('id')),
      await alertRequest(c.req.raw),
      clock.now(),
    );
    return changed ? c.body(null, 204) : c.json(notFound, 404);
  });
  // AeroAPI's specification has only 204 and 400 here.
  routes.delete('/alerts/:id{\\d+}', (c) =>
    book.remove(Number(c.req.param('id')))
      ? c.body(null, 204)
      : c.json({ ...notFound, status: 400 }, 400),
  );

  const app = new Hono();
  app.onError((error, c) => {
    if (error instanceof InvalidArgument)
      return c.json(refusal('Invalid argument', 'INVALID_ARGUMENT', error.message, 400), 400);
    throw error;
  });
  app.notFound((c) => c.json(refusal('Not found', 'NOT_FOUND', 'Unknown resource', 404), 404));
  app.route('/aeroapi', routes);
  app.route('/', routes);

  const pushAll = async (): Promise<void> => {
    const until = clock.now();
    const pushes = pushesBetween(book.all(), book.endpoint(), timetable, lastPushAt, until);
    lastPushAt = until;
    for (const push of pushes) {
      counts.pushes += 1;
      // As with the real service, a push that fails is lost; polling finds the change.
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
    timetable,
    script: timetable.script,
    faults,
    counts: () => ({ ...counts }),
    push,
    start: (intervalMs = 1_000) => {
      timer ??= setInterval(() => void push(), intervalMs).unref();
    },
    stop: () => {
      if (timer) clearInterval(timer);
      timer = null;
    },
  };
};
