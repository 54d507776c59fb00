/**
 * The worker thread of vector-postgres.ts: Postgres with pgvector in WebAssembly, which Jest's
 * module loader cannot load.
 */
import { parentPort } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { uuid_ossp } from '@electric-sql/pglite/contrib/uuid_ossp';
import { vector } from '@electric-sql/pglite-pgvector';
import { z } from 'zod';
import { bringUpToDate, supabaseDirectory } from '#shared/adapters/postgres/migrate.ts';

const Request = z.object({
  id: z.int(),
  role: z.string().nullable(),
  claims: z.string(),
  sql: z.string(),
  values: z.array(z.unknown()),
});

const opened = PGlite.create({ extensions: { vector, uuid_ossp } }).then(async (db) => {
  await db.transaction((tx) =>
    bringUpToDate(
      {
        run: (sql) => tx.exec(sql),
        rows: async (sql, values = []) => (await tx.query(sql, [...values])).rows,
      },
      supabaseDirectory,
    ),
  );
  return db;
});

parentPort?.on('message', async (message: unknown) => {
  const { id, role, claims, sql, values } = Request.parse(message);
  try {
    const db = await opened;
    const rows = await db.transaction(async (tx) => {
      if (role !== null)
        await tx.query(
          "select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)",
          [role, claims],
        );
      return (await tx.query(sql, values)).rows;
    });
    parentPort?.postMessage({ id, rows });
  } catch (error) {
    parentPort?.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
