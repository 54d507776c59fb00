import pg from 'pg';
import { coalesce } from '#shared/coalesce.ts';
import { callTogether, type RpcCall } from './rpc-call.ts';

/** The functions that every turn calls. */
const callsOfTurns: ReadonlySet<string> = new Set(['load_turn', 'commit_turn', 'settle_effects']);
/**
 * So few that their transaction takes milliseconds: a traveller's turn is small, a flight's may
 * have hundreds of events.
 */
const maxTogether = (role: string): number => (role === 'agent' ? 64 : 16);
const sharedLockTimeoutMs = 200;
const lockNotAvailable = '55P03';

/**
 * The server refused the statement and the session goes on: its work is rolled back. A connection
 * that was lost may have committed.
 */
const hasCertainlyNotHappened = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.severity !== 'FATAL';

/**
 * Makes calls of functions on connections of the pool, each in a transaction of its own. Calls of
 * turns that arrive while others of their kind are running share one. Callers cannot tell: a
 * refused call is refused alone, and nothing that may have happened is repeated.
 */
export const createRpcMaker = (
  pool: pg.Pool,
): ((fn: string, call: RpcCall) => Promise<string | null>) => {
  const makeAll = (calls: readonly RpcCall[], lockTimeoutMs: number) =>
    onConnection(pool, (client) => callTogether(client, calls, lockTimeoutMs));
  const makeOne = async (call: RpcCall): Promise<string | null> =>
    (await makeAll([call], 0))[0] ?? null;
  /** A call that waits for a lock delays the others only so long; then it waits by itself. */
  const createSharer = (role: string) => {
    const share = coalesce(
      maxTogether(role),
      (calls: readonly RpcCall[]) => makeAll(calls, sharedLockTimeoutMs),
      hasCertainlyNotHappened,
    );
    return async (call: RpcCall): Promise<string | null> => {
      try {
        return await share(call);
      } catch (error) {
        if (error instanceof pg.DatabaseError && error.code === lockNotAvailable)
          return makeOne(call);
        throw error;
      }
    };
  };
  /**
   * By function and role: a traveller's turn must not wait for a flight's with hundreds of events.
   */
  const sharers = new Map<string, ReturnType<typeof createSharer>>();
  const sharerOf = (fn: string, role: string) => {
    const kind = `${fn} ${role}`;
    const sharer = sharers.get(kind) ?? createSharer(role);
    sharers.set(kind, sharer);
    return sharer;
  };
  return (fn, call) =>
    callsOfTurns.has(fn) ? sharerOf(fn, call.caller.role)(call) : makeOne(call);
};

const onConnection = async <T>(
  pool: pg.Pool,
  use: (client: pg.PoolClient) => Promise<T>,
): Promise<T> => {
  const client = await pool.connect();
  let isLost = false;
  const markLost = () => {
    isLost = true;
  };
  client.on('error', markLost);
  try {
    return await use(client);
  } catch (error) {
    // No answer, or the last one: the connection is broken, or still busy with an abandoned call.
    if (!hasCertainlyNotHappened(error)) markLost();
    throw error;
  } finally {
    client.off('error', markLost);
    client.release(isLost);
  }
};
