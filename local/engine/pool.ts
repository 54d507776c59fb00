import pg from 'pg';
import type { Log } from '#shared/ports/log.ts';

/** For the listener, fetching jobs, deleting them, and one to spare. */
const defaultConnections = 4;

const deadlockDetected = '40P01';
const abortedTransaction = '25P02';
const maxAttempts = 5;

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : null;

/**
 * Repeats a statement that Postgres aborted because of a deadlock. Commits that reschedule jobs
 * take the same locks as the deletion of jobs, in another order, and graphile-worker 0.18.0 shuts
 * its whole queue down where that deletion fails.
 */
class DeadlockRetryingClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    const query: (...args: never[]) => unknown = this.query.bind(this);
    const retry = async (args: never[], error: unknown, attempt: number): Promise<unknown> => {
      if (codeOf(error) !== deadlockDetected || attempt >= maxAttempts) throw error;
      try {
        return await query(...args);
      } catch (nextError) {
        // Within a transaction everything before the statement was rolled back as well.
        if (codeOf(nextError) === abortedTransaction) throw error;
        return retry(args, nextError, attempt + 1);
      }
    };
    Reflect.set(this, 'query', (...args: never[]) => {
      const result = query(...args);
      return result instanceof Promise
        ? result.catch((error: unknown) => retry(args, error, 1))
        : result;
    });
  }
}

/** A pool that survives the loss of a connection. */
export const enginePool = (url: string, log: Log, connections = defaultConnections): pg.Pool => {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    application_name: 'bauhaus-engine',
    Client: DeadlockRetryingClient,
  });
  const onError = (error: Error) => {
    // While the pool is being closed, connections are meant to end.
    if (!pool.ending) log.warn('a database connection was cut', { error: error.name });
  };
  pool.on('error', onError);
  // The pool reports idle clients only: without a listener a lost client in use ends the process.
  pool.on('connect', (client) => client.on('error', onError));
  return pool;
};
