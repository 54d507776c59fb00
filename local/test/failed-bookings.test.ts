import type pg from 'pg';
import { endFailedBookings, failedBookings, retryBookings } from '#local/engine/failed-bookings.ts';
import { installEngine } from '#local/engine/install.ts';
import { enginePool } from '#local/engine/pool.ts';
import { RecordingLog } from '#shared/testing/fakes.ts';
import { freshDatabase } from '#shared/testing/postgres.ts';

describe('a booking that was given up', () => {
  let pool: pg.Pool;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const database = await freshDatabase();
    pool = enginePool(database.url, new RecordingLog());
    close = async () => {
      await pool.end();
      await database.close();
    };
    await installEngine(pool);
  });
  afterAll(() => close());
  beforeEach(() => pool.query('truncate graphile_worker._private_jobs'));

  const booking = async (event: string, { tries, daysAgo }: { tries: number; daysAgo: number }) => {
    await pool.query(`select graphile_worker.add_job('intake', '{}', job_key := $1)`, [
      `intake:an agency:${event}`,
    ]);
    await pool.query(
      `update graphile_worker._private_jobs
          set attempts = case when $2 < 25 then $2 else max_attempts end,
              last_error = E'ServiceUnavailable\\nwhere it was thrown',
              updated_at = now() - make_interval(days => $3)
        where key = $1`,
      [`intake:an agency:${event}`, tries, daysAgo],
    );
  };

  it('is listed with its agency and how it failed, apart from those that still wait', async () => {
    await booking('given up', { tries: 25, daysAgo: 1 });
    await booking('waiting', { tries: 24, daysAgo: 1 });
    expect(await failedBookings(pool)).toMatchObject([
      { agencyId: 'an agency', eventId: 'given up', error: 'ServiceUnavailable' },
    ]);
  });

  it('is kept for thirty days and then goes, with what it holds', async () => {
    await booking('old', { tries: 25, daysAgo: 31 });
    await booking('new', { tries: 25, daysAgo: 29 });
    await booking('waiting', { tries: 24, daysAgo: 31 });
    expect(await endFailedBookings(pool)).toEqual({ ended: 1, waiting: 1 });
    const { rows } = await pool.query('select key from graphile_worker._private_jobs order by key');
    expect(rows.map(({ key }) => key)).toEqual([
      'intake:an agency:new',
      'intake:an agency:waiting',
    ]);
  });

  it('is tried from the beginning where the operator says so', async () => {
    await booking('given up', { tries: 25, daysAgo: 1 });
    await retryBookings(
      pool,
      (await failedBookings(pool)).map(({ id }) => id),
    );
    expect(await failedBookings(pool)).toEqual([]);
    const { rows } = await pool.query('select attempts from graphile_worker.jobs');
    expect(rows).toEqual([{ attempts: 0 }]);
  });
});
