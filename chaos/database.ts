import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { isRunning } from '#local/processes.ts';

/** The Postgres of the service under chaos, as somebody with a shell on that machine sees it. */
export interface Database {
  /** Its process, or null while there is none. */
  pid(): Promise<number | null>;
  /** Runs a query on a connection of its own. */
  query<Row extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
}

const patienceMs = 2_000;

/** Finds the embedded Postgres in the service's data directory, wherever it listens at the moment. */
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
        connectionTimeoutMillis: patienceMs,
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
