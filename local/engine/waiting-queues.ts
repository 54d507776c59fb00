import type pg from 'pg';
import type { WaitingQueue } from '#services/api/dependencies.ts';
import { type Instant, plus } from '#shared/domain/instant.ts';

/**
 * What waits for each agent in the queue of one machine: jobs whose time has come and that nobody
 * works on. Reads graphile-worker's own tables, whose version graphile-private.ts asserts.
 * @param now on the agents' clock, which runs `speed` times as fast as that of the queue.
 */
export const waitingQueues = async (
  pool: Pick<pg.Pool, 'query'>,
  now: Instant,
  speed: number,
): Promise<readonly WaitingQueue[]> => {
  const { rows } = await pool.query<{ agent: string; count: number; ageMs: number }>(
    `select coalesce(j.payload ->> 'agent', k.identifier) as agent, count(*)::integer as count,
            (extract(epoch from now() - min(j.run_at)) * 1000)::float as "ageMs"
       from graphile_worker._private_jobs j
       join graphile_worker._private_tasks k on k.id = j.task_id
      where j.run_at <= now() and j.locked_at is null and j.attempts < j.max_attempts
      group by 1 order by 3 desc`,
  );
  return rows.map(({ agent, count, ageMs }) => ({
    ...{ agent, count },
    oldestAt: plus(now, -Math.round(ageMs * speed)),
  }));
};
