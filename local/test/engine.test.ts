import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { type Engine, startEngine } from '#local/engine/engine.ts';
import { installEngine, subscribe } from '#local/engine/install.ts';
import { enginePool } from '#local/engine/pool.ts';
import type { EngineWork } from '#local/engine/tasks.ts';
import { ActorBusy, InvariantBroken, ServiceUnavailable } from '#shared/errors.ts';
import { type AnyEvent, type EventOf, isTimerEvent } from '#shared/events/catalogue.ts';
import { TripBookingReceived, TripCancelled } from '#shared/events/trips.ts';
import type { Log, LogFields } from '#shared/ports/log.ts';
import { failed, ok } from '#shared/result.ts';
import { type FreshDatabase, freshDatabase } from '#shared/testing/postgres.ts';
import { memorySealing } from '#shared/testing/sealing.ts';

const succeeded = ok({ turns: [] });
const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const log = { ...silentLog };
const ids = { random: randomUUID, chance: () => 0 };
const agencyId = randomUUID();
let database: FreshDatabase;
let pool: pg.Pool;
let engine: Engine | null = null;
/** The number of the running test. */
let testNumber = 0;

const cancelled = (): AnyEvent => ({
  id: randomUUID(),
  type: TripCancelled.name,
  version: 1,
  time: '2027-03-03T12:00:00.000Z',
  agencyId,
  tripId: randomUUID(),
  correlationId: randomUUID(),
  causationId: null,
  data: { flightKey: 'BA820/LHR-CPH/2027-03-03', notify: false },
});
const emit = (event: AnyEvent) =>
  pool.query(
    `insert into bauhaus.outbox (id, agency_id, type, event, emitted_at)
     values ($1, $2, $3, $4, now())`,
    [event.id, agencyId, event.type, JSON.stringify(event)],
  );
const waitingJobs = async () =>
  (
    await pool.query<{ key: string; attempts: number; later: boolean; last_error: string | null }>(
      `select key, attempts, run_at > now() as later, last_error
         from graphile_worker.jobs where locked_at is null order by key`,
    )
  ).rows;
const setTimer = (due: Date, generation = 1) =>
  pool.query(
    `insert into bauhaus.timers
       (agent, actor_id, kind, generation, due, agency_id, updated_at)
     values ('notifications', $1, 'ReminderDue', $2, $3, $4, now())`,
    [randomUUID(), generation, due, agencyId],
  );
