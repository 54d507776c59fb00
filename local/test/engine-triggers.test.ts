import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { installEngine, subscribe, subscriptionsOf } from '#local/engine/install.ts';
import { startClock } from '#local/engine/persisted-clock.ts';
import { enginePool } from '#local/engine/pool.ts';
import { waitingQueues } from '#local/engine/waiting-queues.ts';
import {
  epoch,
  hour,
  type Instant,
  instant,
  minute,
  plus,
  second,
} from '#shared/domain/instant.ts';
import { catalogue } from '#shared/events/catalogue.ts';
import { agentNames } from '#shared/ports/actor-store.ts';
import { type FreshDatabase, freshDatabase } from '#shared/testing/postgres.ts';

interface Job {
  readonly task: string;
  readonly key: string;
  readonly run_at: Date;
  readonly priority: number;
  readonly payload: Record<string, unknown>;
}
const log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
/** Both clocks at the beginning; sixty minutes of the agents' time pass in one real minute. */
const start = instant(Math.floor(Date.now() / minute) * minute);
const realStart = epoch(start);
const agency = randomUUID();
let database: FreshDatabase;
let pool: pg.Pool;

const jobs = async (): Promise<readonly Job[]> =>
  (
    await pool.query<Job>(
      `select t.identifier as task, j.key, j.run_at, j.priority, j.payload
         from graphile_worker._private_jobs j
         join graphile_worker._private_tasks t on t.id = j.task_id order by j.key`,
    )
  ).rows;
const event = (type: string) => ({
  id: randomUUID(),
  type,
  version: 1,
  agencyId: agency,
  data: {},
});
const emit = (
  events: readonly { id: string; type: string }[],
  client: pg.Pool | pg.PoolClient = pool,
) =>
  client.query(
    `insert into bauhaus.outbox (id, agency_id, type, event, emitted_at)
     select (e ->> 'id')::uuid, (e ->> 'agencyId')::uuid, e ->> 'type', e, now()
       from jsonb_array_elements($1) e on conflict do nothing`,
    [JSON.stringify(events)],
  );
const setTimer = (
  due: Instant | null,
  generation: number,
  client: pg.Pool | pg.PoolClient = pool,
  actorId = 'a',
) =>
  client.query(
    `insert into bauhaus.timers
       (agent, actor_id, kind, generation, due, agency_id, updated_at)
     values ('notifications', $4, 'ReminderDue', $1, $2, $3, now())
     on conflict (agent, actor_id, kind) do update
        set generation = excluded.generation, due = excluded.due`,
    [generation, due, agency, actorId],
  );
const message = (
  id: string,
  status: string,
  next: string,
  critical = false,
  client: pg.Pool | pg.PoolClient = pool,
) =>
  client.query(
    `insert into bauhaus.notifications_log
       (id, agency_id, effect_key, idempotency_hash, notification_type, episode, sender, recipient,
        content, told, critical, even_if_opted_out, delivery_status, due_at, next_attempt_at,
        event_id, correlation_id, created_at, updated_at)
     values ($1::uuid, $2, $1::text, 'x', 'delayed', 1, '+5491155550100', $1::text,
             '{}', '{}', $5, false, $3, $4::timestamptz, $4::timestamptz,
             $1::uuid, $1::uuid, now(), now())`,
    [id, agency, status, next, critical],
  );

beforeAll(async () => {
  database = await freshDatabase();
  pool = enginePool(database.url, log);
  await installEngine(pool);
  await subscribe(pool, agentNames);
  await pool.query(
    "insert into bauhaus.agencies (id, name, sender) values ($1, 'Test', '+5491155550100')",
    [agency],
  );
  const clock = await startClock(pool, { speed: 60, log, realNow: () => realStart });
  await clock.stop();
});
beforeEach(() =>
  pool.query(`
    delete from graphile_worker._private_jobs;
    delete from bauhaus.timers;
    delete from bauhaus.outbox`),
);
afterAll(async () => {
  await pool.end();
  await database.close();
});

it('opens no function of the queue to everybody', async () => {
  const { rows } = await pool.query(
    `select p.oid::regprocedure::text as function from pg_proc p
      where p.pronamespace in ('engine'::regnamespace, 'graphile_worker'::regnamespace)
        and has_function_privilege('anon', p.oid, 'execute')`,
  );
  expect(rows).toEqual([]);
});

