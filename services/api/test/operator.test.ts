import pg from 'pg';
import { closedBreaker } from '#shared/domain/circuit-breaker.ts';
import { hour, minute } from '#shared/domain/instant.ts';
import { aMoment } from '#shared/testing/builders.ts';
import { aBrowser, signedIn } from './browser.ts';
import { type Api, anApi, operatorKey } from './harness.ts';

/** A browser at the page of the operator. */
const operatorBrowser = (api: Api) => {
  const { ask } = aBrowser(api);
  return { ask, signIn: (token: string) => ask('POST', '/operator/session', { token }) };
};

const run = async (api: Api, sql: string, values: readonly unknown[] = []): Promise<void> => {
  const client = new pg.Client({ connectionString: api.databaseUrl });
  await client.connect();
  try {
    await client.query(sql, [...values]);
  } finally {
    await client.end();
  }
};

describe('the session of an operator', () => {
  it('is for whom the configuration names, by a cookie that goes with no link', async () => {
    const api = await anApi();
    const olga = operatorBrowser(api);
    const signedInNow = await olga.signIn('olga');
    expect(signedInNow.status).toBe(204);
    expect(signedInNow.headers.get('set-cookie')).toMatch(
      /^__Host-bauhaus-operator=\S+; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=43200$/,
    );
    expect((await olga.ask('GET', '/operator/agencies')).status).toBe(200);
    for (const token of ['ana', 'Not.A.Token'])
      expect((await operatorBrowser(api).signIn(token)).json).toMatchObject({
        ...{ status: 401, type: '/docs#sign-in-refused' },
        detail: 'This signs nobody in who operates the platform.',
      });
    expect((await olga.ask('POST', '/operator/session', { who: 'olga' })).status).toBe(422);
  });

  it('is made once by a link that signs in once', async () => {
    const api = await anApi();
    expect((await operatorBrowser(api).signIn('olga#1')).status).toBe(204);
    expect((await operatorBrowser(api).signIn('olga#1')).json).toMatchObject({
      detail: 'This link has signed in before.',
    });
  });

  it('ends when it is not used, after a shift, and when they sign out', async () => {
    const api = await anApi();
    const [idle, busy] = [operatorBrowser(api), operatorBrowser(api)];
    await idle.signIn('olga');
    await busy.signIn('olga');
    for (let hours = 0; hours < 11; hours += 1) {
      api.advance(hour);
      expect((await busy.ask('GET', '/operator/sending')).status).toBe(200);
    }
    const ended = await idle.ask('GET', '/operator/sending');
    expect(ended.json['type']).toBe('/docs#signed-out');
    expect(ended.headers.get('set-cookie')).toContain('Max-Age=0');
    api.advance(hour);
    expect((await busy.ask('GET', '/operator/sending')).status).toBe(401);
    const other = operatorBrowser(api);
    await other.signIn('olga');
    expect((await other.ask('DELETE', '/operator/session')).status).toBe(204);
    expect((await other.ask('DELETE', '/operator/session')).status).toBe(204);
    expect((await other.ask('GET', '/operator/sending')).json['type']).toBe('/docs#unauthorized');
  });

  it('ends at once where the configuration names them no more', async () => {
    const api = await anApi();
    const users = [...api.dependencies.operatorUsers];
    const open = await anApi({ operatorUsers: users });
    const olga = operatorBrowser(open);
    await olga.signIn('olga');
    users.pop();
    expect((await olga.ask('GET', '/operator/sending')).json['type']).toBe('/docs#signed-out');
  });

  it('changes nothing from a page of another site', async () => {
    const api = await anApi();
    const olga = operatorBrowser(api);
    await olga.signIn('olga');
    const pause = { state: 'paused', reason: 'a test' };
    const forged = await olga.ask('PUT', '/operator/sending', pause, {
      origin: 'https://evil.example',
    });
    expect(forged.json['type']).toBe('/docs#foreign-page');
    expect((await olga.ask('PUT', '/operator/sending', pause)).status).toBe(200);
  });

  it('is none of a member’s, nor is a member’s one of it', async () => {
    const api = await anApi();
    const owner = await signedIn(api, 'lucia', { role: 'owner' });
    expect((await owner.ask('GET', '/operator/state')).json['type']).toBe('/docs#unauthorized');
    const olga = operatorBrowser(api);
    await olga.signIn('olga');
    expect((await olga.ask('GET', '/journeys')).json['type']).toBe('/docs#unauthorized');
    expect((await api.south.ask('GET', '/operator/state')).status).toBe(401);
  });

  it('acts as the operator in the audit of an agency', async () => {
    const api = await anApi();
    const olga = operatorBrowser(api);
    await olga.signIn('olga');
    await olga.ask('PATCH', `/operator/agencies/${api.south.id}`, { suspendedBecause: 'unpaid' });
    await olga.ask('PATCH', `/operator/agencies/${api.south.id}`, { suspendedBecause: null });
    const { items } = (await api.south.ask('GET', '/audit')).json;
    expect(items).toMatchObject([
      { actorKind: 'operator', actorId: api.dependencies.operatorUsers[0], actorName: null },
      { actorKind: 'operator' },
    ]);
  });

  it('and its routes are not there where nobody operates', async () => {
    const api = await anApi({ operatorUsers: [], operatorKeyHash: null });
    expect((await operatorBrowser(api).signIn('olga')).status).toBe(404);
    const byUsers = await anApi({ operatorKeyHash: null });
    expect((await operatorBrowser(byUsers).signIn('olga')).status).toBe(204);
    expect((await byUsers.operate('GET', '/operator/state')).status).toBe(401);
    expect(operatorKey).not.toBe('');
  });
});

