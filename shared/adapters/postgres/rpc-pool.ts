import pg from 'pg';
import { assertPgVersion } from './pg-private.ts';
import { prepareCaller } from './rpc-call.ts';

/**
 * Connections for `createRpcFetch`. Close them with `end()`.
 * @throws ConfigurationError where the installed version of `pg` is not the supported one.
 */
export const createRpcPool = (options: {
  readonly url: string;
  readonly max?: number;
}): pg.Pool => {
  assertPgVersion();
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.max ?? 10,
    // As on Supabase.
    statement_timeout: 8_000,
    // For a server that cannot even cancel the statement.
    query_timeout: 15_000,
    connectionTimeoutMillis: 5_000,
    onConnect: prepareCaller,
  });
  // A connection lost while idle is replaced at the next request; without a listener it would end
  // the process.
  pool.on('error', () => undefined);
  return pool;
};
