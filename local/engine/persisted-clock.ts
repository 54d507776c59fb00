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

const writeIntervalMs = 1_000;
/** Longer than the interval, so that one slow write does not stop the clock. */
const reserveMs = 3_000;

const Row = z.object({
  virtual_base: Instant,
  real_base: Instant,
  speed: z.number(),
  reached: Instant,
});

/** A clock whose time continues in the next process. */
export interface RunningClock extends VirtualClock {
  /** Whether jobs scheduled by an earlier process may now be at the wrong real time. */
  readonly hasJumped: boolean;
  /** Writes the instant reached; nothing may read the clock afterwards. */
  stop(): Promise<void>;
}

/** Continues the agents' time from the stored clock, at the speed given; see continueFrom. */
export const startClock = async (
  pool: pg.Pool,
  options: { readonly speed: number; readonly log: Log; readonly realNow?: () => number },
): Promise<RunningClock> => {
  const realNow = options.realNow ?? Date.now;
  const stored = await read(pool);
  const clock = createVirtualClock(continueFrom(stored, options.speed, realNow()), realNow);
  const { line } = clock;
  const hasJumped = stored === null || !isRealTime(stored) || !isRealTime(line);
  const reserve = async (): Promise<void> => {
    const reservation = clock.reserve(reserveMs);
    await write(pool, { ...line, reached: epoch(reservation.reached) });
    reservation.apply();
  };
  await reserve();
  if (isRealTime(line)) return { ...clock, hasJumped, stop: async () => undefined };
  let writing: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    writing = writing
      .then(reserve)
      .catch(() => options.log.warn('the clock could not be kept and stands still until it can'));
  }, writeIntervalMs);
  return {
    ...clock,
    hasJumped,
    stop: async () => {
      clearInterval(timer);
      await writing;
      await write(pool, { ...line, reached: epoch(clock.now()) });
    },
  };
};

const read = async (pool: pg.Pool): Promise<PersistedClock | null> => {
  // As text, which Instant parses; the driver would answer with Dates.
  const { rows } = await pool.query(
    `select to_json(virtual_base) #>> '{}' as virtual_base,
            to_json(real_base) #>> '{}' as real_base, speed,
            to_json(reached) #>> '{}' as reached
       from engine.clock`,
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

const write = async (pool: pg.Pool, clock: PersistedClock): Promise<void> => {
  await pool.query(
    `insert into engine.clock (virtual_base, real_base, speed, reached) values ($1, $2, $3, $4)
     on conflict (one) do update
        set virtual_base = excluded.virtual_base, real_base = excluded.real_base,
            speed = excluded.speed, reached = excluded.reached`,
    [instant(clock.virtualBase), instant(clock.realBase), clock.speed, instant(clock.reached)],
  );
};
