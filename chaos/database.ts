import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { isRunning } from '#local/processes.ts';

/** The service's Postgres, reached from outside the service. */
export interface Database {
  /** The process id of its postmaster; null while none is running. */
  pid(): Promise<number | null>;
  /** Runs a query on a new connection. Rejects while Postgres cannot be reached. */
  query<Row extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
}

const connectTimeoutMs = 2_000;

/** The embedded Postgres of a data directory; port and password are read anew for each query. */
export const findDatabase = (dataDir: string): Database => {
  const home = join(dataDir, 'postgres');
  const lockFile = async (): Promise<readonly string[]> =>
    (await readFile(join(home, 'cluster', 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');

  return {
    pid: async () => {
      const pid = Number((await lockFile())[0]);
      return Number.isInteger(pid) && pid > 0 && isRunning(pid) ? pid : null;
    },
    query: async <Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []) => {
      const port = Number((await lockFile())[3]);
      const password = (await readFile(join(home, 'password'), 'utf8')).trim();
      const client = new pg.Client({
        host: '127.0.0.1',
        port,
        user: 'postgres',
        password,
        database: 'postgres',
        application_name: 'chaos',
        connectionTimeoutMillis: connectTimeoutMs,
        query_timeout: 30_000,
      });
      client.on('error', () => undefined);
      try {
        await client.connect();
        return (await client.query<Row>(sql, [...values])).rows;
      } finally {
        await client.end().catch(() => undefined);
      }
    },
  };
};