it('says what waits for each agent, and since when by the agents’ clock', async () => {
  await emit([event('FlightNotFound')]);
  await pool.query("update graphile_worker._private_jobs set run_at = now() - interval '1 minute'");
  const [first, ...others] = await waitingQueues(pool, start, 60);
  expect(first).toMatchObject({ agent: expect.any(String), count: 1 });
  expect(Math.round((epoch(start) - epoch(first?.oldestAt ?? start)) / minute)).toBe(60);
  expect([first, ...others].map((queue) => queue?.agent).toSorted()).toEqual(
    subscriptionsOf(agentNames)
      .filter((s) => s.event === 'FlightNotFound')
      .map((s) => s.agent)
      .toSorted(),
  );
  await pool.query('update graphile_worker._private_jobs set locked_at = now()');
  expect(await waitingQueues(pool, start, 60)).toEqual([]);
});

describe('the outbox', () => {
  it.each(catalogue.map((d) => d.name))('makes one job for each subscriber of %s', async (type) => {
    const e = event(type);
    await emit([e]);
    const expected = subscriptionsOf(agentNames)
      .filter((s) => s.event === type)
      .map((s) => `event:${e.id}:${s.agent}`);
    expect((await jobs()).map((j) => j.key)).toEqual(expected.sort());
  });

  it('hands the event over as it was written', async () => {
    const e = event('FlightNotFound');
    await emit([e]);
    expect((await jobs()).map((j) => ({ task: j.task, payload: j.payload }))).toEqual([
      { task: 'agent', payload: { agent: 'notifications', event: e } },
    ]);
  });

  it('makes no second job of an event that is written again', async () => {
    const e = event('FlightNotFound');
    await emit([e]);
    await emit([e]);
    expect(await jobs()).toHaveLength(1);
  });

  it('leaves nothing of a commit that did not happen', async () => {
    const client = await pool.connect();
    await client.query('begin');
    await emit([event('FlightNotFound')], client);
    await client.query('rollback');
    client.release();
    expect(await jobs()).toEqual([]);
  });

  it('counts what it made jobs of as published', async () => {
    await emit([event('FlightNotFound')]);
    expect(
      (await pool.query('select from bauhaus.outbox where published_at is null')).rowCount,
    ).toBe(0);
  });

  it('lets the many of one commit step back behind the one of another', async () => {
    await emit(Array.from({ length: 300 }, () => event('FlightNotFound')));
    const lone = event('FlightNotFound');
    await emit([lone]);
    const all = await jobs();
    const priority = all.find((j) => j.key.includes(lone.id))?.priority ?? Number.NaN;
    expect(all).toHaveLength(301);
    expect(all.filter((j) => j.priority <= priority).length).toBeLessThan(30);
  });
});

