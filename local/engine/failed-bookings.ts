import type pg from 'pg';

/** A booking of another system that every try failed to book; its data is sealed in its job. */
export interface FailedBooking {
  readonly id: string;
  readonly agencyId: string;
  readonly eventId: string;
  /** When it was last tried. */
  readonly triedAt: Date;
  /** The kind of failure, without data of the booking. */
  readonly error: string;
}

const givenUp = `task_identifier = 'intake' and attempts >= max_attempts and locked_at is null`;

/** The bookings that were given up, oldest first. */
export const failedBookings = async (pool: pg.Pool): Promise<readonly FailedBooking[]> => {
  const { rows } = await pool.query(
    `select id, key, updated_at, last_error from graphile_worker.jobs
      where ${givenUp} order by updated_at, id`,
  );
  return rows.map(({ id, key, updated_at, last_error }) => {
    const [, agencyId = '', eventId = ''] = String(key).split(':');
    const [error = ''] = String(last_error).split('\n');
    return { id: String(id), agencyId, eventId, triedAt: new Date(updated_at), error };
  });
};

/** Tries bookings that were given up again from the beginning. */
export const retryBookings = async (pool: pg.Pool, ids: readonly string[]): Promise<void> => {
  await pool.query(
    'select graphile_worker.reschedule_jobs($1::bigint[], run_at := now(), attempts := 0)',
    [ids],
  );
};

/** Removes bookings that were given up; answers how many there were. */
export const dropBookings = async (pool: pg.Pool, ids: readonly string[]): Promise<number> => {
  const { rows } = await pool.query('select id from graphile_worker.complete_jobs($1::bigint[])', [
    ids,
  ]);
  return rows.length;
};

/** How long a booking that was given up waits for the operator. */
export const keptDays = 30;

/** Removes what was given up too long ago, in real time; answers how many, and how many wait. */
export const endFailedBookings = async (
  pool: pg.Pool,
): Promise<{ readonly ended: number; readonly waiting: number }> => {
  const all = await failedBookings(pool);
  const until = Date.now() - keptDays * 86_400_000;
  const old = all.filter(({ triedAt }) => triedAt.getTime() < until);
  const ended =
    old.length === 0
      ? 0
      : await dropBookings(
          pool,
          old.map(({ id }) => id),
        );
  return { ended, waiting: all.length - ended };
};
