import { Ajv2020 } from 'ajv/dist/2020.js';
import { Scope } from '#shared/domain/scope.ts';
import { ServiceUnavailable } from '#shared/errors.ts';
import { problemTypes } from '../problem.ts';
import { type Answer, anApi, bookTrip } from './harness.ts';
import { booking } from './requests.ts';

const valueAt = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((parent, name) => Reflect.get(Object(parent), name), value);

describe('health', () => {
  it('is 200 with all dependencies and breakers, without a key, also if one is open', async () => {
    const { send } = await anApi();
    const answer = await send('GET', '/health');
    expect([answer.status, answer.json]).toEqual([
      200,
      {
        status: 'ok',
        dependencies: { database: { state: 'up' }, twilio: { state: 'simulated' } },
        breakers: {
          twilio: { state: 'open', until: expect.stringMatching(/Z$/) },
          aeroapi: { state: 'closed' },
        },
      },
    ]);
  });

  it('is 503 when a dependency is down, and when nobody can tell', async () => {
    const down = await anApi({
      health: async () => ({
        database: { state: 'down', detail: 'no answer within two seconds' },
        twilio: { state: 'up' },
      }),
    });
    expect(await down.send('GET', '/health')).toMatchObject({
      status: 503,
      json: { status: 'unavailable', dependencies: { database: { state: 'down' } } },
    });
    const broken = await anApi({ health: () => Promise.reject(new Error('password=hunter2')) });
    const answer = await broken.send('GET', '/health');
    expect(answer.status).toBe(503);
    expect(answer.text + JSON.stringify(broken.logLines)).not.toContain('hunter2');
  });
});

describe('every answer', () => {
  it('is closed to what a browser could do with it, and to other sites', async () => {
    const { send, south } = await anApi();
    for (const answer of [
      await send('GET', '/health'),
      await send('GET', '/nowhere'),
      await south.ask('GET', '/trips'),
      await south.ask('PUT', '/trips'),
    ]) {
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    }
    expect(
      (
        await send('OPTIONS', '/trips', {
          headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
        })
      ).status,
    ).toBe(405);
  });

  it('is 503 with Retry-After when the data cannot be reached', async () => {
    const { store } = await anApi();
    const api = await anApi({
      desk: {
        ...store,
        authenticate: () =>
          Promise.reject(new ServiceUnavailable('database', 'gone', { retryAfterMs: 2_500 })),
      },
    });
    const answer = await api.south.ask('GET', '/trips');
    expect([answer.status, answer.headers.get('retry-after'), answer.json['type']]).toEqual([
      503,
      '3',
      '/docs#unavailable',
    ]);
  });

  it('is 500 with only an id after an unforeseen error, whose stack alone is logged', async () => {
    const { store } = await anApi();
    const authenticate = async () => ({
      agencyId: '3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10',
      agencyName: 'a',
      suspendedBecause: null,
      keyId: '3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b11',
      keyName: 'k',
      scopes: Scope.options,
      expiresAt: null,
      revokedAt: null,
    });
    const api = await anApi({
      desk: {
        ...store,
        authenticate,
        trips: () => Promise.reject(new Error('Key\n    at (whatsapp)=(+5491155550100)')),
      },
    });
    const answer = await api.south.ask('GET', '/trips');
    expect(answer.status).toBe(500);
    expect(answer.json).toEqual({
      type: '/docs#internal',
      title: expect.any(String),
      status: 500,
      detail: expect.any(String),
      instance: expect.stringMatching(/^urn:uuid:/),
    });
    expect(JSON.stringify(api.logLines)).not.toContain('5555');
    expect(api.logLines).toMatchObject([
      {
        level: 'error',
        fields: {
          instance: answer.json['instance'],
          stack: expect.arrayContaining([expect.stringMatching(/service\.test\.ts:\d+:\d+$/)]),
        },
      },
    ]);
  });
});

