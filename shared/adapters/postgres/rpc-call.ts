import type pg from 'pg';
import { type NamedStatement, sendTogether } from './pg-private.ts';

/** The caller: a role of the database, and the claims of its token. */
export interface RpcCaller {
  readonly role: string;
  readonly claims: string;
  /** The headers of its request that SQL may read, as JSON; empty: none. */
  readonly headers: string;
}

/** A function call and its caller. */
export interface RpcCall {
  readonly caller: RpcCaller;
  readonly statement: NamedStatement;
  /** Whether its transaction is READ ONLY; calls that share one are of the same function. */
  readonly readsOnly: boolean;
}

/** Selects no row, so that its result is only "done". */
const becomeCaller = {
  name: 'rpc-as',
  text: `select where concat(
    set_config('role', $1, true),
    set_config('request.jwt.claims', $2, true),
    set_config('lock_timeout', $3, true),
    set_config('request.headers', $4, true),
    set_config('transaction_read_only', $5, true)) is null`,
};

/** Prepares a new connection for `callTogether`. */
export const prepareCaller = async (client: pg.ClientBase): Promise<void> => {
  await client.query({ ...becomeCaller, values: ['none', '', '0', '', 'off'] });
};

/**
 * Makes calls of one function in one transaction, each under its own caller. Returns the text that
 * each selects as `body`, in order; if one fails, none has happened. None waits longer than
 * `lockTimeoutMs` for a lock (0: up to the statement timeout); one that would fails with 55P03. The
 * connection must have been through `prepareCaller`.
 */
export const callTogether = async (
  client: pg.PoolClient,
  calls: readonly RpcCall[],
  lockTimeoutMs: number,
): Promise<readonly (string | null)[]> => {
  const steps = calls.map(({ caller, statement, readsOnly }) => ({
    before: {
      name: becomeCaller.name,
      values: [
        caller.role,
        caller.claims,
        String(lockTimeoutMs),
        caller.headers,
        readsOnly ? 'on' : 'off',
      ],
    },
    statement,
  }));
  const results = await sendTogether<{ body: string | null }>(client, steps);
  // Only calls have columns; the statements that set the caller have none.
  return results.filter(({ fields }) => fields.length > 0).map(({ rows }) => rows[0]?.body ?? null);
};
