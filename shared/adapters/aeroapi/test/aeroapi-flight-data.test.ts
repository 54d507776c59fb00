import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { withDeadline } from '#shared/deadline.ts';
import { AeroFlight } from '#shared/domain/aero-flight.ts';
import { hour, plus } from '#shared/domain/instant.ts';
import { RecordingLog } from '#shared/testing/fakes.ts';
import { apiSpec, describeWithSpecs } from '#shared/testing/openapi.ts';
import { aeroapiAlerts } from '../aeroapi-alerts.ts';
import { aeroapiFlightData } from '../aeroapi-flight-data.ts';
import { parseAlertPush } from '../parse-alert-push.ts';

const now = '2027-03-02T12:00:00.000Z';
const query = {
  designator: 'BA820',
  from: '2027-03-02T22:00:00.000Z',
  to: '2027-03-09T12:00:00.000Z',
};
const record = {
  ident: 'BAW820',
  fa_flight_id: 'id-1',
  status: 'Scheduled',
  scheduled_out: '2027-03-03T16:20:00Z',
};

interface SeenRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** A local AeroAPI that gives the answers it is set to. */
const stub = () => {
  const seen: SeenRequest[] = [];
  const script: { answer: (response: ServerResponse, request: SeenRequest) => void } = {
    answer: (response) => response.end(),
  };
  let server: Server;
  return {
    seen,
    answer: (status: number, body: unknown, headers: Record<string, string> = {}) => {
      script.answer = (response) => {
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(typeof body === 'string' ? body : JSON.stringify(body));
      };
    },
    respondWith: (answer: typeof script.answer) => {
      script.answer = answer;
    },
    start: () =>
      new Promise<string>((resolve) => {
        server = createServer((request, response) => {
          const chunks: Buffer[] = [];
          request.on('data', (chunk: Buffer) => chunks.push(chunk));
          request.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            const seenRequest = {
              method: request.method ?? '',
              url: new URL(request.url ?? '/', 'http://x'),
              headers: request.headers,
              body: text === '' ? null : JSON.parse(text),
            };
            seen.push(seenRequest);
            script.answer(response, seenRequest);
          });
        }).listen(0, '127.0.0.1', () => {
          const address = server.address();
          resolve(
            `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/aeroapi`,
          );
        });
      }),
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

const aeroapi = stub();
let baseUrl = '';
beforeAll(async () => {
  baseUrl = await aeroapi.start();
});
afterAll(() => aeroapi.stop());
beforeEach(() => {
  aeroapi.seen.length = 0;
});
const flights = (timeoutMs = 2000) =>
  aeroapiFlightData({ baseUrl, apiKey: 'k', timeoutMs, clock: { now: () => now } });
const look = (timeoutMs?: number) => flights(timeoutMs).look(query, { maxAgeMs: 0 });

