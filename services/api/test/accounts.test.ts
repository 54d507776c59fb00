import { day, hour, plus } from '#shared/domain/instant.ts';
import { aMoment } from '#shared/testing/builders.ts';
import { type Answer, type Api, anApi, operatorKey } from './harness.ts';
import { booking } from './requests.ts';

/** An answer as status, kind of problem and what it says about the key. */
const verdict = ({ status, json }: Answer) => [status, json['type'], json['detail']];

/** A key of the southern agency, made by the operator. */
const aKey = async (api: Api, body: Readonly<Record<string, unknown>> = {}) => {
  const made = await api.operate('POST', `/operator/agencies/${api.south.id}/keys`, {
    name: 'booking system',
    scopes: ['book', 'read'],
    ...body,
  });
  expect(made.status).toBe(201);
  const { id, key } = made.json;
  return {
    id: String(id),
    ask: (method: string, path: string, sent?: unknown) =>
      api.askWith(String(key))(method, path, sent),
    secret: String(key),
  };
};

describe('a key', () => {
  it('does what its scopes allow, and is told which one it lacks', async () => {
    const api = await anApi();
    const key = await aKey(api);
    expect((await key.ask('POST', '/trips', booking())).status).toBe(201);
    expect((await key.ask('GET', '/trips')).status).toBe(200);
    expect(await key.ask('PUT', '/settings/quiet_hours', {})).toMatchObject({
      status: 403,
      json: { type: '/docs#out-of-scope', scope: 'admin', key: 'booking system' },
    });
    expect(await key.ask('PATCH', '/tasks/5f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10', {})).toMatchObject(
      { status: 403, json: { scope: 'care' } },
    );
    const reader = await aKey(api, { scopes: ['read'] });
    expect(await reader.ask('POST', '/trips', booking())).toMatchObject({
      status: 403,
      json: { scope: 'book' },
    });
  });

  it('from before there were scopes may do everything', async () => {
    const { south } = await anApi();
    expect((await south.ask('PUT', '/settings/quiet_hours', { start: '22:00' })).status).toBe(200);
    expect((await south.ask('GET', '/tasks')).status).toBe(200);
  });

  it('that has expired or was revoked is refused with which it was, and when', async () => {
    const api = await anApi();
    const expiring = await aKey(api, { expiresAt: plus(aMoment, hour) });
    expect((await expiring.ask('GET', '/trips')).status).toBe(200);
    api.advance(hour);
    expect(verdict(await expiring.ask('GET', '/trips'))).toEqual([
      401,
      '/docs#key-expired',
      `Expired at ${plus(aMoment, hour)}.`,
    ]);
    const revoked = await aKey(api);
    await api.operate('DELETE', `/operator/agencies/${api.south.id}/keys/${revoked.id}`);
    expect(verdict(await revoked.ask('GET', '/trips'))).toEqual([
      401,
      '/docs#key-revoked',
      `Revoked at ${plus(aMoment, hour)}.`,
    ]);
    expect(verdict(await api.askWith('bt_a-guess-of-somebody')('GET', '/trips'))[1]).toBe(
      '/docs#unauthorized',
    );
  });

  it('is rotated: the new one works at once, the former until the end of its grace', async () => {
    const api = await anApi();
    const former = await aKey(api);
    const path = `/operator/agencies/${api.south.id}/keys/${former.id}/rotate`;
    const rotated = await api.operate('POST', path, { graceHours: 2 });
    expect(rotated).toMatchObject({ status: 201, json: { scopes: ['book', 'read'] } });
    const next = api.askWith(String(rotated.json['key']));
    expect((await next('GET', '/trips')).status).toBe(200);
    api.advance(2 * hour - 1);
    expect((await former.ask('GET', '/trips')).status).toBe(200);
    api.advance(1);
    expect((await former.ask('GET', '/trips')).status).toBe(401);
    expect((await next('GET', '/trips')).status).toBe(200);
    expect((await api.operate('POST', path, {})).status).toBe(404);
  });

  it('is shown once and kept nowhere; its use is noted to the minute', async () => {
    const api = await anApi();
    const key = await aKey(api);
    await key.ask('GET', '/trips');
    api.advance(30_000);
    await key.ask('GET', '/trips');
    const usedAt = async () => {
      const listed = await api.operate('GET', '/operator/agencies');
      expect(listed.text).not.toContain(key.secret);
      const shown = (await api.store.accounts.list()).flatMap(({ keys }) => keys);
      return shown.find(({ id }) => id === key.id)?.lastUsedAt;
    };
    expect(await usedAt()).toBe(aMoment);
    api.advance(30_000);
    await key.ask('GET', '/trips');
    expect(await usedAt()).toBe(plus(aMoment, 60_000));
  });
});

describe('a suspended agency', () => {
  it('is refused by its name and reason until it is resumed; others are not', async () => {
    const api = await anApi();
    const path = `/operator/agencies/${api.south.id}`;
    const suspended = await api.operate('PATCH', path, { suspendedBecause: 'unpaid since March' });
    expect(suspended).toMatchObject({ status: 200, json: { suspendedAt: aMoment } });
    expect(verdict(await api.south.ask('GET', '/trips'))).toEqual([
      403,
      '/docs#agency-suspended',
      'Viajes del Sur is suspended: unpaid since March.',
    ]);
    expect((await api.north.ask('GET', '/trips')).status).toBe(200);
    await api.operate('PATCH', path, { suspendedBecause: null });
    expect((await api.south.ask('GET', '/trips')).status).toBe(200);
  });
});

