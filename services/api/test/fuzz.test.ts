import fc from 'fast-check';
import { settingKeys } from '#shared/domain/settings.ts';
import { type Answer, alertToken, anApi, bookTrip } from './harness.ts';
import { booking, inbound, push, report } from './requests.ts';

jest.setTimeout(120_000);

const fewRuns = { numRuns: 60 };
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    '\0',
    '\ud800',
    '__proto__',
    "' OR 1=1 --",
    '../..',
    '{{1}}',
    '𝕏'.repeat(50),
    'x'.repeat(3_000),
  ),
);
const anything = fc.oneof(
  fc.jsonValue(),
  text,
  fc.constantFrom(null, [], {}, 0, -1, 1e308, true),
  fc.object({ maxDepth: 3, values: [text, fc.double(), fc.constant(null)] }),
);

/** A body that is almost valid: a field or two of it replaced, removed, or added. */
const almostValid = (validBody: Readonly<Record<string, unknown>>) =>
  fc
    .record({
      replaced: fc.dictionary(
        fc.constantFrom(
          ...Object.keys(validBody),
          'metadata',
          'stay',
          'consent',
          'returnDate',
          'notify',
          'extra',
        ),
        anything,
        { maxKeys: 2 },
      ),
      removed: fc.subarray(Object.keys(validBody), { maxLength: 1 }),
    })
    .map(({ replaced, removed }) =>
      Object.fromEntries(
        Object.entries({ ...validBody, ...replaced }).filter(([name]) => !removed.includes(name)),
      ),
    );
const bodyLike = (validBody: Readonly<Record<string, unknown>>) =>
  fc.oneof(
    { weight: 4, arbitrary: almostValid(validBody).map((body) => JSON.stringify(body)) },
    { weight: 1, arbitrary: anything.map((body) => JSON.stringify(body) ?? '') },
    { weight: 1, arbitrary: text },
  );
const segment = fc.oneof(
  text.map((raw) => encodeURIComponent(raw.replace(/\p{Surrogate}/gu, ''))),
  fc.webSegment(),
  fc.uuid(),
);
const query = (names: readonly string[]) =>
  fc
    .array(fc.tuple(fc.oneof(fc.constantFrom(...names), fc.string()), text), { maxLength: 3 })
    .map((pairs) => {
      const encodablePairs = pairs.map(([name, value]): [string, string] => [
        name.replace(/\p{Surrogate}/gu, ''),
        value.replace(/\p{Surrogate}/gu, ''),
      ]);
      return encodablePairs.length > 0 ? `?${new URLSearchParams(encodablePairs).toString()}` : '';
    });
const header = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
  maxLength: 250,
});

