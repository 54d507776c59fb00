import type { Clock } from '#shared/ports/clock.ts';
import type { Database } from './database.ts';

const everyMs = 200;

/** The agents' time as seen from outside: the services that they talk to live in the same hour, to a few seconds. */
export const followAgentsTime = (database: Database, speed: number): Clock & { stop(): void } => {
  let line = { virtualBase: Date.now(), realBase: Date.now(), speed };
  let stopped = false;
  const read = async (): Promise<void> => {
    const sql = `select extract(epoch from virtual_base)::float8 * 1000 as virtual_base, extract(epoch from real_base)::float8 * 1000 as real_base, speed from engine.clock`;
    const rows = await database
      .query<{ virtual_base: number; real_base: number; speed: number }>(sql)
      .catch(() => []);
    const [row] = rows;
    if (row) line = { virtualBase: row.virtual_base, realBase: row.real_base, speed: row.speed };
    if (!stopped) setTimeout(() => void read(), everyMs);
  };
  void read();
  return {
    now: () => new Date(line.virtualBase + (Date.now() - line.realBase) * line.speed).toISOString(),
    stop: () => {
      stopped = true;
    },
  };
};
