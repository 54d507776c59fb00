import pg from 'pg';

/** Who calls: a role that the server has, and the claims of the token that says so. */
export interface RpcCaller {
  readonly role: string;
  readonly claims: string;
}

/** A prepared statement. */
interface Statement {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

/** A call, and who makes it. */
export interface RpcCall {
  readonly caller: RpcCaller;
  readonly statement: Statement;
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
 * Makes calls of one function in one transaction, each under its own caller, and answers the one text that each selects as `body`, in their
 * order. If one fails, none has happened. None waits longer than `lockTimeoutMs` for a lock (0: as long as a statement may take); one that would
 * fails with 55P03. The connection is one that `prepareCaller` has seen.
 *
 * Everything goes in one message. With a single Sync at its end it is one transaction, which that Sync commits (PostgreSQL, "Extended Query:
 * Pipelining"): one wake-up of the server and one wait for its log for all of them, which is most of what small calls cost.
 */
export const callTogether = (
  client: pg.PoolClient,
  calls: readonly RpcCall[],
  lockTimeoutMs: number,
): Promise<readonly (string | null)[]> =>
  new Promise((resolve, reject) => {
    const answered = (error: Error | undefined, results: unknown): void => {
      if (error) {
        reject(error);
        return;
      }
      // Only calls are described and so have columns; what sets the caller has none.
      const answers = (results as readonly pg.QueryResult<{ body: string | null }>[]).filter(
        ({ fields }) => fields.length > 0,
      );
      resolve(answers.map(({ rows }) => rows[0]?.body ?? null));
    };
    // Each writes itself as the library would. The last takes what comes back, and only its Sync is sent.
    const written = calls.map(({ caller, statement }) => ({
      caller,
      query: new pg.Query(statement, answered),
    }));
    const last = written.at(-1)?.query;
    if (!last) throw new RangeError('no calls to make');
    const submits = written.map(({ query }) => query.submit);
    last.submit = (connection) => {
      const unended: pg.Connection = Object.create(connection, {
        sync: { value: () => undefined },
      });
      connection.stream.cork();
      try {
        for (const [n, { caller, query }] of written.entries()) {
          connection.bind(
            {
              statement: becomeCaller.name,
              values: [caller.role, caller.claims, String(lockTimeoutMs)],
            },
            true,
          );
          connection.execute({}, true);
          submits[n]?.call(query, query === last ? connection : unended);
        }
      } finally {
        connection.stream.uncork();
      }
    };
    client.query(last);
  });
