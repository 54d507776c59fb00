import pg from 'pg';
import { ConfigurationError } from '#shared/errors.ts';

/** An arbitrary constant, the same for every engine. */
const lockKey = 7_231_905_515;
/** The session of a killed process takes a moment to end. */
const maxWaitMs = 5_000;
const retryDelayMs = 250;

/** The right to be the one engine of a database. */
export interface SingletonLock {
  /** Resolves when the lock was lost without `release`: the process must then end. */
  readonly lost: Promise<void>;
  release(): Promise<void>;
}

/**
 * Takes the lock of a database, for as long as the session lasts.
 * @throws ConfigurationError where another engine holds it.
 */
export const acquireSingletonLock = async (url: string): Promise<SingletonLock> => {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'bauhaus-engine',
    keepAlive: true,
  });
  let isReleased = false;
  const lost = new Promise<void>((resolve) => {
    const onEnd = () => {
      if (!isReleased) resolve();
    };
    client.on('error', onEnd);
    client.on('end', onEnd);
  });
  await client.connect();
  const deadline = Date.now() + maxWaitMs;
  for (;;) {
    const { rows } = await client.query<{ acquired: boolean }>(
      'select pg_try_advisory_lock($1) as acquired',
      [lockKey],
    );
    if (rows[0]?.acquired === true) break;
    if (Date.now() > deadline) {
      isReleased = true;
      await client.end();
      throw new ConfigurationError(
        'another instance is at work on this database: ' +
          'stop it first, or set DATABASE_URL or DATA_DIR to another one',
      );
    }
    await new Promise((resolve) => setTimeout(resolve, retryDelayMs));
  }
  return {
    lost,
    release: async () => {
      isReleased = true;
      await client.end();
    },
  };
};
