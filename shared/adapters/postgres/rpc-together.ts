import pg from 'pg';
import { coalesce } from '#shared/coalesce.ts';
import { callTogether, type RpcCall } from './rpc-call.ts';

/** What every turn calls. */
const callsOfTurns: ReadonlySet<string> = new Set(['load_turn', 'commit_turn', 'settle_effects']);
/**
 * So many that their transaction stays a matter of milliseconds: a traveller's turn is small, a
 * flight's may have hundreds of events.
 */
const mostTogether = (role: string): number => (role === 'agent' ? 64 : 16);
const sharedLockTimeoutMs = 200;
const lockNotAvailable = '55P03';

/**
 * The server refused it and goes on: what it had done is undone. A connection that was lost may
 * have committed before.
 */
const hasCertainlyNotHappened = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.severity !== 'FATAL';

/**
 * Makes calls of functions on connections of the pool, each in a transaction of its own; those of
 * turns that come while others of their kind are under way share one. No caller can tell: who is
 * refused, is refused alone, and nothing is made twice that may have happened.
 */
export const createRpcMaker = (
  pool: pg.Pool,
): ((fn: string, call: RpcCall) => Promise<string | null>) => {
  const makeAll = (calls: readonly RpcCall[], lockTimeoutMs: number) =>
    onConnection(pool, (client) => callTogether(client, calls, lockTimeoutMs));
  const makeOne = async (call: RpcCall): Promise<string | null> =>
    (await makeAll([call], 0))[0] ?? null;
  /**
   * One that waits for a lock holds up those beside and behind it only so long; then it waits by
   * itself.
   */
  const createSharer = (role: string) => {
    const share = coalesce(
      mostTogether(role),
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
   * By function and role: a flight's turn with its hundreds of events is not what a traveller's
   * waits for.
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
  let lost = false;
  const cut = () => {
    lost = true;
  };
  client.on('error', cut);
  try {
    return await use(client);
  } catch (error) {
    // No answer of the server, or its last: the connection is no good any more, or still busy with
    // what nobody waits for.
    if (!hasCertainlyNotHappened(error)) cut();
    throw error;
  } finally {
    client.off('error', cut);
    client.release(lost);
  }
};
