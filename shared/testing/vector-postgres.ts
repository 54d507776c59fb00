import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { Rpc } from '#shared/adapters/supabase/rpc.ts';

/** A migrated Postgres with pgvector, which the embedded one lacks. */
export interface VectorPostgres {
  /** Calls functions of the data API, as an agency (null: as the system). */
  readonly rpc: Rpc;
  /** Runs any statement, as the owner of the database. */
  query(sql: string, values?: readonly unknown[]): Promise<readonly unknown[]>;
  close(): Promise<void>;
}

const Answer = z.object({
  id: z.int(),
  rows: z.array(z.unknown()).optional(),
  error: z.string().optional(),
});
const Row = z.object({ body: z.unknown() });

/** Starts a Postgres with pgvector for a test file; takes a few seconds. */
export const vectorPostgres = (): VectorPostgres => {
  const worker = new Worker(join(import.meta.dirname, 'vector-postgres-worker.ts'));
  const waiting = new Map<
    number,
    {
      readonly resolve: (rows: readonly unknown[]) => void;
      readonly reject: (error: Error) => void;
    }
  >();
  let count = 0;
  worker.on('message', (message: unknown) => {
    const { id, rows, error } = Answer.parse(message);
    const caller = waiting.get(id);
    waiting.delete(id);
    if (rows) caller?.resolve(rows);
    else caller?.reject(new Error(error));
  });
  worker.on('error', (error) => {
    for (const { reject } of waiting.values())
      reject(error instanceof Error ? error : new Error(String(error)));
    waiting.clear();
  });
  const run = (
    role: string | null,
    claims: object,
    sql: string,
    values: readonly unknown[],
  ): Promise<readonly unknown[]> => {
    const { promise, resolve, reject } = Promise.withResolvers<readonly unknown[]>();
    const id = ++count;
    waiting.set(id, { resolve, reject });
    worker.postMessage({ id, role, claims: JSON.stringify(claims), sql, values });
    return promise;
  };
  return {
    rpc: async (name, args, agencyId, answer) => {
      const names = Object.keys(args);
      const parameters = names.map((key, index) => `${key} => $${index + 1}`).join(', ');
      const role = agencyId === null ? 'system' : 'agent';
      const rows = await run(
        role,
        { role, agency_id: agencyId },
        `select api.${name}(${parameters}) as body`,
        names.map((key) => args[key]),
      );
      return answer.parse(Row.parse(rows[0]).body);
    },
    query: (sql, values = []) => run(null, {}, sql, values),
    close: async () => {
      await worker.terminate();
    },
  };
};