describe('the state of the platform', () => {
  it('says what waits, what is not known and what was set aside, and of whom', async () => {
    const api = await anApi();
    const calm = (await api.operate('GET', '/operator/state')).json;
    expect(calm).toMatchObject({
      ...{ now: aMoment, events: [], timers: [], due: [], unknown: [], quarantine: [] },
      ...{ queues: null, canPutBack: false },
      report: { outboxOldestSeconds: 0, unknownEffects: 0 },
      circuits: [
        { service: 'twilio', state: 'closed', until: null },
        { service: 'aeroapi', state: 'closed' },
        { service: 'openai', state: 'closed' },
      ],
    });
    await run(
      api,
      `insert into bauhaus.outbox (id, type, event, emitted_at)
       values (gen_random_uuid(), 'TripBooked', '{}', $1)`,
      [aMoment],
    );
    await run(
      api,
      `insert into bauhaus.timers (agent, actor_id, kind, generation, due, updated_at)
       values ('notifications', 'a', 'ReminderDue', 1, $1, $1)`,
      [aMoment],
    );
    await run(
      api,
      `insert into bauhaus.quarantine (agent, actor_id, event_id, event, error, at)
       select 'concierge', 'a', gen_random_uuid(), '{"type":"InboundMessageReceived"}',
              'error ' || nth, $1::timestamptz + nth * interval '1 minute'
         from generate_series(1, 2) nth`,
      [aMoment],
    );
    await api.store.breakers.swap({
      ...{ service: 'twilio/AC1', expectedVersion: 0, now: aMoment },
      state: { ...closedBreaker, openUntil: '2999-01-01T00:00:00.000Z', openedAt: aMoment },
    });
    api.advance(10 * minute);
    expect((await api.operate('GET', '/operator/state')).json).toMatchObject({
      report: { outboxOldestSeconds: 600, quarantined: 2 },
      events: [{ type: 'TripBooked', count: 1, oldestAt: aMoment }],
      timers: [{ agent: 'notifications', count: 1, oldestAt: aMoment }],
      quarantine: [
        { agent: 'concierge', type: 'InboundMessageReceived', count: 2, error: 'error 2' },
      ],
      circuits: [{}, {}, {}, { service: 'twilio/AC1', state: 'open' }],
    });
  });

  it('names the agencies whose messages wait or are not known', async () => {
    const api = await anApi();
    const { id } = (
      await api.south.ask('POST', '/trips', {
        clientName: 'Ana Ruiz',
        whatsapp: '+54 9 11 5555 0110',
        flightNumber: 'IB3172',
        originIata: 'MAD',
        destinationIata: 'LHR',
        departure: '2027-03-03T16:20',
      })
    ).json;
    const message = (status: string, nth: number) =>
      run(
        api,
        `insert into bauhaus.notifications_log (agency_id, trip_id, notification_type, episode,
           effect_key, idempotency_hash, recipient, sender, delivery_status, next_attempt_at,
           last_tried_at, content, told, critical, even_if_opted_out, event_id, correlation_id,
           created_at, due_at, updated_at)
         values ($1, $2, 'delayed', 1, $3::text, $3::text, $4, '+12025550101', $5, $6, $6, '{}',
           '{}', false, false, gen_random_uuid(), gen_random_uuid(), $6, $6, $6)`,
        [api.south.id, id, `hash ${nth}`, `+549115555011${nth}`, status, aMoment],
      );
    await message('PENDING', 1);
    await message('UNKNOWN', 2);
    expect((await api.operate('GET', '/operator/state')).json).toMatchObject({
      due: [{ agencyName: 'Viajes del Sur', count: 1 }],
      unknown: [{ agencyName: 'Viajes del Sur', count: 1 }],
    });
  });

  it('says what waits in the queues of an engine that has them', async () => {
    const queues = [{ agent: 'notifications', count: 3, oldestAt: aMoment }];
    const api = await anApi({ queues: async () => queues });
    expect((await api.operate('GET', '/operator/state')).json).toMatchObject({ queues });
  });
});

describe('what was set aside', () => {
  it('is put back, agent by agent, where the engine can', async () => {
    const asked: string[] = [];
    const api = await anApi({
      putBack: async (agent) => {
        asked.push(agent);
        return 2;
      },
    });
    expect((await api.operate('GET', '/operator/state')).json).toMatchObject({ canPutBack: true });
    const putBack = (body: unknown) => api.operate('POST', '/operator/quarantine/put-back', body);
    expect((await putBack({ agent: 'concierge' })).json).toEqual({ putBack: 2 });
    expect((await putBack({ agent: 'con; drop' })).status).toBe(422);
    expect(asked).toEqual(['concierge']);
    expect(
      (await (await anApi()).operate('POST', '/operator/quarantine/put-back', {})).status,
    ).toBe(404);
  });
});
