import pg from 'pg';
import type { Log } from '#shared/ports/log.ts';

/** The listener, the fetching of jobs, taking them off, and one to spare. */
const defaultConnections = 4;

/** A pool that outlives a connection which the server has cut. */
export const enginePool = (url: string, log: Log, connections = defaultConnections): pg.Pool => {
  const pool = new pg.Pool({ connectionString: url, max: connections, application_name: 'bauhaus-engine' });
  const cut = (error: Error) => {
    // While the pool is being closed that is what is wanted.
    if (!pool.ending) log.warn('a database connection was cut', { error: error.name });
  };
  pool.on('error', cut);
  // One that is cut while in use says so to its user as well; without a listener of its own the process would end.
  pool.on('connect', (client) => client.on('error', cut));
  return pool;
};