describe('the operator', () => {
  it('creates an agency, gives it keys and another number', async () => {
    const api = await anApi();
    const made = await api.operate('POST', '/operator/agencies', {
      name: 'Viajes del Norte Grande',
      sender: '+54 9 11 5555 0150',
    });
    expect(made).toMatchObject({
      status: 201,
      json: {
        name: 'Viajes del Norte Grande',
        sender: '+5491155550150',
        keys: [],
        suspendedAt: null,
      },
    });
    const path = `/operator/agencies/${String(made.json['id'])}`;
    const changed = await api.operate('PATCH', path, { sender: '+54 9 11 5555 0151' });
    expect(changed.json['sender']).toBe('+5491155550151');
    const key = await api.operate('POST', `${path}/keys`, {
      name: 'k',
      scopes: ['read'],
      expiresAt: plus(aMoment, day),
    });
    expect((await api.askWith(String(key.json['key']))('GET', '/trips')).json).toEqual({
      items: [],
      next: null,
    });
  });

  it('is known by a key of its own, which opens nothing of an agency', async () => {
    const api = await anApi();
    expect((await api.operate('GET', '/trips')).status).toBe(401);
    expect((await api.south.ask('GET', '/operator/agencies')).status).toBe(401);
    expect((await api.send('GET', '/operator/agencies')).status).toBe(401);
    const missing = '5f0e4c1a-5d0b-4f53-9a54-6d1f6f9d2b10';
    expect((await api.operate('PATCH', `/operator/agencies/${missing}`, {})).status).toBe(404);
    expect(
      (await api.operate('DELETE', `/operator/agencies/${api.south.id}/keys/${missing}`)).status,
    ).toBe(404);
  });

  it('has no routes where nobody operates, by a key or signed in', async () => {
    const api = await anApi({ operatorKeyHash: null, operatorUsers: [] });
    const answer = await api.askWith(operatorKey)('GET', '/operator/agencies');
    expect([answer.status, answer.json['type']]).toEqual([404, '/docs#not-found']);
    expect((await api.send('GET', '/openapi.json')).text).not.toContain('/operator');
  });
});

describe('every route', () => {
  it('says in the OpenAPI document which scope it needs', async () => {
    const { send } = await anApi();
    const { paths } = Object((await send('GET', '/openapi.json')).json);
    const needs = Object.entries(Object(paths)).flatMap(([path, methods]) =>
      Object.entries(Object(methods)).map(([method, operation]) => {
        const security: unknown = Reflect.get(Object(operation), 'security');
        return `${method} ${path} ${JSON.stringify(security)}`;
      }),
    );
    const withoutKey = needs.filter((need) => need.endsWith(' []'));
    const open = ['webhooks', 'i', 'documents', 'uploads', 'health', 'openapi.json', 'docs'];
    const signingIn = ['session', 'invitations', 'operator'];
    const folders = withoutKey.map((need) => need.split(' ')[1]?.split('/')[1]);
    expect(new Set(folders)).toEqual(new Set([...open, ...signingIn]));
    const agency = String.raw`\{"apiKey":\[("(book|read|care|admin)")?\]\},\{"session":\[\]\}`;
    const operator = String.raw`\{"operatorKey":\[\]\},\{"operatorSession":\[\]\}`;
    const scoped = new RegExp(String.raw`\[(${agency}|${operator}|\{"session":\[\]\})\]$`);
    expect(needs.filter((need) => !withoutKey.includes(need) && !scoped.test(need))).toEqual([]);
    // Whoever may only read changes nothing.
    expect(
      needs.filter(
        (need) =>
          need.includes('["read"]') !== need.startsWith('get ') &&
          !/ \[\]$|operatorKey|admin|"apiKey":\[\]|\[\{"session"/.test(need),
      ),
    ).toEqual([]);
  });
});

describe('a traveller who writes to a number of two agencies', () => {
  it('is asked in their language which one is meant, and answers by number', async () => {
    const api = await anApi();
    await api.operate('PATCH', `/operator/agencies/${api.north.id}`, { sender: api.south.sender });
    try {
      const write = (Body: string, sid: string) =>
        api.twilio('/webhooks/twilio', {
          MessageSid: `SM${sid.repeat(32)}`,
          From: 'whatsapp:+5491155550100',
          To: `whatsapp:${api.south.sender}`,
          Body,
        });
      const question = await write('perdí el pasaporte', 'a');
      expect(question.status).toBe(200);
      expect(question.text).toMatch(/<Message>Este número es de varias agencias.*<\/Message>/s);
      const line = /(\d)\. Viajes del Sur/.exec(question.text)?.[1] ?? '';
      expect((await api.south.ask('GET', '/conversations')).json['items']).toEqual([]);
      const answer = await write(line, 'b');
      expect([answer.status, answer.text.includes('<Message>')]).toEqual([200, false]);
      expect((await api.south.ask('GET', '/conversations')).json['items']).toHaveLength(1);
      expect((await api.north.ask('GET', '/conversations')).json['items']).toEqual([]);
    } finally {
      await api.operate('PATCH', `/operator/agencies/${api.north.id}`, {
        sender: api.north.sender,
      });
    }
  });
});
