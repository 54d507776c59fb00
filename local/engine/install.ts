import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runMigrations } from 'graphile-worker';
import type pg from 'pg';
import { catalogue, type EventName } from '#shared/events/catalogue.ts';
import type { Subscriber } from '#shared/events/envelope.ts';
import { quiet } from './worker-log.ts';

/** Who hears an event; lower priorities go first. */
export interface Subscription {
  readonly event: EventName;
  readonly agent: Subscriber;
  readonly priority: number;
}

/**
 * What is begun is finished before anything new is begun: a message to a person who waits at the gate or has just written goes first,
 * news of flights next, looking at further flights last. Events of one commit step back by up to nine (schema.sql).
 */
const priorityOf = (event: EventName): number => {
  switch (event) {
    case 'BoardingDue':
    case 'InboundMessageReceived':
    case 'TravellerOptedOut':
    case 'HumanTakeoverStarted':
    case 'HumanReplied':
    case 'ThoughtEnded':
      return 0;
    case 'FlightCheckDue':
      return 20;
    default:
      return 10;
  }
};

/** Who hears what, as the event catalogue has it. The intake of bookings has a door of its own: that event is never in the outbox. */
export const subscriptions: readonly Subscription[] = catalogue.flatMap((definition) =>
  definition.subscribers
    .filter((agent) => agent !== 'api')
    .map((agent) => ({ event: definition.name, agent, priority: priorityOf(definition.name) })),
);

const schemaFile = join(import.meta.dirname, 'schema.sql');

/**
 * Makes a migrated database the queue of this machine: graphile-worker's tables, the triggers that feed them, the subscriptions.
 * Frees the jobs that a killed process had taken; only to be called by the one engine that holds the database.
 */
export const installEngine = async (pool: pg.Pool, wanted: readonly Subscription[] = subscriptions): Promise<void> => {
  await runMigrations({ pgPool: pool, logger: quiet });
  const schema = await readFile(schemaFile, 'utf8');
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query(schema);
    await client.query('delete from engine.subscriptions');
    await client.query(
      'insert into engine.subscriptions (event_type, agent, priority) select * from unnest($1::text[], $2::text[], $3::int[])',
      [wanted.map((s) => s.event), wanted.map((s) => s.agent), wanted.map((s) => s.priority)],
    );
    await client.query(`select graphile_worker.force_unlock_workers(array_agg(distinct locked_by))
      from graphile_worker.jobs where locked_by is not null having count(*) > 0`);
    // Jobs that were replaced while they ran, and whose process was killed before it could take them off.
    await client.query("select graphile_worker.complete_jobs(array_agg(id)) from graphile_worker.jobs where key is null and attempts >= max_attempts having count(*) > 0");
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
};

/** Sets anew whatever waits for an instant: after a change of the clock's line, or on a database that lived without this engine. */
export const reschedule = async (pool: pg.Pool): Promise<void> => {
  await pool.query('select engine.reschedule()');
};
