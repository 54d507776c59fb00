import pg from 'pg';
import type { Log } from '#shared/ports/log.ts';

/** The listener, the fetching of jobs, taking them off, and one to spare. */
const defaultConnections = 4;

const deadlockDetected = '40P01';
const abortedTransaction = '25P02';
const mostTries = 5;

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : null;

/**
 * Makes a statement again that Postgres took back because it and another waited for each other. graphile-worker 0.18.0 gives its whole
 * queue up where that happens as it takes jobs off, and commits that reschedule jobs hold the same locks in another order.
 */
class DeadlockRetryingClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    const query: (...args: never[]) => unknown = this.query.bind(this);
    const again = async (args: never[], error: unknown, tries: number): Promise<unknown> => {
      if (codeOf(error) !== deadlockDetected || tries >= mostTries) throw error;
      try {
        return await query(...args);
      } catch (next) {
        // Within a transaction the rest of it is gone as well.
        if (codeOf(next) === abortedTransaction) throw error;
        return again(args, next, tries + 1);
      }
    };
    Reflect.set(this, 'query', (...args: never[]) => {
      const answer = query(...args);
      return answer instanceof Promise
        ? answer.catch((error: unknown) => again(args, error, 1))
        : answer;
    });
  }
}

/** A pool that outlives a connection which the server has cut. */
export const enginePool = (url: string, log: Log, connections = defaultConnections): pg.Pool => {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    application_name: 'bauhaus-engine',
    Client: DeadlockRetryingClient,
  });
  const cut = (error: Error) => {
    // While the pool is being closed that is what is wanted.
    if (!pool.ending) log.warn('a database connection was cut', { error: error.name });
  };
  pool.on('error', cut);
  // One that is cut while in use says so to its user as well; without a listener of its own the process would end.
  pool.on('connect', (client) => client.on('error', cut));
  return pool;
};
