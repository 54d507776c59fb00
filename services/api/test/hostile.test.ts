import { anApi, bookTrip, mistakes } from './harness.ts';
import { booking } from './requests.ts';

const json = { 'content-type': 'application/json' };

describe('a request without a valid key', () => {
  it.each([
    ['nothing', undefined],
    ['an empty header', ''],
    ['no key', 'Bearer'],
    ['a wrong key', 'Bearer north-key-0123456789abcdeg'],
    ['another scheme', 'Basic c291dGg6a2V5'],
    ['a key that is too short', 'Bearer x'],
    ['a key that is too long', `Bearer ${'x'.repeat(5_000)}`],
    ['two keys', 'Bearer aaaaaaaaaaaaaaaaaaaa bbbbbbbbbbbbbbbbbbbb'],
    ['an injection', "Bearer ' OR '1'='1'; --xxxxxxxx"],
  ])(
    'with %s gets the same 401 at every route, before anything is read',
    async (_, authorization) => {
      const { send } = await anApi();
      const headers: Record<string, string> = {
        ...json,
        ...(authorization !== undefined && { authorization }),
      };
      const answers = [
        await send('GET', '/trips', { headers }),
        await send('POST', '/trips', { headers, body: 'not json' }),
        await send('GET', '/trips/not-a-uuid', { headers }),
        await send('PATCH', '/tasks/x', { headers, body: '{}' }),
        await send('PUT', '/settings/colours', { headers, body: '{}' }),
      ];
      expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
      expect(answers[0]?.status).toBe(401);
      expect(answers[0]?.headers.get('www-authenticate')).toMatch(/^Bearer/);
      expect(answers[0]?.text).toBe((await send('GET', '/trips')).text);
    },
  );

  it('may write the scheme in any case', async () => {
    const { send, south } = await anApi();
    expect(
      (await send('GET', '/trips', { headers: { authorization: `bEaReR  ${south.key}` } })).status,
    ).toBe(200);
  });
});

