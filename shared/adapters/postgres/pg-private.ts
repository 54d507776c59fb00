import pg from 'pg';
import { assertInstalled } from '#shared/installed-version.ts';

/** The version of `pg` whose undocumented parts are used in this file. */
const pgVersion = '8.23.1';

/**
 * Call before a pool is used with `sendTogether`.
 * @throws ConfigurationError where another version of `pg` is installed.
 */
export const assertPgVersion = (): void =>
  assertInstalled('pg', pgVersion, 'shared/adapters/postgres/pg-private.ts');

/** A named statement; prepared where the connection does not have it yet. */
export interface NamedStatement {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

/** A statement, and a prepared one that runs right before it, whose rows are not read. */
export interface Step {
  readonly before: { readonly name: string; readonly values: string[] };
  readonly statement: NamedStatement;
}

/**
 * Sends statements in one message with a single Sync at its end, so that they are one transaction
 * (PostgreSQL, "Extended Query: Pipelining"): one round trip and one wait for the log. Returns all
 * results; if one statement fails, none has happened.
 */
export const sendTogether = <R extends pg.QueryResultRow>(
  client: pg.PoolClient,
  steps: readonly Step[],
): Promise<readonly pg.QueryResult<R>[]> =>
  new Promise((resolve, reject) => {
    const onResult = (error: Error | undefined, results: unknown): void => {
      if (error) reject(error);
      else resolve(Array.isArray(results) ? results : []);
    };
    // Each query writes itself as the library would; only the Sync of the last is sent, and the
    // last receives the results.
    const prepared = steps.map(({ before, statement }) => ({
      before,
      query: new pg.Query(statement, onResult),
    }));
    const last = prepared.at(-1)?.query;
    if (!last) throw new RangeError('nothing to send');
    const submits = prepared.map(({ query }) => query.submit);
    last.submit = (connection) => {
      const withoutSync: pg.Connection = Object.create(connection, {
        sync: { value: () => undefined },
      });
      connection.stream.cork();
      try {
        for (const [n, { before, query }] of prepared.entries()) {
          connection.bind({ statement: before.name, values: before.values }, true);
          connection.execute({}, true);
          submits[n]?.call(query, query === last ? connection : withoutSync);
        }
      } finally {
        connection.stream.uncork();
      }
    };
    client.query(last);
  });