/** Checks any answer: never a 5xx, and a refusal is a problem document without internals. */
const expectSound = (answer: Answer): void => {
  expect(answer.status).toBeLessThan(500);
  if (answer.status < 400) return;
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  expect(answer.json).toMatchObject({
    type: expect.stringMatching(/^\/docs#/),
    title: expect.any(String),
    status: answer.status,
    detail: expect.any(String),
  });
  expect(answer.text).not.toMatch(/node_modules|\.ts:\d|Error:|\bat async\b/);
  expect(answer.text.length).toBeLessThan(10_000);
};

describe('whatever is sent', () => {
  it('to POST /trips is booked and can be read again, or refused by name', async () => {
    const { south } = await anApi();
    const statuses = new Set<number>();
    await fc.assert(
      fc.asyncProperty(bodyLike(booking()), fc.option(header), async (body, key) => {
        const answer = await south.ask(
          'POST',
          '/trips',
          body,
          key === null ? {} : { 'idempotency-key': key },
        );
        expectSound(answer);
        statuses.add(answer.status);
        if (answer.status === 422)
          expect(answer.json['errors'] ?? answer.json['tripId']).toBeDefined();
        if (answer.status !== 201) return;
        const { warnings: _, ...trip } = answer.json;
        expect((await south.ask('GET', `/trips/${String(trip['id'])}`)).json).toEqual(trip);
      }),
      { numRuns: 150 },
    );
    expect([...statuses].sort()).toEqual(expect.arrayContaining([201, 400, 422]));
  });

  it('to PATCH /trips/{id} edits the trip, or leaves it exactly as it was', async () => {
    const { south } = await anApi();
    const id = await bookTrip(south, { clientName: 'Beto Paz' });
    await fc.assert(
      fc.asyncProperty(
        bodyLike({ departure: '2027-03-03T18:05', stay: 'Hotel', notify: true }),
        fc.option(header),
        async (body, match) => {
          const before = (await south.ask('GET', `/trips/${id}`)).text;
          const answer = await south.ask(
            'PATCH',
            `/trips/${id}`,
            body,
            match === null ? {} : { 'if-match': match },
          );
          expectSound(answer);
          if (answer.status !== 200)
            expect((await south.ask('GET', `/trips/${id}`)).text).toBe(before);
        },
      ),
      { numRuns: 150 },
    );
  });

  it.each([
    ['GET', '/trips', ['status', 'whatsapp', 'reference', 'cursor', 'limit']],
    ['GET', '/tasks', ['state', 'tripId', 'limit']],
    ['DELETE', '/trips/3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10', ['notify']],
    ['GET', '/settings', ['key']],
    ['GET', '/health', ['x']],
    ['GET', '/openapi.json', ['x']],
    ['GET', '/docs', ['x']],
  ])('in the query of %s %s is understood or refused', async (method, path, names) => {
    const { south } = await anApi();
    await fc.assert(
      fc.asyncProperty(query(names), async (q) => expectSound(await south.ask(method, path + q))),
      fewRuns,
    );
  });

  it('as a path is found or not', async () => {
    const { south } = await anApi();
    const prefix = fc.constantFrom(
      '',
      '/trips',
      '/tasks',
      '/settings',
      '/webhooks/twilio',
      '/webhooks/twilio/status',
      '/webhooks/aeroapi',
      '/health',
    );
    const suffix = fc.constantFrom('', '/timeline', '/messages', '/');
    const method = fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS');
    const body = JSON.stringify({ state: 'done' });
    await fc.assert(
      fc.asyncProperty(method, prefix, segment, suffix, async (verb, start, middle, end) => {
        const answer = await south.ask(
          verb,
          `${start}/${middle}${end}`,
          verb === 'GET' || verb === 'HEAD' ? undefined : body,
        );
        expect(answer.status).toBeLessThan(500);
        if (verb !== 'HEAD') expectSound(answer);
      }),
      { numRuns: 200 },
    );
  });

  it('to PATCH /tasks/{id} moves it or is refused', async () => {
    const { south } = await anApi();
    const body = bodyLike({ state: 'claimed', by: 'Lucía' });
    await fc.assert(
      fc.asyncProperty(segment, body, async (id, b) =>
        expectSound(await south.ask('PATCH', `/tasks/${id}`, b)),
      ),
      fewRuns,
    );
  });

  it('to POST /tasks/{id}/confirm confirms it or is refused', async () => {
    const { south } = await anApi();
    const body = bodyLike({ notify: false, by: 'Lucía' });
    await fc.assert(
      fc.asyncProperty(segment, body, async (id, b) =>
        expectSound(await south.ask('POST', `/tasks/${id}/confirm`, b)),
      ),
      fewRuns,
    );
  });

  it('to the settings leaves settings that hold', async () => {
    const { south } = await anApi();
    const settingValues = {
      start: '21:00',
      end: '08:00',
      attempts: 3,
      messages_per_minute: 10,
      flight_alerts: false,
      boarding_lead_minutes: 45,
    };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('PUT', 'PATCH'),
        fc.oneof(fc.constantFrom(...settingKeys), segment),
        bodyLike(settingValues),
        async (method, key, body) => {
          const answer = await south.ask(method, `/settings/${key}`, body);
          expectSound(answer);
          if (answer.status !== 200) return;
          const read = await south.ask('GET', `/settings/${key}`);
          expect(read.json).toEqual(answer.json);
          expect(read.json['effective']).toMatchObject(Object(read.json['stored']));
        },
      ),
      fewRuns,
    );
  });

  it('in a key is no key', async () => {
    const { send } = await anApi();
    await fc.assert(
      fc.asyncProperty(header, async (authorization) => {
        const answer = await send('GET', '/trips', { headers: { authorization } });
        expectSound(answer);
        expect(answer.status).toBe(401);
      }),
      fewRuns,
    );
  });

  it('to Twilio’s webhooks, signed or not, is taken or refused', async () => {
    const { twilio, send } = await anApi();
    const formLike = (validForm: Readonly<Record<string, string>>) =>
      fc
        .dictionary(
          fc.constantFrom(
            ...Object.keys(validForm),
            'MediaUrl0',
            'MediaContentType0',
            'ErrorCode',
            'x',
          ),
          text.map((raw) => raw.replace(/\p{Surrogate}/gu, '')),
          { maxKeys: 3 },
        )
        .map((overrides) => ({ ...validForm, ...overrides }));
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    await fc.assert(
      fc.asyncProperty(
        formLike(inbound()),
        formLike(report()),
        segment,
        text,
        async (message, status, id, raw) => {
          expectSound(await twilio('/webhooks/twilio', message));
          expectSound(await twilio(`/webhooks/twilio/status/${id}`, status));
          expectSound(
            await twilio('/webhooks/twilio/status?id=3f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10', status),
          );
          expectSound(await send('POST', '/webhooks/twilio', { headers, body: raw }));
        },
      ),
      fewRuns,
    );
  });

  it('to the webhook of AeroAPI is taken or refused', async () => {
    const { send } = await anApi();
    const flight = almostValid({
      fa_flight_id: 'BAW820-1',
      cancelled: true,
      status: 'Cancelled',
      scheduled_out: '2027-03-03T16:20:00Z',
      actual_out: null,
      destination_iata: 'CPH',
    });
    const body = fc.oneof(
      flight.map((fields) => JSON.stringify(push({ flight: fields }))),
      bodyLike(push()),
    );
    const headers = { 'content-type': 'application/json' };
    await fc.assert(
      fc.asyncProperty(body, async (b) =>
        expectSound(await send('POST', `/webhooks/aeroapi/${alertToken}`, { headers, body: b })),
      ),
      { numRuns: 120 },
    );
  });
});
