import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runMigrations } from 'graphile-worker';
import type pg from 'pg';
import { catalogue, type EventName } from '#shared/events/catalogue.ts';
import type { AgentName } from '#shared/ports/actor-store.ts';
import { privateJobs } from './graphile-private.ts';
import { quiet } from './worker-log.ts';

/** Who hears an event; lower priorities go first. */
export interface Subscription {
  readonly event: EventName;
  readonly agent: AgentName;
  readonly priority: number;
}

/**
 * What is begun is finished before anything new is begun: a message to a person who waits at the gate or has just written goes first,
 * news of flights next, looking at further flights last. Events of one commit step back by up to nine (private-jobs.sql).
 */
const priorityOf = (event: EventName): number => {
  switch (event) {
    case 'BoardingDue':
    case 'InboundMessageReceived':
    case 'TravellerOptedOut':
    case 'HumanTakeoverStarted':
    case 'HumanReplied':
    case 'PendingQuestionDue':
      return 0;
    case 'FlightCheckDue':
      return 20;
    default:
      return 10;
  }
};

/** What the agents that are here hear, as the event catalogue has it. The intake has a door of its own: its event is never in the outbox. */
export const subscriptionsOf = (agents: readonly AgentName[]): readonly Subscription[] =>
  catalogue.flatMap((definition) =>
    agents
      .filter((agent) => definition.subscribers.some((subscriber) => subscriber === agent))
      .map((agent) => ({ event: definition.name, agent, priority: priorityOf(definition.name) })),
  );

const schemaFile = join(import.meta.dirname, 'schema.sql');

/**
 * Makes a migrated database the queue of this machine: graphile-worker's tables and the triggers that feed them; see subscribe.
 * Frees the jobs that a killed process had taken; only to be called by the one engine that holds the database.
 * @throws ConfigurationError where another version of graphile-worker is installed than is relied on.
 */
export const installEngine = async (pool: pg.Pool): Promise<void> => {
  const jobs = await privateJobs();
  await runMigrations({ pgPool: pool, logger: quiet });
  const schema = await readFile(schemaFile, 'utf8');
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(jobs);
    await client.query(schema);
    await client.query(`select graphile_worker.force_unlock_workers(array_agg(distinct locked_by))
      from graphile_worker.jobs where locked_by is not null having count(*) > 0`);
    // Jobs that were replaced while they ran, and whose process was killed before it could take them off.
    await client.query(
      'select graphile_worker.complete_jobs(array_agg(id)) from graphile_worker.jobs where key is null and attempts >= max_attempts having count(*) > 0',
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
};

/** From the next commit on, the events of the outbox go to these agents, and to no other. */
export const subscribe = async (pool: pg.Pool, agents: readonly AgentName[]): Promise<void> => {
  const wanted = subscriptionsOf(agents);
  await pool.query(
    `with gone as (delete from engine.subscriptions s where not exists (
         select from unnest($1::text[], $2::text[]) w(event_type, agent) where (w.event_type, w.agent) = (s.event_type, s.agent)))
     insert into engine.subscriptions (event_type, agent, priority) select * from unnest($1::text[], $2::text[], $3::int[])
     on conflict (event_type, agent) do update set priority = excluded.priority`,
    [wanted.map((s) => s.event), wanted.map((s) => s.agent), wanted.map((s) => s.priority)],
  );
};

/** Sets anew whatever waits for an instant: after a change of the clock's line, or on a database that lived without this engine. */
export const reschedule = async (pool: pg.Pool): Promise<void> => {
  await pool.query('select engine.reschedule()');
};
