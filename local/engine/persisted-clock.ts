import type pg from 'pg';
import { z } from 'zod';
import { epoch, Instant, instant } from '#shared/domain/instant.ts';
import type { Log } from '#shared/ports/log.ts';
import {
  continueFrom,
  createVirtualClock,
  isRealTime,
  type PersistedClock,
  type VirtualClock,
} from '../virtual-clock.ts';

const keepEveryMs = 1_000;
/** Longer than the interval, so that one slow write does not stop the time. */
const aheadMs = 3_000;

const Row = z.object({
  virtual_base: Instant,
  real_base: Instant,
  speed: z.number(),
  reached: Instant,
});

/** A clock whose time survives the process. */
export interface RunningClock extends VirtualClock {
  /** Whether jobs that were scheduled before may stand at other instants now. */
  readonly jumped: boolean;
  /** Keeps the instant reached and ends the keeping; nothing may ask the time afterwards. */
  stop(): Promise<void>;
}

/** Goes on with the agents' time where the database says it stopped, at the speed given; see continueFrom. */
export const startClock = async (
  pool: pg.Pool,
  options: { readonly speed: number; readonly log: Log; readonly realNow?: () => number },
): Promise<RunningClock> => {
  const realNow = options.realNow ?? Date.now;
  const kept = await read(pool);
  const clock = createVirtualClock(continueFrom(kept, options.speed, realNow()), realNow);
  const { line } = clock;
  const jumped = kept === null || !isRealTime(kept) || !isRealTime(line);
  const reserve = async (): Promise<void> => {
    const reserved = clock.reserve(aheadMs);
    await write(pool, { ...line, reached: epoch(reserved.reached) });
    reserved.apply();
  };
  await reserve();
  if (isRealTime(line)) return { ...clock, jumped, stop: async () => undefined };
  let keeping: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    keeping = keeping
      .then(reserve)
      .catch(() => options.log.warn('the clock could not be kept and stands still until it can'));
  }, keepEveryMs);
  return {
    ...clock,
    jumped,
    stop: async () => {
      clearInterval(timer);
      await keeping;
      await write(pool, { ...line, reached: epoch(clock.now()) });
    },
  };
};

const read = async (pool: pg.Pool): Promise<PersistedClock | null> => {
  // As text: a Date of the driver would do as well, but Instant is what the rest of the house reads.
  const { rows } = await pool.query(
    "select to_json(virtual_base) #>> '{}' as virtual_base, to_json(real_base) #>> '{}' as real_base, speed, to_json(reached) #>> '{}' as reached from engine.clock",
  );
  const row = z.array(Row).parse(rows)[0];
  return row
    ? {
        virtualBase: epoch(row.virtual_base),
        realBase: epoch(row.real_base),
        speed: row.speed,
        reached: epoch(row.reached),
      }
    : null;
};

const write = async (pool: pg.Pool, kept: PersistedClock): Promise<void> => {
  await pool.query(
    `insert into engine.clock (virtual_base, real_base, speed, reached) values ($1, $2, $3, $4)
     on conflict (one) do update set virtual_base = excluded.virtual_base, real_base = excluded.real_base, speed = excluded.speed, reached = excluded.reached`,
    [instant(kept.virtualBase), instant(kept.realBase), kept.speed, instant(kept.reached)],
  );
};