describe('the OpenAPI document', () => {
  it('describes every route of the app and no other', async () => {
    const { app, send } = await anApi();
    const { json } = await send('GET', '/openapi.json');
    const described = Object.entries(Object(json['paths'])).flatMap(([path, byMethod]) =>
      Object.keys(Object(byMethod)).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const routes = app.routes
      .filter(({ method }) => method !== 'ALL')
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
    expect(described.sort()).toEqual(routes.sort());
    expect(json['openapi']).toBe('3.1.0');
  });

  it('refers only to what is there, and its schemas compile', async () => {
    const { json, text } = await (await anApi()).send('GET', '/openapi.json');
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g))
      expect(valueAt(json, 'components', 'schemas', String(name))).toBeDefined();
    const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema({
      ...json,
      $id: 'api',
    });
    for (const name of Object.keys(Object(valueAt(json, 'components', 'schemas'))))
      expect(ajv.compile({ $ref: `api#/components/schemas/${name}` })).toBeInstanceOf(Function);
  });

  it('tells the truth about what is answered', async () => {
    const { south, send } = await anApi();
    const { json: document } = await send('GET', '/openapi.json');
    const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema({
      ...document,
      $id: 'api',
    });
    const expectToMatch = (answer: Answer, method: string, path: string) => {
      const escaped = path.replaceAll('/', '~1');
      const type = String(answer.headers.get('content-type')).split(';')[0]?.replace('/', '~1');
      const validate = ajv.compile({
        $ref: `api#/paths/${escaped}/${method}/responses/${answer.status}/content/${type}/schema`,
      });
      expect({ path, valid: validate(answer.json), errors: validate.errors }).toEqual({
        path,
        valid: true,
        errors: null,
      });
    };
    const first = await south.ask('POST', '/trips', booking({ reference: 'LOC-1' }));
    const id = String(first.json['id']);
    expectToMatch(first, 'post', '/trips');
    expectToMatch(
      await south.ask('POST', '/trips', booking({ reference: 'LOC-1' })),
      'post',
      '/trips',
    );
    expectToMatch(await south.ask('POST', '/trips', booking()), 'post', '/trips');
    expectToMatch(
      await south.ask('POST', '/trips', booking({ originIata: 'QQQ' })),
      'post',
      '/trips',
    );
    expectToMatch(await send('POST', '/trips'), 'post', '/trips');
    expectToMatch(await south.ask('GET', '/trips?limit=1'), 'get', '/trips');
    expectToMatch(await south.ask('GET', '/trips?limit=x'), 'get', '/trips');
    expectToMatch(await south.ask('GET', `/trips/${id}`), 'get', '/trips/{id}');
    expectToMatch(
      await south.ask('PATCH', `/trips/${id}`, { stay: 'Hotel' }),
      'patch',
      '/trips/{id}',
    );
    expectToMatch(await south.ask('GET', `/trips/${id}/timeline`), 'get', '/trips/{id}/timeline');
    expectToMatch(await south.ask('GET', `/trips/${id}/messages`), 'get', '/trips/{id}/messages');
    expectToMatch(await south.ask('DELETE', `/trips/${id}`), 'delete', '/trips/{id}');
    expectToMatch(await south.ask('GET', '/tasks'), 'get', '/tasks');
    expectToMatch(await south.ask('GET', '/settings'), 'get', '/settings');
    expectToMatch(await south.ask('PUT', '/settings/quiet_hours', {}), 'put', '/settings/{key}');
    expectToMatch(await send('GET', '/health'), 'get', '/health');
  });
});

describe('the documentation page', () => {
  it('shows every operation and every problem, and needs nothing from elsewhere', async () => {
    const { send } = await anApi();
    const { text, headers, status } = await send('GET', '/docs');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const { json } = await send('GET', '/openapi.json');
    for (const [path, methods] of Object.entries(Object(json['paths'])))
      for (const method of Object.keys(Object(methods)))
        expect(text).toContain(
          `<b class="method ${method}">${method.toUpperCase()}</b>\n<code>${path}</code>`,
        );
    for (const name of Object.keys(problemTypes)) expect(text).toContain(`id="${name}"`);
    expect(text).not.toMatch(/<script|<link|<img|src=|@import|url\(/);
    expect(text).toContain('name="viewport"');
    for (const [, target] of text.matchAll(/href="#([^"]+)"/g))
      expect(text).toContain(`id="${target}"`);
  });

  it('is where every problem leads', async () => {
    const { south, send } = await anApi();
    await bookTrip(south);
    const { text } = await send('GET', '/docs');
    const { json } = await south.ask('POST', '/trips', booking());
    expect(text).toContain(`id="${String(json['type']).replace('/docs#', '')}"`);
  });
});
