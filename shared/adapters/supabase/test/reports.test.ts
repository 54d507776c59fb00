import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { hour, type Instant, minute, plus, second } from '#shared/domain/instant.ts';
import type { MessageType } from '#shared/domain/message.ts';
import { type ReportName, reportedTypes, reportNames } from '#shared/domain/reports.ts';
import { aMoment } from '#shared/testing/builders.ts';
import { Scene } from '#shared/testing/contract/harness.ts';
import { type PostgresStore, postgresStore } from '#shared/testing/postgres-store.ts';

const zone = 'America/Argentina/Buenos_Aires';
const quiet = { start: '20:00', end: '09:00' };
const later = (ms: number): Instant => plus(aMoment, ms);

describe('reports', () => {
  let subject: PostgresStore;
  let database: pg.Pool;
  beforeAll(async () => {
    subject = await postgresStore();
    database = new pg.Pool({ connectionString: subject.url, max: 1 });
  });
  afterAll(async () => {
    await database.end();
    await subject.close();
  });

  const read = <N extends ReportName>(name: N, scene: Scene, days: object = {}) =>
    subject.store.reports.read(name, {
      agencyId: scene.agency.id,
      from: '2027-03-01',
      to: '2027-03-31',
      zone,
      quiet,
      ...days,
    });
  const reported = async (id: string, status: string, at: Instant, code: string | null = null) =>
    subject.store.deliveryReport({
      id,
      providerId: `SM-${id}`,
      status,
      code,
      permanent: code !== null,
      now: at,
    });
  const told = async (scene: Scene, type: MessageType, at: Instant) => {
    const effect = await scene.claimed({ type, dueAt: at }, at);
    await scene.sent(effect, at, `SM-${effect.id}`);
    return effect.id;
  };

  it('say how far messages came, on the days of the agency', async () => {
    const scene = await Scene.open(subject);
    const first = await told(scene, 'delayed', aMoment);
    await reported(first, 'delivered', later(5 * second));
    await reported(first, 'read', later(9 * second));
    const second_ = await told(scene, 'boarding', later(minute));
    await reported(second_, 'delivered', later(2 * minute));
    const third = await told(scene, 'gate_change', later(3 * minute));
    await reported(third, 'undelivered', later(4 * minute), '63024');
    expect(await read('delivery', scene)).toEqual([
      {
        day: expect.any(String),
        type: 'boarding',
        sent: 1,
        delivered: 1,
        read: 0,
        failed: 0,
        unsent: 0,
      },
      {
        day: expect.any(String),
        type: 'delayed',
        sent: 1,
        delivered: 1,
        read: 1,
        failed: 0,
        unsent: 0,
      },
      {
        day: expect.any(String),
        type: 'gate_change',
        sent: 1,
        delivered: 0,
        read: 0,
        failed: 1,
        unsent: 0,
      },
    ]);
    const [row] = await read('delivery', scene);
    expect(await read('delivery', scene, { from: row?.day, to: row?.day })).toHaveLength(3);
    expect(await read('delivery', scene, { from: '2027-04-01', to: '2027-04-30' })).toEqual([]);
    const cost = await read('cost', scene);
    expect(cost.reduce((sum, { count }) => sum + count, 0)).toBe(3);
    expect(cost.every(({ usd, count }) => usd >= count * 0.005)).toBe(true);
  });

  it('are of one agency', async () => {
    const scene = await Scene.open(subject);
    const other = await Scene.open(subject);
    await told(scene, 'delayed', aMoment);
    expect(await read('delivery', scene)).toHaveLength(1);
    expect(await read('delivery', other)).toEqual([]);
  });

  it('time the airline’s news from its reading to the phone, but what was held', async () => {
    const scene = await Scene.open(subject);
    const observe = (at: Instant) =>
      database.query(
        `insert into bauhaus.flight_status_history (flight_key, flight_number, flight_date, status,
           source, recorded_at) values ($1, 'BA820', '2027-03-03', 'Scheduled', 'look', $2)`,
        [scene.trip.flightKey, at],
      );
    await observe(aMoment);
    const prompt = await told(scene, 'delayed', later(10 * second));
    await reported(prompt, 'delivered', later(20 * second));
    await reported(prompt, 'read', later(hour));
    const held = await told(scene, 'gate_change', later(8 * hour));
    await reported(held, 'delivered', later(8 * hour + second));
    expect(await read('news', scene)).toEqual([
      { type: null, messages: 2, delivered: 2, held: 1, p50Seconds: 20, p90Seconds: 20 },
      { type: 'delayed', messages: 1, delivered: 1, held: 0, p50Seconds: 20, p90Seconds: 20 },
      {
        type: 'gate_change',
        messages: 1,
        delivered: 1,
        held: 1,
        p50Seconds: null,
        p90Seconds: null,
      },
    ]);
  });

  const wrote = async (scene: Scene, at: Instant) =>
    subject.store.receiveInbound({
      providerId: `SM${randomUUID()}`,
      sender: scene.agency.sender,
      phone: scene.trip.whatsapp ?? '',
      text: 'Hola',
      media: [],
      optOutType: null,
      quotes: null,
      now: at,
    });

  it('count what is written before one answer as one question, and who answered', async () => {
    const scene = await Scene.open(subject);
    await wrote(scene, aMoment);
    await wrote(scene, later(10 * second));
    await told(scene, 'reply', later(30 * second));
    await wrote(scene, later(hour));
    await told(scene, 'agency_reply', later(hour + 10 * minute));
    await wrote(scene, later(2 * hour));
    expect(await read('answers', scene)).toEqual([
      { by: null, questions: 3, p50Seconds: 315, p90Seconds: 543 },
      { by: 'assistant', questions: 1, p50Seconds: 30, p90Seconds: 30 },
      { by: 'nobody', questions: 1, p50Seconds: null, p90Seconds: null },
      { by: 'person', questions: 1, p50Seconds: 600, p90Seconds: 600 },
    ]);
  });

  it('count wakings in quiet hours where the traveller was, not who had just written', async () => {
    const scene = await Scene.open(subject);
    const origin = scene.trip.originZone;
    const clock = (time: string) => {
      const at = new Date(`2027-03-02T${time}:00Z`);
      const shown = at.toLocaleTimeString('en-GB', { timeZone: origin });
      const offset = Number(shown.slice(0, 2)) - at.getUTCHours();
      return plus(at.toISOString(), -offset * hour);
    };
    await told(scene, 'delayed', clock('03:00'));
    await told(scene, 'cancelled', clock('10:00'));
    await wrote(scene, clock('21:00'));
    await told(scene, 'gate_change', plus(clock('21:00'), minute));
    await told(scene, 'reply', plus(clock('21:00'), 2 * minute));
    expect(await read('wakings', scene)).toEqual([
      { type: null, messages: 1, people: 1 },
      { type: 'delayed', messages: 1, people: 1 },
    ]);
  });

  it('count handoffs by reason and incidents by carrier', async () => {
    const scene = await Scene.open(subject);
    await scene.turn({
      tasks: [
        { op: 'open', kind: 'cancelled', tripId: scene.trip.id, reason: 'cancelled', facts: {} },
      ],
    });
    await database.query(
      `insert into bauhaus.tasks (agency_id, kind, severity, state, reason, facts, opened_at,
         updated_at, claimed_at)
       select $1, 'handoff', s, 'open', r, '{}', $2, $2, $2::timestamptz + make_interval(secs => w)
         from (values ('urgent', 'distress', 60), ('normal', 'asked', null),
             ('normal', 'asked', 120))
           v(s, r, w)`,
      [scene.agency.id, aMoment],
    );
    expect(await read('handoffs', scene)).toEqual([
      { reason: null, handoffs: 3, urgent: 1, open: 3, claimedP50Seconds: 90 },
      { reason: 'asked', handoffs: 2, urgent: 0, open: 2, claimedP50Seconds: 120 },
      { reason: 'distress', handoffs: 1, urgent: 1, open: 1, claimedP50Seconds: 60 },
    ]);
    const [incident] = await read('incidents', scene);
    expect(incident).toMatchObject({ carrier: 'BA', incidents: 1, people: 1 });
  });

  it('read what is the agency’s own, however much others have', async () => {
    const scene = await Scene.open(subject);
    await database.query(
      `with others as (insert into bauhaus.agencies (name, sender)
         select 'Agency ' || n, '+1202555' || lpad((1000 + n)::text, 4, '0')
           from generate_series(1, 10) n returning id)
       insert into bauhaus.notifications_log (agency_id, effect_key, idempotency_hash,
         notification_type, episode, sender, recipient, content, told, critical, even_if_opted_out,
         delivery_status, provider_status, due_at, sent_at, event_id, correlation_id, created_at,
         updated_at)
       select o.id, 'effect ' || n, '', 'delayed', 0, 'sender', 'recipient', '{}', '{}', false,
           false,
           'SENT', 'delivered', at, at, gen_random_uuid(), gen_random_uuid(), at, at
         from others o, generate_series(1, 3000) n,
           lateral (select $1::timestamptz + make_interval(mins => n)) x(at)`,
      ['2027-03-01T00:00:00Z'],
    );
    await database.query('analyze bauhaus.notifications_log');
    await told(scene, 'delayed', aMoment);
    const client = await database.connect();
    const blocks: Record<string, number> = {};
    for (const name of reportNames) {
      await client.query('begin');
      await client.query('set local role agent');
      await client.query("select set_config('request.jwt.claims', $1, true)", [
        JSON.stringify({ role: 'agent', agency_id: scene.agency.id }),
      ]);
      const span = JSON.stringify({
        from: '2027-03-01',
        to: '2027-03-31',
        zone,
        quietStart: quiet.start,
        quietEnd: quiet.end,
        ...reportedTypes,
      });
      // The first call in a connection reads the catalogue besides.
      await client.query(`select api.report_${name}($1)`, [span]);
      const { rows } = await client.query(
        `explain (analyze, buffers, format json) select api.report_${name}($1)`,
        [span],
      );
      const [{ Plan: plan }] = rows[0]['QUERY PLAN'];
      blocks[name] = plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];
      await client.query('rollback');
    }
    client.release();
    expect(Object.entries(blocks).filter(([, count]) => count > 100)).toEqual([]);
  });

  it('add what the model cost, by whole months', async () => {
    const scene = await Scene.open(subject);
    await database.query(
      `insert into bauhaus.model_spend (agency_id, month, purpose, calls, cost_micros)
       values ($1, '2027-03-01', 'answer', 12, 250000), ($1, '2027-02-01', 'answer', 1, 1)`,
      [scene.agency.id],
    );
    expect(await read('cost', scene)).toEqual([
      { category: 'model', purpose: 'answer', count: 12, usd: 0.25 },
    ]);
  });
});
