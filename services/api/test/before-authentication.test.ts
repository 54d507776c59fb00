import type { Instant } from '#shared/domain/instant.ts';
import type { Rate } from '../rates.ts';
import { anApi } from './harness.ts';

const plenty: Rate = { perSecond: 1_000, burst: 10_000 };
const limits = {
  key: plenty,
  address: plenty,
  wrongKeys: { perSecond: 0.001, burst: 3 },
  concurrent: 2,
  concurrentStrangers: 9,
  concurrentWebhooks: 2,
};
const addressOf = (c: { req: { header(name: string): string | undefined } }) =>
  c.req.header('x-address') ?? null;
const from = (address: string, headers: Record<string, string> = {}) => ({
  headers: { 'x-address': address, ...headers },
});
const wrong = (n: number) => ({ authorization: `Bearer wrong-key-number-${n}-of-nobody` });

/** A body of which the first byte arrives and the rest never does; `awaited` once it is read. */
const unfinished = () => {
  let read: () => void = () => undefined;
  const awaited = new Promise<void>((done) => {
    read = done;
  });
  let isBegun = false;
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (stream) => {
        if (isBegun) return new Promise(() => undefined);
        isBegun = true;
        stream.enqueue(Buffer.from('{'));
        read();
        return undefined;
      },
    },
    { highWaterMark: 0 },
  );
  return { body, awaited };
};
/** A body whose connection breaks. */
const broken = () =>
  new ReadableStream<Uint8Array>({
    pull: (stream) => stream.error(new Error('aborted by 203.0.113.7')),
  });

describe('before authentication', () => {
  it('refuses the fourth wrong key of an address without a look-up, and hears others', async () => {
    const { store } = await anApi();
    const lookedUp: string[] = [];
    const desk = {
      ...store,
      authenticate: (hash: string, now: Instant) => {
        lookedUp.push(hash);
        return store.authenticate(hash, now);
      },
    };
    const { send, south } = await anApi({ desk, limits, addressOf });
    const statuses = await Promise.all(
      [1, 2, 3, 4, 5].map(
        async (n) => (await send('GET', '/trips', from('203.0.113.7', wrong(n)))).status,
      ),
    );
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(2);
    expect(lookedUp.length).toBeLessThanOrEqual(3);
    const refused = await send('GET', '/trips', from('203.0.113.7', wrong(9)));
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const key = { authorization: `Bearer ${south.key}` };
    expect((await send('GET', '/trips', from('203.0.113.8', key))).status).toBe(200);
  });

  it('counts requests without a key as wrong keys', async () => {
    const { send } = await anApi({ limits, addressOf });
    const statuses: number[] = [];
    for (let n = 0; n < 5; n += 1)
      statuses.push((await send('GET', '/trips', from('203.0.113.7'))).status);
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
  });

  it('counts sessions that there are not as wrong keys', async () => {
    const { send } = await anApi({ limits, addressOf });
    const statuses: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      const cookie = { cookie: `__Host-bauhaus=bts_${n}` };
      statuses.push((await send('GET', '/me', from('203.0.113.7', cookie))).status);
    }
    expect(statuses).toEqual([401, 401, 401, 429, 429]);
  });

  it('goes on hearing who has shown a right key, whatever the neighbours try', async () => {
    const { send, south } = await anApi({ limits, addressOf });
    const mine = from('203.0.113.7', { authorization: `Bearer ${south.key}` });
    for (let n = 0; n < 5; n += 1) expect((await send('GET', '/trips', mine)).status).toBe(200);
    for (let n = 0; n < 5; n += 1) await send('GET', '/trips', from('203.0.113.7', wrong(n)));
    expect((await send('GET', '/trips', mine)).status).toBe(200);
  });

  it('refuses forged webhooks of an address, and never a genuine one', async () => {
    const { send, twilio } = await anApi({ limits, addressOf });
    const forged = () =>
      send('POST', '/webhooks/twilio', {
        ...from('203.0.113.7', {
          'content-type': 'application/x-www-form-urlencoded',
          'x-twilio-signature': 'forged',
        }),
        body: 'Body=hello',
      });
    const statuses: number[] = [];
    for (let n = 0; n < 5; n += 1) statuses.push((await forged()).status);
    expect(statuses).toEqual([403, 403, 403, 429, 429]);
    // Signed, though it is no message.
    expect((await twilio('/webhooks/twilio', {}, { 'x-address': '203.0.113.7' })).status).toBe(422);
  });

  it('limits the requests of one address, whatever they ask for', async () => {
    const { send } = await anApi({
      limits: { ...limits, address: { perSecond: 0.001, burst: 2 } },
      addressOf,
    });
    const ask = async (path: string, address: string) =>
      (await send('GET', path, from(address))).status;
    expect([
      await ask('/health', '203.0.113.7'),
      await ask('/nothing', '203.0.113.7'),
      await ask('/openapi.json', '203.0.113.7'),
      await ask('/health', '203.0.113.8'),
    ]).toEqual([200, 404, 429, 200]);
  });
});