/** Polls until the result is truthy, or the test that called it is over. */
const until = async <T>(poll: () => Promise<T | null | undefined | false>): Promise<T> => {
  const ownNumber = testNumber;
  while (ownNumber === testNumber) {
    const result = await poll();
    if (result) return result;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('the condition was never met');
};
const noJobs = () =>
  until(async () => (await pool.query('select from graphile_worker.jobs')).rowCount === 0);

type Receive = EngineWork['receive'];
/** As a turn: its commit clears the timer that it takes, before the engine deletes the job. */
const takingTimers =
  (receive: Receive): Receive =>
  async (agent, event, ...rest) => {
    const result = await receive(agent, event, ...rest);
    if (isTimerEvent(event))
      await pool.query('update bauhaus.timers set due = null where due = $1', [event.data.due]);
    return result;
  };
const start = async ({
  receive = async () => succeeded,
  ...work
}: Partial<EngineWork>): Promise<Engine> => {
  engine = await startEngine({
    pool,
    ids,
    log,
    speed: 1,
    concurrency: 8,
    sealing: memorySealing(),
    work: {
      actorOf: (_, event) => event.id,
      receive: takingTimers(receive),
      wake: async () => ok(1),
      sweep: async () => ok({ timers: 0, effects: 0, events: 0 }),
      workOnImport: async () => true,
      book: async () => null,
      deliver: async () => undefined,
      ...work,
    },
  });
  return engine;
};

beforeAll(async () => {
  database = await freshDatabase();
  pool = enginePool(database.url, log);
  await installEngine(pool);
  await subscribe(pool, ['flight-tracker', 'notifications']);
  await pool.query(
    "insert into bauhaus.agencies (id, name, sender) values ($1, 'Test', '+5491155550100')",
    [agencyId],
  );
}, 30_000);
beforeEach(() =>
  pool.query('delete from graphile_worker._private_jobs; delete from bauhaus.timers'),
);
afterEach(async () => {
  testNumber += 1;
  await engine?.stop();
  engine = null;
  log.error = silentLog.error;
});
afterAll(async () => {
  await pool.end();
  await database.close();
});

describe('the engine', () => {
  it('delivers an event to each of its subscribers, and is done with it', async () => {
    const seen: string[] = [];
    await start({
      receive: async (agent, event, { deliveries }) => {
        seen.push(`${agent} ${event.id} ${deliveries}`);
        return succeeded;
      },
    });
    const event = cancelled();
    await emit(event);
    await until(async () => seen.length === 2);
    await noJobs();
    expect(seen.sort()).toEqual([`flight-tracker ${event.id} 1`, `notifications ${event.id} 1`]);
  });

  it('delivers what was queued while it did not run', async () => {
    await emit(cancelled());
    let seen = 0;
    await start({
      receive: async () => {
        seen += 1;
        return succeeded;
      },
    });
    await noJobs();
    expect(seen).toBe(2);
  });

  it('polls when a timer is due, and not up to half a second later', async () => {
    const lateMs: number[] = [];
    const engine = await start({
      receive: async (_, event) => {
        if (event.type === 'ReminderDue') lateMs.push(Date.now() - Date.parse(event.data.due));
        return succeeded;
      },
    });
    const now = Date.now();
    const dues = [150, 400, 650, 900, 1_150, 1_400].map((ms) => new Date(now + ms));
    for (const due of dues) {
      await setTimer(due);
      engine.pollAfter(due.getTime() - Date.now());
    }
    await until(async () => lateMs.length === dues.length);
    // With regular polls alone the median would be a quarter of a second.
    expect(lateMs.sort((a, b) => a - b)[3]).toBeLessThan(100);
  });

  it('fires a timer as the event that its row stands for', async () => {
    const fired: AnyEvent[] = [];
    const receive: Receive = async (_, event) => {
      fired.push(event);
      return succeeded;
    };
    await start({ receive });
    await setTimer(new Date('2026-01-01T00:00:00Z'), 3);
    await noJobs();
    const again = await pool.query('select engine.schedule_near_timers(10) as scheduled');
    expect(again.rows).toEqual([{ scheduled: 0 }]);
    expect(fired).toMatchObject([
      { type: 'ReminderDue', agencyId, data: { generation: 3, due: '2026-01-01T00:00:00.000Z' } },
    ]);
  });

  it('makes jobs at its start of timers that came near while it did not run', async () => {
    const fired: AnyEvent[] = [];
    await pool.query('alter table bauhaus.timers disable trigger user');
    await setTimer(new Date());
    await pool.query('alter table bauhaus.timers enable trigger user');
    await start({
      receive: async (_, event) => {
        fired.push(event);
        return succeeded;
      },
    });
    await until(async () => fired.length > 0);
    expect(fired.map(({ type }) => type)).toEqual(['ReminderDue']);
  });

  it('wakes a message whose time has come', async () => {
    const woken: unknown[] = [];
    await start({
      wake: async (...request) => {
        woken.push(request);
        return ok(1);
      },
    });
    const id = randomUUID();
    await pool.query(
      `insert into bauhaus.notifications_log
         (id, agency_id, effect_key, idempotency_hash, notification_type, episode, sender,
          recipient, content, told, critical, even_if_opted_out, due_at, next_attempt_at,
          event_id, correlation_id, created_at, updated_at)
       values ($1::uuid, $2, $1::text, 'x', 'delayed', 1, '+5491155550100',
               '+5491155550101', '{}', '{}', false, false, now(), now(),
               $1, $1, now(), now())`,
      [id, agencyId],
    );
    await noJobs();
    expect(woken).toEqual([[[id], agencyId]]);
  });

  it('retries soon, without counting, where another turn has the actor', async () => {
    const counted: number[] = [];
    await start({
      receive: async (agent, _, { deliveries }) => {
        if (agent === 'notifications') counted.push(deliveries);
        return agent === 'notifications' && counted.length < 3
          ? failed(new ActorBusy('busy'))
          : succeeded;
      },
    });
    await emit(cancelled());
    await until(async () => counted.length === 3);
    await noJobs();
    expect(counted).toEqual([1, 1, 1]);
  });

  it('retries what may succeed later, and stores only the name of the error', async () => {
    await start({
      receive: async (agent) =>
        agent === 'notifications'
          ? failed(new ServiceUnavailable('database', 'secret detail'))
          : succeeded,
    });
    const event = cancelled();
    await emit(event);
    const [job] = await until(async () => {
      const rows = await waitingJobs();
      return rows.some((j) => j.attempts === 1) && rows;
    });
    expect(job).toEqual({
      key: `event:${event.id}:notifications`,
      attempts: 1,
      later: true,
      last_error: 'ServiceUnavailable',
    });
  });

  it('keeps an event whose turn can never succeed and that could not be quarantined', async () => {
    await start({ receive: async () => failed(new InvariantBroken('not even quarantined')) });
    const event = cancelled();
    await emit(event);
    const jobs = await until(async () => {
      const rows = await waitingJobs();
      return rows.length === 2 && rows.every((job) => job.attempts === 1) && rows;
    });
    expect(jobs.map((job) => [job.key, job.last_error])).toEqual([
      [`event:${event.id}:flight-tracker`, 'InvariantBroken'],
      [`event:${event.id}:notifications`, 'InvariantBroken'],
    ]);
  });

  it('hands a booking of another system to the intake once, if published twice', async () => {
    const booked: string[] = [];
    let go: () => void = () => undefined;
    const gate = new Promise<void>((done) => {
      go = done;
    });
    // All eight workers are busy, so that the publications meet in the queue.
    const running = await start({
      receive: () => gate.then(() => succeeded),
      book: async (event) => booked.push(event.id),
      deliver: async () => undefined,
    });
    for (let i = 0; i < 4; i += 1) await emit(cancelled());
    const event: EventOf<'TripBookingReceived'> = TripBookingReceived.schema.parse({
      ...cancelled(),
      type: 'TripBookingReceived',
      tripId: null,
      data: TripBookingReceived.example,
    });
    await running.publish(event);
    await running.publish(event);
    go();
    await noJobs();
    expect(new Set(booked)).toEqual(new Set([event.id]));
  });

  /** Starts an engine with four turns in flight, two for each of two events. */
  const startFourTurns = async () => {
    const waiting: (() => void)[] = [];
    const started = await start({
      receive: () => new Promise((end) => waiting.push(() => end(succeeded))),
    });
    for (let i = 0; i < 2; i += 1) await emit(cancelled());
    await until(async () => waiting.length === 4);
    const { rows } = await pool.query<{ id: string }>(
      'select id from graphile_worker.jobs order by id',
    );
    /** Ends so many of the turns in one tick. */
    const endTurns = (count: number): void => {
      for (const end of waiting.splice(0, count)) end();
    };
    return { engine: started, jobs: rows.map(({ id }) => id), endTurns };
  };

  it('continues where a commit has the locks that it needs to delete its jobs', async () => {
    const { jobs, endTurns } = await startFourTurns();
    const commit = new pg.Client({ connectionString: database.url });
    await commit.connect();
    const lock = (id: string | undefined) =>
      commit.query('select from graphile_worker._private_jobs where id = $1 for update', [id]);
    try {
      // Longer than the second after which Postgres aborts the engine's statement.
      await commit.query("set deadlock_timeout = '1min'");
      await commit.query('begin');
      await lock(jobs.at(-1));
      endTurns(4);
      await until(
        async () =>
          (
            await pool.query(
              `select from pg_stat_activity
                where wait_event_type = 'Lock' and query like 'delete%_jobs%'`,
            )
          ).rowCount,
      );
      await lock(jobs[0]);
      await commit.query('commit');
    } finally {
      await commit.end();
    }
    await noJobs();
  });

  it('ends, to be restarted, where it cannot delete a job, whatever its turns do', async () => {
    const { engine: failing, endTurns } = await startFourTurns();
    await pool.query(`
      create function engine.refuse() returns trigger language plpgsql
        as $$ begin raise 'no'; end $$;
      create trigger refuse before delete on graphile_worker._private_jobs
        for each statement execute function engine.refuse()`);
    const refused = new Promise<void>((done) => {
      log.error = (_, fields?: LogFields) =>
        String(fields?.report).startsWith('Failed to complete jobs') ? done() : undefined;
    });
    endTurns(1);
    await refused;
    await pool.query('drop function engine.refuse() cascade');
    await failing.ended;
    endTurns(3);
  });

  it('finishes the turns in flight when it stops, and leaves the rest in the queue', async () => {
    const errors: unknown[] = [];
    log.error = (...line: unknown[]) => void errors.push(line);
    let finished = 0;
    let go: () => void = () => undefined;
    const gate = new Promise<void>((done) => {
      go = done;
    });
    let begun = 0;
    const running = await start({
      receive: async () => {
        begun += 1;
        await gate;
        finished += 1;
        return succeeded;
      },
    });
    for (let i = 0; i < 10; i += 1) await emit(cancelled());
    await until(async () => begun === 8);
    const stopping = running.stop();
    engine = null;
    go();
    await stopping;
    expect(errors).toEqual([]);
    expect(finished).toBe(begun);
    const left = await pool.query<{ locked: boolean }>(
      'select locked_by is not null as locked from graphile_worker.jobs',
    );
    expect(left.rows).toHaveLength(20 - finished);
    expect(left.rows.filter((j) => j.locked)).toEqual([]);
  });
});
