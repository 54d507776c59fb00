import pg from 'pg';

/**
 * Connections for createRpcFetch: queries of one request are sent without waiting for each other's answers,
 * which makes a request one round trip. Close it with `end()`.
 */
export const createRpcPool = (options: { readonly url: string; readonly max?: number }): pg.Pool => {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.max ?? 10,
    pipeline: true,
    statement_timeout: 10_000,
    connectionTimeoutMillis: 5_000,
  });
  // A connection lost while idle is replaced at the next request; without a listener it would end the process.
  pool.on('error', () => undefined);
  return pool;
};
