/** The far side of vector-postgres.ts: a Postgres with pgvector, in WebAssembly, in a thread of its own (Jest's modules cannot load it). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { uuid_ossp } from '@electric-sql/pglite/contrib/uuid_ossp';
import { vector } from '@electric-sql/pglite-pgvector';
import { z } from 'zod';

const { migrations } = z.object({ migrations: z.string() }).parse(workerData);
const Request = z.object({
  id: z.int(),
  role: z.string().nullable(),
  claims: z.string(),
  sql: z.string(),
  values: z.array(z.unknown()),
});

const opened = PGlite.create({ extensions: { vector, uuid_ossp } }).then(async (db) => {
  for (const file of readdirSync(migrations).sort())
    await db.exec(readFileSync(join(migrations, file), 'utf8'));
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
