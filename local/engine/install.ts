import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runMigrations } from 'graphile-worker';
import type pg from 'pg';
import { catalogue, type EventName } from '#shared/events/catalogue.ts';
import type { AgentName } from '#shared/ports/actor-store.ts';
import { privateJobs } from './graphile-private.ts';
import { silentLogger } from './worker-log.ts';

/** Who gets jobs of events: the agents, and the API for work that it leaves to be done. */
type Recipient = AgentName | 'api';

/** One recipient's subscription to an event type; jobs of lower priority run first. */
export interface Subscription {
  readonly event: EventName;
  readonly agent: Recipient;
  readonly priority: number;
}

/**
 * Messages to somebody who waits at the gate or has just written go first, flight news next, and
 * checks of further flights last, so that what has begun is finished before new work begins.
 * Events of a large commit lose up to nine (private-jobs.sql), so the steps must be wider.
 */
const priorityOf = (event: EventName): number => {
  switch (event) {
    case 'BoardingDue':
    case 'InboundMessageReceived':
    case 'TravellerOptedOut':
    case 'HumanTakeoverStarted':
    case 'HumanReplied':
    case 'PendingQuestionDue':
    case 'MediaFetchRequested':
    case 'OpenQuestionSettled':
      return 0;
    case 'FlightCheckDue':
    case 'FlightAlertRequested':
    case 'FlightAlertRemovalRequested':
    case 'ImportWorkRequested':
      return 20;
    default:
      return 10;
  }
};

/**
 * The subscriptions of these agents and of the API, by the event catalogue. Bookings of other
 * systems are never in the outbox (Engine.publish), so their subscription brings nothing.
 */
export const subscriptionsOf = (agents: readonly AgentName[]): readonly Subscription[] =>
  catalogue.flatMap((definition) =>
    [...agents, 'api' as const]
      .filter((agent) => definition.subscribers.some((subscriber) => subscriber === agent))
      .map((agent) => ({ event: definition.name, agent, priority: priorityOf(definition.name) })),
  );

const schemaFile = join(import.meta.dirname, 'schema.sql');

/**
 * Turns a migrated database into the queue of this machine: graphile-worker's tables and the
 * triggers that fill them; see subscribe. Unlocks the jobs of a killed process, so only the one
 * engine that holds the singleton lock may call it.
 * @throws ConfigurationError where the installed graphile-worker is not the supported version.
 */
export const installEngine = async (pool: pg.Pool): Promise<void> => {
  const jobs = await privateJobs();
  await runMigrations({ pgPool: pool, logger: silentLogger });
  const schema = await readFile(schemaFile, 'utf8');
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(jobs);
    await client.query(schema);
    await client.query(`
      select graphile_worker.force_unlock_workers(array_agg(distinct locked_by))
        from graphile_worker.jobs where locked_by is not null having count(*) > 0`);
    // Jobs that were replaced while they ran in a process that was killed.
    await client.query(`
      select graphile_worker.complete_jobs(array_agg(id))
        from graphile_worker.jobs
       where key is null and attempts >= max_attempts having count(*) > 0`);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
};

/** From the next commit on, events of the outbox go to these agents and to no others. */
export const subscribe = async (pool: pg.Pool, agents: readonly AgentName[]): Promise<void> => {
  const subscriptions = subscriptionsOf(agents);
  await pool.query(
    `with removed as (
       delete from engine.subscriptions s where not exists (
         select from unnest($1::text[], $2::text[]) n(event_type, agent)
          where (n.event_type, n.agent) = (s.event_type, s.agent)))
     insert into engine.subscriptions (event_type, agent, priority)
     select * from unnest($1::text[], $2::text[], $3::int[])
     on conflict (event_type, agent) do update set priority = excluded.priority`,
    [
      subscriptions.map(({ event }) => event),
      subscriptions.map(({ agent }) => agent),
      subscriptions.map(({ priority }) => priority),
    ],
  );
};

/**
 * Makes the jobs of everything that waits, anew: after the clock has jumped, or on a database that
 * ran without this engine.
 */
export const reschedule = async (pool: pg.Pool): Promise<void> => {
  await pool.query('select engine.reschedule()');
};
