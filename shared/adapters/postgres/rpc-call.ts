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

/** Finds no row, so that its answer is nothing but "done". */
const becomeCaller = {
  name: 'rpc-as',
  text: "select where concat(set_config('role', $1, true), set_config('request.jwt.claims', $2, true)) is null",
};

/** Makes a new connection ready for `callAs`. */
export const prepareCaller = async (client: pg.ClientBase): Promise<void> => {
  await client.query({ ...becomeCaller, values: ['none', ''] });
};

/**
 * Answers the one text that the call selects as `body`. The connection is one that `prepareCaller` has seen.
 *
 * The caller's role and the call itself go in one message. With a single Sync behind both they are one transaction, which that Sync commits
 * (PostgreSQL, "Extended Query: Pipelining"): one wake-up of the server instead of four, which is most of what a small call costs.
 */
export const callAs = (client: pg.PoolClient, caller: RpcCaller, call: Statement): Promise<string | null> =>
  new Promise((resolve, reject) => {
    const query = new pg.Query(call, (error: Error | undefined, results: unknown) => {
      if (error) return reject(error);
      // Of two statements: that of the caller, which has none, and the call.
      const [, result] = results as readonly pg.QueryResult<{ body: string | null }>[];
      resolve(result?.rows[0]?.body ?? null);
    });
    const submitCall = query.submit;
    query.submit = (connection) => {
      connection.stream.cork();
      try {
        connection.bind({ statement: becomeCaller.name, values: [caller.role, caller.claims] }, true);
        connection.execute({}, true);
        // Binds and executes the call, and sends the Sync.
        return submitCall.call(query, connection);
      } finally {
        connection.stream.uncork();
      }
    };
    client.query(query);
  });