describe('a body', () => {
  it('that does not arrive in time is 408, and holds no place meanwhile', async () => {
    const { south, send } = await anApi({ limits, bodyWithinMs: 2_000 });
    const headers = { authorization: `Bearer ${south.key}`, 'content-type': 'application/json' };
    const slow: ReturnType<typeof send>[] = [];
    for (let n = 0; n < 10; n += 1) {
      const { body, awaited } = unfinished();
      slow.push(send('POST', '/trips', { headers, body }));
      await awaited;
    }
    expect((await south.ask('GET', '/trips')).status).toBe(200);
    for (const answer of await Promise.all(slow))
      expect([answer.status, answer.json['type'], answer.headers.get('connection')]).toEqual([
        408,
        '/docs#request-timeout',
        'close',
      ]);
  });

  it('that is broken off is no error', async () => {
    const { south, send, logLines } = await anApi();
    const headers = { authorization: `Bearer ${south.key}`, 'content-type': 'application/json' };
    expect((await send('POST', '/trips', { headers, body: broken() })).status).toBe(400);
    expect(logLines).toEqual([]);
  });

  it('of a webhook may have 64 kB and no more', async () => {
    const { send } = await anApi();
    const answer = await send('POST', '/webhooks/twilio', {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `Body=${'x'.repeat(65_536)}`,
    });
    expect(answer.status).toBe(413);
  });
});

describe('lanes', () => {
  it('let webhooks through while agencies use up every place of theirs', async () => {
    let open: () => void = () => undefined;
    const gate = new Promise<void>((done) => {
      open = done;
    });
    const { store } = await anApi();
    let begun = 0;
    const desk = {
      ...store,
      trips: async () => {
        begun += 1;
        return gate.then(() => []);
      },
    };
    const { south, twilio } = await anApi({ desk, limits });
    const pending = [south.ask('GET', '/trips'), south.ask('GET', '/trips')];
    while (begun < 2) await new Promise((done) => setImmediate(done));
    expect((await south.ask('GET', '/trips')).status).toBe(503);
    expect((await twilio('/webhooks/twilio', {})).status).toBe(422);
    open();
    expect((await Promise.all(pending)).map(({ status }) => status)).toEqual([200, 200]);
  });
});

describe('the log', () => {
  it('has one line about many refusals of a kind', async () => {
    const { send, logLines } = await anApi({ limits, addressOf });
    for (let n = 0; n < 50; n += 1) await send('GET', '/trips', from('203.0.113.7', wrong(n)));
    expect(logLines).toEqual([
      {
        level: 'warn',
        message: 'requests refused',
        fields: { code: 'unauthorized', route: '/trips', count: 1 },
      },
      {
        level: 'warn',
        message: 'requests refused',
        fields: { code: 'too-many-requests', route: '/trips', count: 1 },
      },
    ]);
    expect(JSON.stringify(logLines)).not.toContain('203.0.113');
  });
});