describe('a body', () => {
  it.each(['', '{', '{"a":1,}', 'null x', '\u{feff}{', "{'a':1}"])(
    'that is not JSON is refused with 400: %j',
    async (body) => {
      const { south } = await anApi();
      const answer = await south.ask('POST', '/trips', body);
      expect([answer.status, answer.json['type']]).toEqual([400, '/docs#malformed-body']);
    },
  );

  it('that is not UTF-8 is refused with 400', async () => {
    const { south, send } = await anApi();
    const answer = await send('POST', '/trips', {
      headers: { ...json, authorization: `Bearer ${south.key}` },
      body: new Uint8Array([0x22, 0xc3, 0x28, 0x22]),
    });
    expect(answer.status).toBe(400);
  });

  it.each(['null', '[]', '"text"', '42', 'true'])(
    'that is no object is refused with 422: %s',
    async (body) => {
      const { south } = await anApi();
      for (const [method, path] of [
        ['POST', '/trips'],
        ['PUT', '/settings/quiet_hours'],
      ] as const)
        expect((await south.ask(method, path, body)).status).toBe(422);
    },
  );

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    '',
    'application/jsonx',
  ])('of another type is refused with 415: %j', async (type) => {
    const { south } = await anApi();
    const answer = await south.ask('POST', '/trips', booking(), { 'content-type': type });
    expect([answer.status, answer.headers.get('accept')]).toEqual([415, 'application/json']);
  });

  it('that is compressed is refused with 415', async () => {
    const { south } = await anApi();
    expect(
      (await south.ask('POST', '/trips', booking(), { 'content-encoding': 'gzip' })).status,
    ).toBe(415);
  });

  it('that is too large is refused by its declared length, or once it is too long', async () => {
    const { south, send, eventTypes } = await anApi({ maxBodyBytes: 1_000 });
    const headers = { ...json, authorization: `Bearer ${south.key}` };
    const declared = await send('POST', '/trips', {
      headers: { ...headers, 'content-length': '1001' },
      body: '{}',
    });
    expect([declared.status, declared.json['type']]).toEqual([413, '/docs#body-too-large']);
    let chunkCount = 0;
    const endlessBody = new ReadableStream({
      pull: (controller) => {
        chunkCount += 1;
        controller.enqueue(new Uint8Array(100).fill(0x20));
      },
    });
    const streamed = await send('POST', '/trips', { headers, body: endlessBody });
    expect(streamed.status).toBe(413);
    expect(chunkCount).toBeLessThan(20);
    const understated = await send('POST', '/trips', {
      headers: { ...headers, 'content-length': '2' },
      body: JSON.stringify(booking({ stay: 'x'.repeat(2_000) })),
    });
    expect(understated.status).toBe(413);
    expect(await eventTypes()).toEqual([]);
  });

  it('that is nested without end is refused, not followed', async () => {
    const { south } = await anApi();
    const answer = await south.ask(
      'POST',
      '/trips',
      `{"metadata":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`,
    );
    expect(answer.status).toBe(422);
    expect(mistakes(answer)[0]).toMatch(/^#\/metadata\/a\/a.* too_deep$/);
  });

  it('cannot reach a prototype', async () => {
    const { south } = await anApi();
    const pollutingBody = JSON.stringify(booking()).replace(
      '{',
      '{"metadata":{"__proto__":{"polluted":true}},',
    );
    expect(mistakes(await south.ask('POST', '/trips', pollutingBody))).toEqual([
      '#/metadata/__proto__ reserved_name',
    ]);
    const id = await bookTrip(south, {
      metadata: { constructor: { prototype: { polluted: true } }, toString: 'x' },
    });
    expect((await south.ask('GET', `/trips/${id}`)).json['metadata']).toEqual({
      constructor: { prototype: { polluted: true } },
      toString: 'x',
    });
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });

  it('with numbers beyond number is refused', async () => {
    const { south } = await anApi();
    const answer = await south.ask(
      'POST',
      '/trips',
      JSON.stringify(booking({ metadata: { n: 0 } })).replace('"n":0', '"n":1e999'),
    );
    expect(mistakes(answer)).toEqual(['#/metadata/n not_finite']);
  });

  it('with a thousand unknown fields gets a short answer', async () => {
    const { south } = await anApi();
    const unknownFields = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, i) => [`${'x'.repeat(100)}${i}`, i]),
    );
    const answer = await south.ask('POST', '/trips', booking(unknownFields));
    expect(answer.status).toBe(422);
    expect(answer.text.length).toBeLessThan(5_000);
  });
});

describe('an address', () => {
  it.each([
    '/',
    '/trip',
    '/trips/',
    '/trips//',
    '/trips/x/y/z',
    '/TRIPS',
    '/webhooks/twilio/x/y',
    '/..%2f..%2fetc/passwd',
    '/%',
    '/%ff',
    '/%E0%A4%A',
  ])('where nothing is answers 404: %s', async (path) => {
    const { south } = await anApi();
    const answer = await south.ask('GET', path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      404,
      'application/problem+json',
    ]);
  });

  it.each([
    ['PUT', '/trips', 'POST, GET, HEAD'],
    ['POST', '/trips/3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10', 'GET, HEAD, PATCH, DELETE'],
    ['GET', '/webhooks/twilio/status', 'POST'],
    ['DELETE', '/health', 'GET, HEAD'],
    ['GET', '/tasks/3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10', 'PATCH'],
    ['POST', '/settings/quiet_hours', 'GET, HEAD, PUT, PATCH'],
    ['PROPFIND', '/trips', 'POST, GET, HEAD'],
  ])(
    'that knows other methods answers 405 to %s %s and says which',
    async (method, path, allow) => {
      const { south } = await anApi();
      const answer = await south.ask(method, path);
      expect([answer.status, answer.headers.get('allow'), answer.json['type']]).toEqual([
        405,
        allow,
        '/docs#method-not-allowed',
      ]);
    },
  );

  it('answers HEAD as GET, without the body', async () => {
    const { south } = await anApi();
    expect(await south.ask('HEAD', '/trips')).toMatchObject({ status: 200, text: '' });
    expect(await south.ask('HEAD', '/trips/x')).toMatchObject({ status: 404, text: '' });
  });
});
