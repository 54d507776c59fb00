import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withDeadline } from '#shared/deadline.ts';
import { AeroFlight } from '#shared/domain/aero-flight.ts';
import { hour, plus } from '#shared/domain/instant.ts';
import { RecordingLog } from '#shared/testing/fakes.ts';
import { apiSpec, describeWithSpecs } from '#shared/testing/openapi.ts';
import { aeroapiAlerts } from '../aeroapi-alerts.ts';
import { aeroapiFlightData } from '../aeroapi-flight-data.ts';
import { stub } from './stub.ts';

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