describe('looking at AeroAPI', () => {
  it('ends before its turn does where nothing comes', async () => {
    aeroapi.respondWith(() => undefined);
    expect(await withDeadline(400, () => look(60_000))).toMatchObject({
      kind: 'failed',
      reason: 'timeout',
    });
  });

  it('asks by ICAO designator for one page of the window AeroAPI can see', async () => {
    aeroapi.answer(200, { flights: [record], links: null, num_pages: 1 });
    await look();
    const [request] = aeroapi.seen;
    expect(request?.url.pathname).toBe('/aeroapi/flights/BAW820');
    expect(Object.fromEntries(request?.url.searchParams ?? [])).toEqual({
      ident_type: 'designator',
      start: '2027-03-02T22:00:00Z',
      end: '2027-03-04T11:59:00Z',
      max_pages: '1',
    });
    expect(request?.headers['x-apikey']).toBe('k');
  });

  describe('that answers a designator with nothing', () => {
    const paths = () => aeroapi.seen.map(({ url }) => url.pathname.split('/').at(-1));
    /** Answers one form with a record and the others with nothing, in one of its two ways. */
    const knowsOnly = (known: string | null) =>
      aeroapi.respondWith((response, { url }) => {
        const isKnown = known !== null && url.pathname.endsWith(`/${known}`);
        response.writeHead(isKnown || url.pathname.endsWith('Y1015') ? 200 : 404, {
          'content-type': 'application/json',
        });
        response.end(JSON.stringify({ flights: isKnown ? [record] : [], links: null }));
      });
    const aeroapiAt = (clock: () => string) =>
      aeroapiFlightData({ baseUrl, apiKey: 'k', clock: { now: clock } });
    const ask = (designator: string, on = aeroapiAt(() => now)) =>
      on.look({ ...query, designator }, { maxAgeMs: 0 });

    it('is asked for the IATA form once, and by no other where that is found', async () => {
      knowsOnly('U21015');
      let further = 0;
      const counted = aeroapiFlightData({
        baseUrl,
        apiKey: 'k',
        clock: { now: () => now },
        onFurtherLookup: () => {
          further += 1;
        },
      });
      const found = await ask('U21015', counted);
      expect(found.kind).toBe('found');
      expect(paths()).toEqual(['EZY1015', 'U21015']);
      expect(further).toBe(1);
    });

    it.each([
      ['U21015', 'EJU1015', ['EZY1015', 'U21015', 'EJU1015']],
      ['LA8070', 'TAM8070', ['LAN8070', 'LA8070', 'TAM8070']],
      ['LPE2021', 'LAN2021', ['LPE2021', 'LP2021', 'LAN2021']],
      ['W62201', 'WMT2201', ['WZZ2201', 'W62201', 'WMT2201']],
    ])('is asked for %s by the designators of its group', async (booked, known, asked) => {
      knowsOnly(known);
      expect((await ask(booked)).kind).toBe('found');
      expect(paths()).toEqual(asked);
    });

    it('knows it not only once every form was asked for, each once in an hour', async () => {
      knowsOnly(null);
      let at = now;
      const on = aeroapiAt(() => at);
      expect((await ask('U21015', on)).kind).toBe('not-found');
      expect(paths()).toEqual(['EZY1015', 'U21015', 'EJU1015', 'EZS1015']);
      aeroapi.seen.length = 0;
      await ask('U21015', on);
      expect(paths()).toEqual(['EZY1015']);
      at = plus(now, hour);
      aeroapi.seen.length = 0;
      await ask('U21015', on);
      expect(paths()).toHaveLength(4);
    });

    it('is asked for the form that was found at first, the next time', async () => {
      knowsOnly('EJU1015');
      const on = aeroapiAt(() => now);
      await ask('U21015', on);
      aeroapi.seen.length = 0;
      expect((await ask('U21015', on)).kind).toBe('found');
      expect(paths()).toEqual(['EJU1015']);
    });

    it('has not been asked for all of them where one is refused for now', async () => {
      aeroapi.respondWith((response, { url }) => {
        const isFirst = url.pathname.endsWith('EZY1015');
        response.writeHead(isFirst ? 200 : 429, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ flights: [] }));
      });
      expect((await ask('U21015')).kind).toBe('rate-limited');
      expect(paths()).toEqual(['EZY1015', 'U21015']);
    });
  });

  it('asks nothing where the whole window is beyond what AeroAPI can see', async () => {
    expect(
      await flights().look({ ...query, from: '2027-03-08T00:00:00.000Z' }, { maxAgeMs: 0 }),
    ).toMatchObject({ kind: 'not-found' });
    expect(aeroapi.seen).toEqual([]);
  });

  it('finds records with instants of the one form', async () => {
    aeroapi.answer(200, { flights: [record], links: null, num_pages: 1 });
    expect(await look()).toMatchObject({
      kind: 'found',
      at: now,
      records: [
        { scheduled_out: '2027-03-03T16:20:00.000Z', cancelled: false, estimated_out: null },
      ],
    });
  });

  it('reads every page of a designator that flies more often than one page holds', async () => {
    aeroapi.respondWith((response, { url }) => {
      const cursor = url.searchParams.get('cursor');
      const page =
        cursor === null
          ? { flights: [record], links: { next: '/flights/BAW820?cursor=df09%3D' }, num_pages: 1 }
          : { flights: [{ ...record, fa_flight_id: 'id-2' }], links: null, num_pages: 1 };
      response.end(JSON.stringify(page));
    });
    expect(await look()).toMatchObject({
      kind: 'found',
      records: [{ fa_flight_id: 'id-1' }, { fa_flight_id: 'id-2' }],
    });
    expect(aeroapi.seen.map((s) => s.url.searchParams.get('cursor'))).toEqual([null, 'df09=']);
    expect(aeroapi.seen[1]?.url.searchParams.get('max_pages')).toBe('1');
  });

  it('does not take pages without end, or one that was refused, for all there is', async () => {
    aeroapi.answer(200, { flights: [], links: { next: '/flights/BAW820?cursor=x' }, num_pages: 1 });
    expect(await look()).toEqual({ kind: 'failed', reason: 'server', at: now });
    expect(aeroapi.seen).toHaveLength(8);
    aeroapi.respondWith((response, { url }) =>
      url.searchParams.has('cursor')
        ? response.writeHead(429, { 'retry-after': '7' }).end()
        : response.end('{"flights":[],"links":{"next":"/flights/BAW820?cursor=x"}}'),
    );
    expect(await look()).toEqual({ kind: 'rate-limited', retryAfterMs: 7_000, at: now });
  });

  it('passes over a record it cannot read', async () => {
    aeroapi.answer(200, { flights: [{ ident: 7 }, record], links: null, num_pages: 1 });
    expect(await look()).toMatchObject({ kind: 'found', records: [{ fa_flight_id: 'id-1' }] });
  });

  it.each([
    ['an empty list', 200, { flights: [], links: null, num_pages: 1 }, {}, { kind: 'not-found' }],
    ['400', 400, { title: 'x' }, {}, { kind: 'not-found' }],
    ['404', 404, '', {}, { kind: 'not-found' }],
    ['401', 401, {}, {}, { kind: 'failed', reason: 'refused' }],
    ['403', 403, {}, {}, { kind: 'failed', reason: 'refused' }],
    ['429', 429, {}, {}, { kind: 'rate-limited', retryAfterMs: null }],
    [
      '429 with seconds',
      429,
      {},
      { 'retry-after': '90' },
      { kind: 'rate-limited', retryAfterMs: 90_000 },
    ],
    [
      '429 with a date',
      429,
      {},
      { 'retry-after': 'Tue, 02 Mar 2027 12:05:00 GMT' },
      { kind: 'rate-limited', retryAfterMs: 300_000 },
    ],
    ['500', 500, {}, {}, { kind: 'failed', reason: 'server' }],
    ['an HTML 502', 502, '<html>', {}, { kind: 'failed', reason: 'server' }],
    ['a page that is no JSON', 200, 'gone fishing', {}, { kind: 'failed', reason: 'server' }],
    [
      'records none of which can be read',
      200,
      { flights: [{ ident: 7 }] },
      {},
      { kind: 'failed', reason: 'server' },
    ],
  ] as const)('tells %s from the other outcomes', async (_, status, body, headers, expected) => {
    aeroapi.answer(status, body, headers);
    expect(await look()).toEqual({ ...expected, at: now });
  });

  it('gives up on a service that sends no answer, or no body', async () => {
    aeroapi.respondWith(() => {});
    expect(await look(60)).toEqual({ kind: 'failed', reason: 'timeout', at: now });
    aeroapi.respondWith((response) => response.writeHead(200).write('{"flights":['));
    expect(await look(60)).toEqual({ kind: 'failed', reason: 'timeout', at: now });
  });

  it('calls a broken connection a matter of the network', async () => {
    aeroapi.respondWith((response) => response.destroy());
    expect(await look()).toEqual({ kind: 'failed', reason: 'network', at: now });
  });
});

