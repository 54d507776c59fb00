import type { Clock } from '#shared/ports/clock.ts';
import type { Database } from './database.ts';

const pollIntervalMs = 200;

/**
 * The agents' virtual time, read from the engine's clock row every 200 ms, for the simulated
 * services around the system. Accurate to a few seconds of virtual time.
 */
export const followAgentsTime = (database: Database, speed: number): Clock & { stop(): void } => {
  let mapping = { virtualBase: Date.now(), realBase: Date.now(), speed };
  let isStopped = false;
  const read = async (): Promise<void> => {
    const sql = `
      select extract(epoch from virtual_base)::float8 * 1000 as virtual_base,
             extract(epoch from real_base)::float8 * 1000 as real_base,
             speed
        from engine.clock`;
    const rows = await database
      .query<{ virtual_base: number; real_base: number; speed: number }>(sql)
      .catch(() => []);
    const [row] = rows;
    if (row) mapping = { virtualBase: row.virtual_base, realBase: row.real_base, speed: row.speed };
    if (!isStopped) setTimeout(() => void read(), pollIntervalMs);
  };
  void read();
  return {
    now: () => {
      const { virtualBase, realBase } = mapping;
      return new Date(virtualBase + (Date.now() - realBase) * mapping.speed).toISOString();
    },
    stop: () => {
      isStopped = true;
    },
  };
};
