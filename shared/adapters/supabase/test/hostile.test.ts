import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { SignJWT } from 'jose';
import pg from 'pg';
import type { AgencySeed } from '#shared/domain/agency.ts';
import { aMoment, anAgency, phoneOf } from '#shared/testing/builders.ts';
import { Scene } from '#shared/testing/contract/harness.ts';
import { hostileJson, hostileText, nearlyLike } from '#shared/testing/hostile.ts';
import {
  type PostgresStore,
  postgresStore,
  testJwtSecret,
} from '#shared/testing/postgres-store.ts';
import { createSupabaseStore } from '../store.ts';
import { createTokens } from '../token.ts';

jest.setTimeout(240_000);

/** Part of all data of the first agency; another agency that reads it has crossed the border. */
const secret = 'zzsecretzz';
interface Call {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}
interface Answer {
  readonly status: number;
  readonly text: string;
}

const withoutSecret = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll(secret, 'own words')) as unknown;

/**
 * All functions of the data API, with arguments that were right for another agency, hostile ones,
 * and anything between.
 */
describe('whatever is sent to a function of the data API', () => {
  let h: PostgresStore;
  let admin: pg.Client;
  let theirs: AgencySeed;
  let own: AgencySeed;
  let functions: readonly {
    readonly name: string;
    readonly args: Readonly<Record<string, string>>;
  }[];
  const recorded = new Map<string, Call['args'][]>();
  const tokenFor = createTokens(testJwtSecret);

  const call = async ({ name, args }: Call, token: string | null): Promise<Answer> => {
    const answer = await h.fetch(`http://bauhaus.localhost/rest/v1/rpc/${name}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-profile': 'api',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(args),
    });
    return { status: answer.status, text: await answer.text() };
  };
  const signed = (
    claims: Record<string, string>,
    over: { key?: string; expires?: number } = {},
  ): Promise<string> =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setExpirationTime(over.expires ?? Math.floor(Date.now() / 1_000) + 600)
      .sign(new TextEncoder().encode(over.key ?? testJwtSecret));

  /** A fingerprint of all rows, or of all rows of one agency. */
  const fingerprint = async (agencyId: string | null = null): Promise<string> => {
    const { rows } = await admin.query<{ fingerprint: string }>(
      'select hostile_fingerprint($1) as fingerprint',
      [agencyId],
    );
    return rows[0]?.fingerprint ?? '';
  };

  /** A correct call of a function: as the first agency made it, or built from its types. */
  const argumentsOf = (name: string): fc.Arbitrary<Call['args']> => {
    const types = functions.find((f) => f.name === name)?.args ?? {};
    const byType = (type: string): fc.Arbitrary<unknown> => {
      const inner = type.replace('[]', '');
      const one =
        inner === 'uuid'
          ? fc.oneof(fc.uuid(), fc.constant(theirs.id), hostileText)
          : inner === 'integer'
            ? fc.oneof(fc.integer(), fc.constantFrom(2 ** 31, -1, 0, 1.5, '7'))
            : inner.startsWith('timestamp')
              ? fc.oneof(fc.constant(aMoment), hostileText)
              : inner === 'boolean'
                ? fc.oneof(fc.boolean(), hostileText)
                : inner.startsWith('json')
                  ? hostileJson
                  : hostileText;
      return fc.oneof(
        { weight: 6, arbitrary: type.endsWith('[]') ? fc.array(one, { maxLength: 3 }) : one },
        { weight: 1, arbitrary: hostileJson },
      );
    };
    const typed = fc.record(
      Object.fromEntries(Object.entries(types).map(([arg, type]) => [arg, byType(type)])),
    );
    const seen = recorded.get(name) ?? [];
    if (seen.length === 0) return typed;
    const right = fc.constantFrom(...seen);
    const near = nearlyLike(right).map((args) =>
      Object.fromEntries(Object.entries(Object(args)).filter(([arg]) => arg in types)),
    );
    return fc.oneof(
      { weight: 3, arbitrary: near },
      { weight: 1, arbitrary: right },
      { weight: 1, arbitrary: typed },
    );
  };

  const expectSafe = (sent: Call, answer: Answer): void => {
    const shown = [
      `${sent.name}(${JSON.stringify(sent.args).slice(0, 600)})`,
      `${answer.status} ${answer.text.slice(0, 300)}`,
    ].join(' -> ');
    // PostgREST also answers 500 where Postgres or a function refuses: a limit of arrays or depth,
    // a missing row.
    if (answer.status >= 500 && !/"code":"(54|P0)/.test(answer.text))
      throw new Error(`not answered as it should be: ${shown}`);
    if (/PL\/pgSQL function|\bat async\b|node_modules|\.ts:\d/.test(answer.text))
      throw new Error(`shows the inside: ${shown}`);
    if (answer.text.includes(secret)) throw new Error(`shows another agency’s words: ${shown}`);
  };

  beforeAll(async () => {
    h = await postgresStore();
    admin = new pg.Client({ connectionString: h.url });
    await admin.connect();
    await admin.query(`
      create function hostile_fingerprint(agency uuid) returns text language plpgsql as $$
      declare t record; part text; whole text := '';
      begin
        for t in select c.relname as name,
                        exists (select from pg_attribute a
                                 where a.attrelid = c.oid and a.attname = 'agency_id') as has_agency
                   from pg_class c
                  where c.relnamespace = 'bauhaus'::regnamespace and c.relkind = 'r'
                  order by 1 loop
          if agency is null or t.has_agency then
            execute format(
              'select md5(coalesce(string_agg(x::text, chr(10) order by x::text), ''''))
                 from bauhaus.%I x where $1 is null or %s',
              t.name, case when t.has_agency then 'x.agency_id = $1' else 'true' end)
              into part using agency;
            whole := whole || t.name || ':' || part || chr(10);
          end if;
        end loop;
        return whole;
      end $$`);
    const described = await admin.query<{ name: string; names: string[]; types: string[] }>(`
      select p.proname as name, coalesce(p.proargnames, '{}') as names,
             array(select format_type(t, null)
                     from unnest(p.proargtypes) with ordinality u(t, n) order by n) as types
        from pg_proc p where p.pronamespace = 'api'::regnamespace order by 1`);
    functions = described.rows.map(({ name, names, types }) => ({
      name,
      args: Object.fromEntries(types.map((type, i) => [names[i] ?? '', type])),
    }));

    // The first agency at work, its calls written down.
    const record: typeof h.fetch = async (input, init) => {
      const request = new Request(input, init);
      const name = request.url.split('/rpc/')[1] ?? '';
      recorded.set(name, [
        ...(recorded.get(name) ?? []),
        Object(withoutSecret(await request.clone().json())),
      ]);
      return h.fetch(request);
    };
    const store = createSupabaseStore({
      url: 'http://bauhaus.localhost',
      apiKey: 'in-process',
      jwtSecret: testJwtSecret,
      fetch: record,
      sealing: h.sealing,
    });
    theirs = anAgency({
      name: secret,
      settings: { quiet_hours: { start: '22:00', end: '07:00' } },
    });
    own = anAgency();
    await Promise.all([h.addAgency(theirs), h.addAgency(own)]);
    const a = await Scene.open(
      { ...h, store, desk: store },
      { agency: theirs, trip: { clientName: secret, stay: secret, reference: secret } },
    );
    const phone = phoneOf(a.trip);
    const inbound = {
      sender: theirs.sender,
      phone,
      providerId: `SM${randomUUID()}`,
      text: secret,
      media: [],
      now: aMoment,
    };
    const received = await store.receiveInbound(inbound);
    const effect = await a.claimed({ critical: true });
    await store.deliveryReport({
      id: effect.id,
      providerId: `SM${randomUUID()}`,
      status: 'delivered',
      code: null,
      permanent: false,
      now: aMoment,
    });
    await a.sent(effect);
    await a.turn({
      timers: [{ kind: 'BoardingDue', due: aMoment }],
      tasks: [{ op: 'open', kind: 'cancelled', tripId: a.trip.id, reason: secret, facts: {} }],
      reasons: [
        { tripId: a.trip.id, decision: 'noted', subject: 'trip', rule: secret, detail: {} },
      ],
      effects: [a.effect({ dueAt: '2027-03-02T12:00:00.000Z' })],
    });
    const [task] = await store.tasks(theirs.id, { limit: 10 });
    await a.context();
    if (received)
      await store.load({
        agent: 'concierge',
        actorId: received.conversationId,
        eventId: randomUUID(),
        agencyId: theirs.id,
        tripId: null,
        flightKey: a.trip.flightKey,
        timerKind: null,
        conversation: { id: received.conversationId, messageId: null },
      });
    await store.quarantine({
      agent: 'notifications',
      actorId: a.trip.id,
      event: a.event(),
      error: 'x',
      now: aMoment,
    });
    await store.claim({ ids: [effect.id], agencyId: theirs.id, now: aMoment });
    await store.edit({
      agencyId: theirs.id,
      tripId: a.trip.id,
      revision: 1,
      set: { stay: `${secret} 2` },
      notify: true,
      now: aMoment,
    });
    await store.trips(theirs.id, { limit: 10 });
    await store.timeline(theirs.id, a.trip.id);
    await store.messages(theirs.id, a.trip.id);
    if (task)
      await store.updateTask({
        agencyId: theirs.id,
        taskId: task.id,
        state: 'claimed',
        by: 'somebody',
        now: aMoment,
      });
    await store.putSetting(theirs.id, 'quiet_hours', { start: '01:00', end: '02:00' }, aMoment);
    await store.overdue({ now: aMoment, limit: 10 });
    await store.receiveAlert({
      alertId: '1',
      code: 'change',
      faFlightId: null,
      eventKey: 'k',
      now: aMoment,
      reading: {
        status: null,
        cancelled: null,
        diverted: null,
        destinationIata: null,
        scheduledOut: null,
        estimatedOut: null,
        actualOut: null,
        scheduledOff: null,
        estimatedOff: null,
        actualOff: null,
        scheduledOn: null,
        estimatedOn: null,
        actualOn: null,
        scheduledIn: null,
        estimatedIn: null,
        actualIn: null,
      },
    });
  });
  afterAll(async () => {
    await admin.end();
    await h.close();
  });

  it('was correct at least once for most functions, so that variations begin close to it', () => {
    expect(recorded.size).toBeGreaterThan(15);
    expect(functions.length).toBeGreaterThan(25);
  });

  it('without a valid signature is refused by every function, whatever it claims', async () => {
    const [header, payload] = ['{"alg":"none"}', `{"role":"system","exp":${Date.now()}}`].map(
      (text) => Buffer.from(text).toString('base64url'),
    );
    const unsigned = `${header}.${payload}.`;
    const tokens = [
      null,
      '',
      'x',
      unsigned,
      await signed({ role: 'system' }, { key: 'another secret of at least thirty-two characters' }),
      await signed({ role: 'agent', agency_id: theirs.id }, { expires: 1 }),
      await signed({ role: 'anon' }),
      await signed({ role: 'authenticated' }),
      await signed({ role: 'postgres' }),
      await signed({ role: 'service_role' }),
    ];
    const before = await fingerprint();
    for (const { name } of functions) {
      const [args = {}] =
        recorded.get(name) ?? fc.sample(argumentsOf(name), { numRuns: 1, seed: 7 });
      for (const token of tokens) {
        const answer = await call({ name, args }, token);
        expect([name, token, [401, 403, 404].includes(answer.status), answer.status]).toEqual([
          name,
          token,
          true,
          answer.status,
        ]);
        expect(answer.text).not.toContain(secret);
      }
    }
    expect(await fingerprint()).toBe(before);
  });

  it('by another agency sees and changes nothing of the first, whole or not at all', async () => {
    const token = await tokenFor(own.id);
    const before = await fingerprint(theirs.id);
    const statuses = new Set<number>();
    for (const { name } of functions) {
      await fc.assert(
        fc.asyncProperty(argumentsOf(name), async (args) => {
          const whole = await fingerprint();
          const answer = await call({ name, args }, token);
          statuses.add(answer.status);
          expectSafe({ name, args }, answer);
          if (answer.status !== 200) expect(await fingerprint()).toBe(whole);
        }),
        { numRuns: 15 },
      );
      expect([name, await fingerprint(theirs.id)]).toEqual([name, before]);
    }
    // Neither all taken nor all refused: the calls were near enough to matter.
    expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 403]));
  });

  it('by an agent of no agency reads and changes nothing of anybody', async () => {
    const tokens = [
      await signed({ role: 'agent' }),
      await signed({ role: 'agent', agency_id: 'not an id' }),
      await signed({ role: 'agent', agency_id: '' }),
    ];
    const [of, ofOwn] = [await fingerprint(theirs.id), await fingerprint(own.id)];
    for (const { name } of functions)
      for (const args of recorded.get(name) ?? [])
        for (const token of tokens) expectSafe({ name, args }, await call({ name, args }, token));
    expect(await fingerprint(theirs.id)).toBe(of);
    expect(await fingerprint(own.id)).toBe(ofOwn);
  });

  it('by the agency or the system never crashes, and is done whole or not at all', async () => {
    for (const token of [await tokenFor(theirs.id), await tokenFor(null)]) {
      for (const { name } of functions) {
        await fc.assert(
          fc.asyncProperty(argumentsOf(name), async (args) => {
            const whole = await fingerprint();
            const answer = await call({ name, args }, token);
            expectSafe({ name, args }, { ...answer, text: answer.text.replaceAll(secret, '') });
            if (answer.status !== 200) expect(await fingerprint()).toBe(whole);
          }),
          { numRuns: 10 },
        );
      }
    }
    expect(await h.desk.settings(own.id)).toBeDefined();
  });
});