describe('a timer', () => {
  it('becomes a job at the real time of its due', async () => {
    await setTimer(plus(start, hour), 1);
    const [job] = await jobs();
    expect(job?.key).toBe('timer:notifications:a:ReminderDue');
    expect(job?.run_at.toISOString()).toBe(plus(start, minute));
    expect(job?.payload).toMatchObject({
      agent: 'notifications',
      actorId: 'a',
      kind: 'ReminderDue',
      generation: 1,
      agencyId: agency,
      tripId: null,
    });
  });

  it('takes the place of the one before', async () => {
    await setTimer(plus(start, hour), 1);
    await setTimer(plus(start, 2 * hour), 2);
    const all = await jobs();
    expect(all).toHaveLength(1);
    expect(all[0]?.run_at.toISOString()).toBe(plus(start, 2 * minute));
    expect(all[0]?.payload).toMatchObject({ generation: 2 });
  });

  it('leaves no job when it is cleared', async () => {
    await setTimer(plus(start, hour), 1);
    await setTimer(null, 2);
    expect(await jobs()).toEqual([]);
  });

  describe('whose job is being worked on', () => {
    const startJob = async () => {
      await setTimer(plus(start, hour), 1);
      await pool.query(
        "update graphile_worker._private_jobs set locked_at = now(), locked_by = 'w', attempts = 1",
      );
    };

    it('gets another job beside it, and that one is not tried again', async () => {
      await startJob();
      await setTimer(plus(start, 2 * hour), 2);
      const { rows } = await pool.query(
        `select key, locked_by, attempts = max_attempts as last, payload -> $1 as generation
           from graphile_worker._private_jobs order by id`,
        ['generation'],
      );
      expect(rows).toEqual([
        { key: null, locked_by: 'w', last: true, generation: 1 },
        { key: 'timer:notifications:a:ReminderDue', locked_by: null, last: false, generation: 2 },
      ]);
    });

    it('keeps it when it is cleared', async () => {
      await startJob();
      await setTimer(null, 1);
      expect(await jobs()).toMatchObject([
        { key: 'timer:notifications:a:ReminderDue', payload: { generation: 1 } },
      ]);
    });
  });

  it('whose job had failed starts afresh', async () => {
    await setTimer(plus(start, hour), 1);
    await pool.query(
      "update graphile_worker._private_jobs set attempts = max_attempts, last_error = 'x'",
    );
    await setTimer(plus(start, 2 * hour), 2);
    const { rows } = await pool.query(
      'select attempts, last_error, run_at from graphile_worker._private_jobs',
    );
    expect(rows).toEqual([
      { attempts: 0, last_error: null, run_at: new Date(plus(start, 2 * minute)) },
    ]);
  });

  it('is set without a notice to the workers', async () => {
    const listener = await pool.connect();
    const notices: unknown[] = [];
    listener.on('notification', (notice) => notices.push(notice));
    try {
      await listener.query('listen "jobs:insert"');
      await setTimer(plus(start, hour), 1);
      await setTimer(null, 1);
      // Notices come with the next answer.
      await listener.query('select');
      expect(notices).toEqual([]);
      await emit([event('FlightNotFound')]);
      await listener.query('select');
      expect(notices).not.toEqual([]);
    } finally {
      listener.release(true);
    }
  });

  describe('that is more than fifteen minutes off', () => {
    const far = plus(start, 20 * hour);
    /** How many timers get a job after so many real minutes. */
    const scheduledAfter = async (minutes: number, atMost = 100): Promise<number> => {
      const letPass = (realMinutes: number) =>
        pool.query("update engine.clock set real_base = real_base - $1 * interval '1 minute'", [
          realMinutes,
        ]);
      await letPass(minutes);
      try {
        const { rows } = await pool.query<{ count: number }>(
          'select engine.schedule_near_timers($1) as count',
          [atMost],
        );
        return rows[0]?.count ?? Number.NaN;
      } finally {
        await letPass(-minutes);
      }
    };

    it('has no job before it is near, and then the one it was last set to', async () => {
      await setTimer(far, 1);
      await setTimer(plus(far, hour), 2);
      expect(await jobs()).toEqual([]);
      expect(await scheduledAfter(0)).toBe(0);
      expect(await scheduledAfter(10)).toBe(1);
      expect(await jobs()).toMatchObject([
        { run_at: new Date(plus(start, 11 * minute)), payload: { generation: 2 } },
      ]);
    });

    it('gets no second job, however often one looks', async () => {
      await setTimer(far, 1);
      expect([await scheduledAfter(10), await scheduledAfter(10)]).toEqual([1, 0]);
      expect(await jobs()).toHaveLength(1);
    });

    it('loses the job that it had when it was near', async () => {
      await setTimer(plus(start, hour), 1);
      await setTimer(far, 2);
      expect(await jobs()).toEqual([]);
    });

    it('becomes a job with so many others as one look takes, the next ones first', async () => {
      for (const n of [3, 1, 2]) await setTimer(plus(far, n * minute), 1, pool, String(n));
      expect(await scheduledAfter(10, 2)).toBe(2);
      expect((await jobs()).map(({ payload }) => payload['actorId'])).toEqual(['1', '2']);
      expect(await scheduledAfter(10, 2)).toBe(1);
    });

    it('is left to the commit that is changing it', async () => {
      await setTimer(far, 1);
      const client = await pool.connect();
      await client.query('begin');
      await setTimer(plus(start, 2 * hour), 2, client);
      expect(await scheduledAfter(10)).toBe(0);
      await client.query('commit');
      client.release();
      expect(await jobs()).toMatchObject([
        { run_at: new Date(plus(start, 2 * minute)), payload: { generation: 2 } },
      ]);
    });
  });

  it('is not set anew by what the sweeper notes', async () => {
    await setTimer(plus(start, hour), 1);
    await pool.query('delete from graphile_worker._private_jobs');
    await pool.query('update bauhaus.timers set sweeps = sweeps + 1, swept_at = now()');
    expect(await jobs()).toEqual([]);
  });
});

