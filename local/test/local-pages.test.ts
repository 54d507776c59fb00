import { guardLocalPages } from '#local/local-pages.ts';

const token = 'a-token-that-was-printed-at-the-start';
const handle = guardLocalPages({ fetch: () => new Response('every message') }, token);
const ask = (
  host: string,
  peer: string | undefined,
  headers: Record<string, string> = {},
  path = '/phone',
) => handle(new Request(`http://${host}${path}`, { headers: { host, ...headers } }), peer);
const statusOf = async (...request: Parameters<typeof ask>) => (await ask(...request)).status;

describe('the phone page', () => {
  it('answers to this machine under its own names', async () => {
    expect(await statusOf('localhost:3000', '127.0.0.1')).toBe(200);
    expect(await statusOf('127.0.0.1:3000', '::ffff:127.0.0.1')).toBe(200);
    expect(await statusOf('[::1]:3000', '::1')).toBe(200);
  });

  it('answers no site whose name points at this machine', async () => {
    expect(await statusOf('rebound.example:3000', '127.0.0.1')).toBe(403);
    expect(await statusOf('127.0.0.1.rebound.example', '127.0.0.1')).toBe(403);
    expect(await statusOf('localhost.rebound.example', '127.0.0.1', {}, '/phone/api/chats')).toBe(
      403,
    );
  });

  it('answers nobody from elsewhere, nor what a proxy of this machine passes on', async () => {
    expect(await statusOf('localhost', '203.0.113.7')).toBe(403);
    expect(await statusOf('localhost', '127.0.0.1', { 'x-forwarded-for': '203.0.113.7' })).toBe(
      403,
    );
    expect(await statusOf('localhost', undefined)).toBe(403);
  });

  it('opens from elsewhere with the printed token, and stays open by a cookie', async () => {
    const opened = await ask('travel.example', '203.0.113.7', {}, `/phone?token=${token}&a=b`);
    expect([opened.status, opened.headers.get('location')]).toEqual([303, '/phone?a=b']);
    const cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    expect(opened.headers.get('set-cookie')).toContain('HttpOnly; SameSite=Strict');
    expect(await statusOf('travel.example', '203.0.113.7', { cookie: `x=y; ${cookie}` })).toBe(200);
    expect(await statusOf('travel.example', '203.0.113.7', { cookie: `${cookie}x` })).toBe(403);
    expect(await statusOf('travel.example', '203.0.113.7', {}, '/phone?token=another')).toBe(403);
  });
});
