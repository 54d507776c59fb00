import { RecordingLog } from '#shared/testing/fakes.ts';
import { aeroapiAlerts } from '../aeroapi-alerts.ts';
import { stub } from './stub.ts';

const aeroapi = stub();
let baseUrl = '';
beforeAll(async () => {
  baseUrl = await aeroapi.start();
});
afterAll(() => aeroapi.stop());
beforeEach(() => {
  aeroapi.seen.length = 0;
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
