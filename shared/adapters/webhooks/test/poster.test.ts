import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Server } from 'node:net';
import { createWebhookPoster, type ResolvedAddress } from '../poster.ts';

const closed: (() => void)[] = [];
afterEach(() => {
  for (const close of closed.splice(0)) close();
});

const listening = async (server: Server): Promise<number> => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closed.push(() => server.close());
  return (server.address() as AddressInfo).port; // a TCP server has one
};

/** A server of an agency, and what it was sent. */
const anEndpoint = async (
  answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) =>
    response.writeHead(204).end(),
) => {
  const received: { headers: IncomingMessage['headers']; body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      answer(request, response);
    });
  });
  const port = await listening(server);
  closed.push(() => server.closeAllConnections());
  return { url: `http://127.0.0.1:${port}/events`, port, received };
};

const loopback: ResolvedAddress = { address: '127.0.0.1', family: 4 };
const internet: ResolvedAddress = { address: '93.184.216.34', family: 4 };
const local = { networks: ['127.0.0.1'] };
const post = (url: string) => ({ url, headers: { 'webhook-id': 'one' }, body: '{"ü":1}' });

describe('a post to a server of an agency', () => {
  it('arrives with its headers and body, and is taken with a 2xx', async () => {
    const endpoint = await anEndpoint();
    expect(await createWebhookPoster(local).post(post(endpoint.url))).toEqual({
      status: 204,
      error: null,
      retryAfter: null,
    });
    expect(endpoint.received).toEqual([
      { headers: expect.objectContaining({ 'webhook-id': 'one' }), body: '{"ü":1}' },
    ]);
  });

  it('follows no redirect', async () => {
    const inside = await anEndpoint();
    const endpoint = await anEndpoint((_, response) =>
      response.writeHead(307, { location: inside.url }).end(),
    );
    expect(await createWebhookPoster(local).post(post(endpoint.url))).toMatchObject({
      status: 307,
      error: 'redirect',
    });
    expect(inside.received).toEqual([]);
  });

  it('that is refused says so, and when it may come again', async () => {
    const endpoint = await anEndpoint((_, response) =>
      response.writeHead(503, { 'retry-after': '120' }).end('busy'),
    );
    expect(await createWebhookPoster(local).post(post(endpoint.url))).toEqual({
      status: 503,
      error: 'http',
      retryAfter: '120',
    });
  });

  it('reads no long answer to its end', async () => {
    let written = 0;
    const endpoint = await anEndpoint((_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536))) written += 65_536;
      };
      response.writeHead(200);
      response.on('drain', more);
      more();
    });
    const answer = await createWebhookPoster(local).post(post(endpoint.url));
    expect(answer).toMatchObject({ status: 200, error: null });
    expect(written).toBeLessThan(50_000_000);
  });

  it('is given up in time where nobody answers', async () => {
    const silent = createSocketServer((socket) => closed.push(() => socket.destroy()));
    const port = await listening(silent);
    const poster = createWebhookPoster({ ...local, timeoutMs: 50 });
    expect(await poster.post(post(`http://127.0.0.1:${port}/`))).toMatchObject({
      status: null,
      error: 'timeout',
    });
  });

  it('says where there is no connection, and no TLS', async () => {
    const endpoint = await anEndpoint();
    const poster = createWebhookPoster(local);
    expect(await poster.post(post('http://127.0.0.1:1/'))).toMatchObject({ error: 'connection' });
    const secure = endpoint.url.replace('http:', 'https:');
    expect(await poster.post(post(secure))).toMatchObject({ error: 'tls' });
    expect(endpoint.received).toEqual([]);
  });
});

describe('a server that must not be reached', () => {
  const refusalOf = (url: string, addresses: readonly ResolvedAddress[] = [internet]) =>
    createWebhookPoster({ networks: [], resolve: async () => addresses }).refusalOf(url);

  it.each([
    ['http://office.example/', 'not-https'],
    ['ftp://office.example/', 'not-https'],
    ['no url', 'not-https'],
    [`https://office.example/${'x'.repeat(2_000)}`, 'not-https'],
    ['https://user@office.example/', 'not-plain'],
    ['https://:secret@office.example/', 'not-plain'],
    ['https://office.example/#part', 'not-plain'],
    ['https://office.example/events?key=1', null],
  ])('by the form of its URL: %s is %s', async (url, refusal) => {
    expect(await refusalOf(url)).toBe(refusal);
  });

  it('by one private address among public ones', async () => {
    expect(await refusalOf('https://office.example/', [internet, loopback])).toBe(
      'private-address',
    );
  });

  it('by a host that has no address', async () => {
    expect(await refusalOf('https://office.example/', [])).toBe('no-such-host');
    const failing = createWebhookPoster({
      networks: [],
      resolve: () => Promise.reject(new Error('ENOTFOUND')),
    });
    expect(await failing.refusalOf('https://office.example/')).toBe('no-such-host');
  });

  it.each([
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://169.254.169.254/latest/meta-data/',
  ])('by an address in any writing: %s', async (url) => {
    expect(await createWebhookPoster({ networks: [] }).refusalOf(url)).toBe('private-address');
  });

  it('is not reached by a name that meant another one when it was named', async () => {
    const endpoint = await anEndpoint();
    const answers = [[internet], [loopback]];
    const poster = createWebhookPoster({
      networks: [],
      resolve: async () => answers.shift() ?? [loopback],
    });
    const url = `https://rebound.example:${endpoint.port}/`;
    expect(await poster.refusalOf(url)).toBeNull();
    expect(await poster.post(post(url))).toEqual({
      status: null,
      error: 'refused-address',
      retryAfter: null,
    });
    expect(endpoint.received).toEqual([]);
  });

  it('is judged and connected to by the same answer of the resolver', async () => {
    const endpoint = await anEndpoint();
    let asked = 0;
    const poster = createWebhookPoster({
      networks: ['127.0.0.1'],
      resolve: async () => {
        asked += 1;
        return [loopback];
      },
    });
    // A name that no resolver of this machine knows: it is reached by the address that was judged.
    const answer = await poster.post(post(`http://office.invalid:${endpoint.port}/events`));
    expect(answer).toMatchObject({ status: 204 });
    expect(asked).toBe(1);
    expect(endpoint.received[0]?.headers.host).toBe(`office.invalid:${endpoint.port}`);
  });
});
