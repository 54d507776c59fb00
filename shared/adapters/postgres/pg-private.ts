import pg from 'pg';
import { assertInstalled } from '#shared/installed-version.ts';

/** Everything this project uses of `pg` that its documentation does not promise. */
const writtenFor = '8.23.1';

/**
 * To be called before a pool is used with `sendTogether`.
 * @throws ConfigurationError where another version of `pg` is installed.
 */
export const assertPgVersion = (): void =>
  assertInstalled('pg', writtenFor, 'shared/adapters/postgres/pg-private.ts');

/** A statement with a name, prepared where the connection does not know it yet. */
export interface NamedStatement {
  readonly name: string;
  readonly text: string;
  readonly values: unknown[];
}

/** A statement, and one that goes right before it: already prepared, its rows unread. */
export interface Step {
  readonly before: { readonly name: string; readonly values: string[] };
  readonly statement: NamedStatement;
}

/**
 * Sends statements in one message with a single Sync at its end, so that they are one transaction
 * which that Sync commits (PostgreSQL, "Extended Query: Pipelining"): one wake-up of the server and
 * one wait for its log. Answers all results; if one statement fails, none has happened.
 */
export const sendTogether = <R extends pg.QueryResultRow>(
  client: pg.PoolClient,
  steps: readonly Step[],
): Promise<readonly pg.QueryResult<R>[]> =>
  new Promise((resolve, reject) => {
    const answered = (error: Error | undefined, results: unknown): void => {
      if (error) reject(error);
      else resolve(Array.isArray(results) ? results : []);
    };
    // Each writes itself as the library would. The last takes what comes back; its Sync alone is
    // sent.
    const written = steps.map(({ before, statement }) => ({
      before,
      query: new pg.Query(statement, answered),
    }));
    const last = written.at(-1)?.query;
    if (!last) throw new RangeError('nothing to send');
    const submits = written.map(({ query }) => query.submit);
    last.submit = (connection) => {
      const unended: pg.Connection = Object.create(connection, {
        sync: { value: () => undefined },
      });
      connection.stream.cork();
      try {
        for (const [n, { before, query }] of written.entries()) {
          connection.bind({ statement: before.name, values: before.values }, true);
          connection.execute({}, true);
          submits[n]?.call(query, query === last ? connection : unended);
        }
      } finally {
        connection.stream.uncork();
      }
    };
    client.query(last);
  });
