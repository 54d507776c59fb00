import type pg from 'pg';
import { type NamedStatement, sendTogether } from './pg-private.ts';

/** Who calls: a role that the server has, and the claims of the token that says so. */
export interface RpcCaller {
  readonly role: string;
  readonly claims: string;
}

/** A call, and who makes it. */
export interface RpcCall {
  readonly caller: RpcCaller;
  readonly statement: NamedStatement;
}

/** Finds no row, so that its answer is nothing but "done". */
const becomeCaller = {
  name: 'rpc-as',
  text: `select where concat(
    set_config('role', $1, true), set_config('request.jwt.claims', $2, true), set_config('lock_timeout', $3, true)) is null`,
};

/** Makes a new connection ready for `callTogether`. */
export const prepareCaller = async (client: pg.ClientBase): Promise<void> => {
  await client.query({ ...becomeCaller, values: ['none', '', '0'] });
};

/**
 * Makes calls of one function in one transaction, each under its own caller, and answers the one
 * text that each selects as `body`, in their order. If one fails, none has happened. None waits
 * longer than `lockTimeoutMs` for a lock (0: as long as a statement may take); one that would fails
 * with 55P03. The connection is one that `prepareCaller` has seen.
 */
export const callTogether = async (
  client: pg.PoolClient,
  calls: readonly RpcCall[],
  lockTimeoutMs: number,
): Promise<readonly (string | null)[]> => {
  const steps = calls.map(({ caller, statement }) => ({
    before: {
      name: becomeCaller.name,
      values: [caller.role, caller.claims, String(lockTimeoutMs)],
    },
    statement,
  }));
  const results = await sendTogether<{ body: string | null }>(client, steps);
  // Only calls are described and so have columns; what sets the caller has none.
  return results.filter(({ fields }) => fields.length > 0).map(({ rows }) => rows[0]?.body ?? null);
};