describe('alerts', () => {
  const log = new RecordingLog();
  const alerts = () =>
    aeroapiAlerts({
      baseUrl,
      apiKey: 'k',
      targetUrl: 'https://example.test/webhooks/aeroapi/token',
      log,
    });
  const requestedAlert = {
    designator: 'BA820',
    origin: 'LHR',
    destination: 'CPH',
    date: '2027-03-03',
  };
  const listed = {
    id: 12,
    ident: 'BAW820',
    origin: 'EGLL',
    origin_iata: 'LHR',
    destination: 'EKCH',
    destination_iata: 'CPH',
    start: '2027-03-03',
  };

  it('are created after looking whether they are there, and known by the Location', async () => {
    aeroapi.respondWith((response, { method }) =>
      method === 'GET'
        ? response.end('{"alerts":[],"links":null,"num_pages":1}')
        : response.writeHead(201, { location: '/alerts/4711' }).end(),
    );
    expect(await alerts().create(requestedAlert)).toBe('4711');
    expect(aeroapi.seen.map((s) => s.method)).toEqual(['GET', 'POST']);
  });

  it('whose reply was lost are found instead of doubled', async () => {
    aeroapi.answer(200, {
      alerts: [{ ...listed, id: 11, start: '2027-03-04' }, listed],
      links: null,
      num_pages: 1,
    });
    expect(await alerts().create(requestedAlert)).toBe('12');
    expect(aeroapi.seen).toHaveLength(1);
  });

  it('whose reply was lost are found on any page, and the key goes nowhere else', async () => {
    aeroapi.respondWith((response, { method, url }) => {
      if (method !== 'GET') return response.writeHead(201, { location: '/alerts/4711' }).end();
      const next = 'https://elsewhere.example/alerts?cursor=two';
      return response.end(
        url.searchParams.get('cursor') === 'two'
          ? JSON.stringify({ alerts: [listed], links: null, num_pages: 1 })
          : JSON.stringify({ alerts: [{ id: 'x' }], links: { next }, num_pages: 20 }),
      );
    });
    expect(await alerts().create(requestedAlert)).toBe('12');
    expect(aeroapi.seen.map((s) => [s.method, s.url.pathname])).toEqual([
      ['GET', '/aeroapi/alerts'],
      ['GET', '/aeroapi/alerts'],
    ]);
  });

  it('are not created while the list has no end, and the log says so', async () => {
    aeroapi.answer(200, { alerts: [], links: { next: '/alerts?cursor=x' }, num_pages: 20 });
    expect(await alerts().create(requestedAlert)).toBeNull();
    expect(new Set(aeroapi.seen.map((s) => s.method))).toEqual(new Set(['GET']));
    expect(log.lines).toMatchObject([{ level: 'error', fields: { limit: 500 } }]);
  });

  it('that the plan does not have are null, not an error', async () => {
    aeroapi.answer(401, { title: 'tier' });
    expect(await alerts().create(requestedAlert)).toBeNull();
  });

  it('are deleted by their id', async () => {
    aeroapi.answer(204, '');
    await alerts().delete('4711');
    expect(aeroapi.seen[0]).toMatchObject({ method: 'DELETE' });
    expect(aeroapi.seen[0]?.url.pathname).toBe('/aeroapi/alerts/4711');
  });
});

