import { SignJWT } from 'jose';
import pg from 'pg';
import { anAgency } from '#shared/testing/builders.ts';
import {
  type PostgresStore,
  postgresStore,
  testJwtSecret,
} from '#shared/testing/postgres-store.ts';
import { createRpcFetch } from '../rpc-fetch.ts';
import { createRpcPool } from '../rpc-pool.ts';

const token = (claims: Record<string, unknown>, over: { secret?: string; expires?: string } = {}) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(over.expires ?? '5m')
    .sign(new TextEncoder().encode(over.secret ?? testJwtSecret));

describe('the in-process data API', () => {
  let h: PostgresStore;
  const agency = anAgency({ settings: { feature_flags: { flight_alerts: false } } });
  beforeAll(async () => {
    h = await postgresStore();
    await h.addAgency(agency);
  });
  afterAll(() => h.close());

  const call = async (
    fn: string,
    args: unknown,
    authorization: string | null,
    over: { method?: string; profile?: string } = {},
  ) => {
    const response = await h.fetch(`http://bauhaus.localhost/rest/v1/rpc/${fn}`, {
      method: over.method ?? 'POST',
      headers: {
        'content-type': 'application/json',
        'content-profile': over.profile ?? 'api',
        ...(authorization === null ? {} : { authorization: `Bearer ${authorization}` }),
      },
      ...(over.method === 'GET'
        ? {}
        : { body: typeof args === 'string' ? args : JSON.stringify(args) }),
    });
    const body: unknown = await response.json();
    return { status: response.status, body };
  };
  const asAgent = () => token({ role: 'agent', agency_id: agency.id });

  it('answers what the function answers, under the tenant of the token', async () => {
    expect(await call('get_settings', {}, await asAgent())).toEqual({
      status: 200,
      body: { feature_flags: { flight_alerts: false } },
    });
    expect(
      await call('get_settings', {}, await token({ role: 'agent', agency_id: anAgency().id })),
    ).toEqual({ status: 200, body: {} });
    expect(await call('get_settings', {}, await token({ role: 'agent' }))).toEqual({
      status: 200,
      body: {},
    });
  });

  it('refuses who brings no token', async () => {
    expect(await call('ping', {}, null)).toMatchObject({ status: 401, body: { code: '42501' } });
  });

  it.each(['anon', 'authenticated'])('refuses every function to %s', async (role) => {
    const names = ['get_settings', 'overdue', 'load_turn', 'book_trip', 'authenticate_key', 'ping'];
    const args: Record<string, unknown> = {
      overdue: { at: '2027-01-01T00:00:00Z', at_most: 1 },
      load_turn: { request: {} },
      book_trip: { request: {} },
      authenticate_key: { hash: '', at: '2027-01-01T00:00:00Z' },
    };
    for (const name of names) {
      expect(await call(name, args[name] ?? {}, await token({ role }))).toMatchObject({
        body: { code: '42501' },
      });
    }
  });

  it('refuses a token that is expired, forged, unsigned, without role, or missing', async () => {
    expect(
      await call('ping', {}, await token({ role: 'agent' }, { expires: '-1s' })),
    ).toMatchObject({
      status: 401,
      body: { code: 'PGRST303' },
    });
    expect(
      await call(
        'ping',
        {},
        await token(
          { role: 'agent' },
          { secret: 'another secret of thirty-two characters or more' },
        ),
      ),
    ).toMatchObject({ status: 401 });
    expect(await call('ping', {}, await token({ role: 'postgres' }))).toMatchObject({
      status: 401,
    });
    expect(await call('ping', {}, await token({ role: 'service_role' }))).toMatchObject({
      status: 401,
    });
    const [, payload] = (await token({ role: 'system' })).split('.');
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    expect(await call('ping', {}, `${none}.${payload}.`)).toMatchObject({ status: 401 });
    expect(await call('ping', {}, 'in-process')).toMatchObject({ status: 401 });
  });

  it('keeps the system’s functions from agents, and the agents’ from the system', async () => {
    expect(
      await call('overdue', { at: '2027-01-01T00:00:00Z', at_most: 1 }, await asAgent()),
    ).toMatchObject({
      status: 403,
      body: { code: '42501' },
    });
    expect(await call('get_settings', {}, await token({ role: 'system' }))).toMatchObject({
      status: 403,
      body: { code: '42501' },
    });
  });

  it('refuses half a character anywhere in a body, as PostgREST does', async () => {
    for (const args of [{ hash: 'x\ud83d' }, { 'x\ud83d': 1 }, { a: { b: ['\udc00'] } }])
      expect(await call('get_settings', args, await asAgent())).toMatchObject({
        status: 400,
        body: { code: 'PGRST102' },
      });
  });

  it('runs a function that is declared stable READ ONLY, and the next one not', async () => {
    const admin = new pg.Client({ connectionString: h.url });
    await admin.connect();
    try {
      for (const [name, kind] of [
        ['sneaks', 'stable'],
        ['writes', 'volatile'],
      ])
        await admin.query(`
          create function bauhaus.${name}() returns void language sql as
            'update bauhaus.circuit_breakers set version = version + 0';
          create function api.${name}_inside() returns jsonb language plpgsql ${kind} as $f$
            begin perform bauhaus.${name}(); return '{}'; end $f$;
          grant execute on function bauhaus.${name}(), api.${name}_inside() to system`);
    } finally {
      await admin.end();
    }
    // The functions are read at the first call, so this needs a client of its own.
    const pool = createRpcPool({ url: h.url, max: 1 });
    const fetch = createRpcFetch({ pool, jwtSecret: testJwtSecret });
    const statusOf = async (fn: string) =>
      (
        await fetch(`http://bauhaus.localhost/rest/v1/rpc/${fn}`, {
          method: 'POST',
          headers: {
            'content-profile': 'api',
            authorization: `Bearer ${await token({ role: 'system' })}`,
          },
          body: '{}',
        })
      ).status;
    expect([await statusOf('sneaks_inside'), await statusOf('writes_inside')]).toEqual([405, 200]);
    await pool.end();
  });

  it('leaves no role and no claims behind on the connection', async () => {
    await Promise.all(
      Array.from({ length: 20 }, async () => call('get_settings', {}, await asAgent())),
    );
    const others = await Promise.all(Array.from({ length: 20 }, () => call('ping', {}, null)));
    expect(others.every(({ status }) => status === 401)).toBe(true);
  });

  it('serves no other schema, arguments, method, profile or path', async () => {
    const agent = await asAgent();
    expect(await call('pg_sleep', { seconds: 1 }, agent)).toMatchObject({
      status: 404,
      body: { code: 'PGRST202' },
    });
    expect(await call('get_trip', { trip_id: anAgency().id, more: 1 }, agent)).toMatchObject({
      status: 404,
      body: { code: 'PGRST202' },
    });
    expect(await call('get_trip', {}, agent)).toMatchObject({
      status: 404,
      body: { code: 'PGRST202' },
    });
    expect(await call('get_settings', {}, agent, { method: 'GET' })).toMatchObject({ status: 405 });
    expect(await call('get_settings', {}, agent, { profile: 'bauhaus' })).toMatchObject({
      status: 406,
    });
    expect(await call('x;drop', {}, agent)).toMatchObject({ status: 404 });
    expect(await call('get_settings', 'not json', agent)).toMatchObject({
      status: 400,
      body: { code: 'PGRST102' },
    });
  });

  it('answers errors of the database as PostgREST does, and goes on', async () => {
    expect(await call('get_trip', { trip_id: 'not a uuid' }, await asAgent())).toEqual({
      status: 400,
      body: {
        code: '22P02',
        message: 'invalid input syntax for type uuid: "not a uuid"',
        details: null,
        hint: null,
      },
    });
    expect(await call('get_settings', {}, await asAgent())).toMatchObject({ status: 200 });
  });
});

describe('the connections of the in-process data API', () => {
  it('are replaced where one is cut in the middle of a call, and all others go on', async () => {
    const h = await postgresStore();
    const admin = new pg.Pool({ connectionString: h.url, max: 1 });
    await admin.query(
      `create function api.nap() returns jsonb language sql
       as $$ select to_jsonb(pg_sleep(60)::text) $$`,
    );
    await admin.query('grant execute on function api.nap() to agent');
    const agent = await token({ role: 'agent', agency_id: anAgency().id });
    const call = async (fn: string) =>
      (
        await h.fetch(`http://bauhaus.localhost/rest/v1/rpc/${fn}`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'content-profile': 'api',
            authorization: `Bearer ${agent}`,
          },
          body: '{}',
        })
      ).status;
    const cut = call('nap');
    const napping = `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query like '%api."nap"%' and pid <> pg_backend_pid()`;
    while ((await admin.query(napping)).rows.length === 0);
    expect(await cut).toBeGreaterThanOrEqual(500);
    expect(await Promise.all(Array.from({ length: 20 }, () => call('get_settings')))).toEqual(
      Array.from({ length: 20 }, () => 200),
    );
    await admin.end();
    await h.close();
  });
});
