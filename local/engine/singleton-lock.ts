import pg from 'pg';
import { ConfigurationError } from '#shared/errors.ts';

/** Any constant will do, as long as every engine uses the same one. */
const lockKey = 7_231_905_515;
const patienceMs = 5_000;
const retryMs = 250;

/** The right to be the one engine of a database. */
export interface SingletonLock {
  /** Settles when the right was lost without being given back: the process must end then. */
  readonly lost: Promise<void>;
  release(): Promise<void>;
}

/**
 * Becomes the one engine of a database, for as long as the session lasts.
 * @throws ConfigurationError where another one is at work.
 */
export const acquireSingletonLock = async (url: string): Promise<SingletonLock> => {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'bauhaus-engine',
    keepAlive: true,
  });
  let released = false;
  const lost = new Promise<void>((done) => {
    const end = () => {
      if (!released) done();
    };
    client.on('error', end);
    client.on('end', end);
  });
  await client.connect();
  const until = Date.now() + patienceMs;
  for (;;) {
    const { rows } = await client.query<{ got: boolean }>(
      'select pg_try_advisory_lock($1) as got',
      [lockKey],
    );
    if (rows[0]?.got === true) break;
    if (Date.now() > until) {
      released = true;
      await client.end();
      throw new ConfigurationError(
        'another instance is at work on this database: stop it first, or set DATABASE_URL or DATA_DIR to another one',
      );
    }
    // A killed predecessor's session takes a moment to end.
    await new Promise((done) => setTimeout(done, retryMs));
  }
  return {
    lost,
    release: async () => {
      released = true;
      await client.end();
    },
  };
};