describe('a message in the ledger', () => {
  it('that waits is looked at when its next try is due, critical ones first', async () => {
    const [a = '', b = ''] = [randomUUID(), randomUUID()].sort();
    await message(a, 'PENDING', plus(start, minute));
    await message(b, 'PENDING', plus(start, minute), true);
    expect((await jobs()).map((j) => [j.key, j.run_at.toISOString(), j.priority])).toEqual([
      [`send:${a}`, plus(start, second), 10],
      [`send:${b}`, plus(start, second), 0],
    ]);
  });

  it('that the deciding transaction claims needs no job', async () => {
    const id = randomUUID();
    const client = await pool.connect();
    await client.query('begin');
    await message(id, 'PENDING', start, false, client);
    await client.query(
      `update bauhaus.notifications_log
          set delivery_status = 'SENDING', next_attempt_at = $2 where id = $1`,
      [id, plus(start, 90 * second)],
    );
    await client.query('commit');
    client.release();
    expect(await jobs()).toEqual([]);
  });

  it('is looked at again after a failure, once, at the newest instant', async () => {
    const id = randomUUID();
    await message(id, 'SENDING', plus(start, 90 * second));
    for (const next of [plus(start, 2 * minute), plus(start, 3 * minute)])
      await pool.query(
        `update bauhaus.notifications_log
            set delivery_status = 'PENDING', next_attempt_at = $2 where id = $1`,
        [id, next],
      );
    expect((await jobs()).map((j) => [j.key, j.run_at.toISOString(), j.payload])).toEqual([
      [`send:${id}`, plus(start, 3 * second), { id, agencyId: agency }],
    ]);
  });

  it.each(['SENT', 'FAILED', 'DROPPED'])('that is %s needs nobody', async (status) => {
    const id = randomUUID();
    await message(id, 'SENDING', plus(start, 90 * second));
    await pool.query(
      `update bauhaus.notifications_log
          set delivery_status = $2, next_attempt_at = null where id = $1`,
      [id, status],
    );
    expect(await jobs()).toEqual([]);
  });
});

describe('a delivery to a system of an agency', () => {
  const endpoint = randomUUID();
  beforeAll(() =>
    pool.query(
      `insert into bauhaus.webhook_endpoints (id, agency_id, name, url, types, secret, inserted_at)
       values ($1, $2, 'office', 'sealed', '{TripBooked}', 'sealed', now())`,
      [endpoint, agency],
    ),
  );
  afterAll(() => pool.query('delete from bauhaus.webhook_endpoints'));
  const deliveries = async () =>
    (await jobs()).filter(({ task }) => task === 'deliver').map((job) => [job.key, job.run_at]);
  const moveTo = (set: string) =>
    pool.query(`update bauhaus.webhook_deliveries set ${set} where endpoint_id = $1`, [endpoint]);

  it('is a job from the commit of its event, and moves with it', async () => {
    const wanted = event('TripBooked');
    await emit([wanted, event('TripCancelled')]);
    const { rows } = await pool.query<{ id: string; event_id: string }>(
      'select id, event_id from bauhaus.webhook_deliveries',
    );
    expect(rows.map(({ event_id }) => event_id)).toEqual([wanted.id]);
    const key = `deliver:${rows[0]?.id}`;
    expect(await deliveries()).toEqual([[key, expect.any(Date)]]);
    await moveTo(`next_attempt_at = '${plus(start, hour)}'`);
    expect(await deliveries()).toEqual([[key, new Date(plus(start, minute))]]);
    await pool.query('delete from graphile_worker._private_jobs');
    await pool.query('select engine.reschedule()');
    expect(await deliveries()).toEqual([[key, new Date(plus(start, minute))]]);
  });
});

describe('a start', () => {
  it('frees the jobs that a killed process had taken', async () => {
    await emit([event('FlightNotFound')]);
    await pool.query(
      "update graphile_worker._private_jobs set locked_by = 'dead', locked_at = now()",
    );
    await installEngine(pool);
    expect(
      (await pool.query('select from graphile_worker._private_jobs where locked_by is not null'))
        .rowCount,
    ).toBe(0);
  });

  it('sets anew what waits, at the present speed', async () => {
    await setTimer(plus(start, hour), 1);
    const clock = await startClock(pool, { speed: 3600, log, realNow: () => realStart });
    await clock.stop();
    await pool.query('select engine.reschedule()');
    const timer = (await jobs()).find((j) => j.task === 'timer');
    expect(timer?.run_at.getTime()).toBeCloseTo(realStart + 1_000, -2);
  });

  it('makes jobs of events that another engine left lying', async () => {
    await pool.query('alter table bauhaus.outbox disable trigger user');
    const e = event('FlightNotFound');
    await emit([e]);
    await pool.query('alter table bauhaus.outbox enable trigger user');
    await pool.query('select engine.reschedule()');
    expect((await jobs()).filter((j) => j.task === 'agent').map((j) => j.key)).toEqual([
      `event:${e.id}:notifications`,
    ]);
  });
});