describe('the body of a push', () => {
  const body = {
    long_description: 'x',
    short_description: 'x',
    summary: 'x',
    event_code: 'out',
    alert_id: 4711,
    flight: {
      fa_flight_id: 'id-1',
      ident: 'BAW820',
      destination: 'EKCH',
      destination_iata: 'CPH',
      cancelled: false,
      diverted: false,
      actual_out: '2027-03-03T16:25:00Z',
      filed_airspeed_kts: 450,
    },
    something_new: { a: 1 },
  };
  it('is read with what it has, whatever else it brings', () => {
    expect(parseAlertPush(body)).toMatchObject({
      alertId: '4711',
      code: 'out',
      faFlightId: 'id-1',
      reading: {
        actualOut: '2027-03-03T16:25:00.000Z',
        destinationIata: 'CPH',
        cancelled: false,
        status: null,
        estimatedOut: null,
      },
    });
  });
  it('loses a time that cannot be read, not the push', () => {
    expect(
      parseAlertPush({ ...body, flight: { ...body.flight, estimated_out: 'soon' } })?.reading
        .estimatedOut,
    ).toBeNull();
  });
  it.each([null, 'text', {}, { ...body, alert_id: undefined }, { ...body, flight: 'BA820' }])(
    'is refused where it is none: %j',
    (wrong) => {
      expect(parseAlertPush(wrong)).toBeNull();
    },
  );
});

describeWithSpecs('against the published description', () => {
  const spec = apiSpec('aeroapi-source-bilte.yaml');

  it('the alert we ask for is one', async () => {
    aeroapi.respondWith((response, { method }) =>
      method === 'GET'
        ? response.end('{"alerts":[]}')
        : response.writeHead(201, { location: '/alerts/1' }).end(),
    );
    await aeroapiAlerts({
      baseUrl,
      apiKey: 'k',
      targetUrl: 'https://example.test/hook',
      log: new RecordingLog(),
    }).create({
      designator: 'BA820',
      origin: 'LHR',
      destination: 'CPH',
      date: '2027-03-03',
    });
    expect(spec.request('post', '/alerts', { lenient: true })(aeroapi.seen[1]?.body)).toEqual([]);
  });

  const fixtures = join(process.cwd(), '../shared/fixtures/aeroapi');
  const files = existsSync(fixtures)
    ? readdirSync(fixtures).filter((f) => f.startsWith('noodnik2'))
    : [];
  it.each(files)('the saved answer %s is one, and can be read whole', (file) => {
    const saved = JSON.parse(readFileSync(join(fixtures, file), 'utf8'));
    expect(spec.response('get', '/flights/{ident}', 200)(saved)).toEqual([]);
    for (const flight of saved.flights) expect(AeroFlight.safeParse(flight).success).toBe(true);
  });
});
