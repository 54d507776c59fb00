import { errors, jwtVerify } from 'jose';
import type pg from 'pg';
import { z } from 'zod';
import { asRpcError, type RpcError, rpcError } from './rpc-errors.ts';
import { callOf, type RpcFunction, readFunctions } from './rpc-functions.ts';

type Fetch = typeof globalThis.fetch;
interface Caller {
  readonly role: string;
  readonly claims: string;
  readonly expiresAt: number;
}

const path = /^\/rest\/v1\/rpc\/([a-z_][a-z0-9_]*)$/;
const Claims = z.looseObject({ role: z.enum(['anon', 'authenticated', 'agent', 'system']).default('anon'), exp: z.number() });
const Arguments = z.record(z.string(), z.unknown());
const nobody: Caller = { role: 'anon', claims: '{"role":"anon"}', expiresAt: Number.POSITIVE_INFINITY };

/**
 * A `fetch` that serves `POST /rest/v1/rpc/<function>` in this process as PostgREST does: under the role and the claims of the caller's token,
 * in one transaction, with PostgREST's errors. It knows functions of schema `api` and nothing else; no port is opened.
 */
export const createRpcFetch = (options: { readonly pool: pg.Pool; readonly jwtSecret: string }): Fetch => {
  const secret = new TextEncoder().encode(options.jwtSecret);
  const known = new Map<string, Caller>();
  let functions: Promise<ReadonlyMap<string, RpcFunction>> | null = null;
  const allowed = (): Promise<ReadonlyMap<string, RpcFunction>> => {
    functions ??= readFunctions(options.pool).catch((error: unknown) => {
      functions = null; // tried again at the next request
      throw error;
    });
    return functions;
  };

  const callerOf = async (authorization: string | null): Promise<Caller | RpcError> => {
    if (authorization === null) return nobody;
    const token = authorization.replace(/^Bearer /i, '');
    const seen = known.get(token);
    if (seen && seen.expiresAt > Date.now()) return seen;
    known.delete(token);
    try {
      const { payload } = await jwtVerify(token, secret, { algorithms: ['HS256'], requiredClaims: ['exp'] });
      const claims = Claims.safeParse(payload);
      if (!claims.success) return rpcError(401, '42501', 'permission denied to set role');
      const caller = { role: claims.data.role, claims: JSON.stringify(payload), expiresAt: claims.data.exp * 1000 };
      if (known.size > 1000) known.clear();
      known.set(token, caller);
      return caller;
    } catch (error) {
      return error instanceof errors.JWTExpired
        ? rpcError(401, 'PGRST303', 'JWT expired')
        : rpcError(401, 'PGRST301', 'JWT could not be verified');
    }
  };

  const serve = async (request: Request): Promise<Response> => {
    const name = path.exec(new URL(request.url).pathname)?.[1];
    if (name === undefined) return failure(rpcError(404, 'PGRST125', 'Invalid path specified in request URL'));
    if (request.method !== 'POST') return failure(rpcError(405, 'PGRST101', 'Invalid HTTP method'));
    if (request.headers.get('content-profile') !== 'api') return failure(rpcError(406, 'PGRST106', 'Invalid schema: only api is exposed'));
    const caller = await callerOf(request.headers.get('authorization'));
    if ('code' in caller) return failure(caller);
    const args = Arguments.safeParse(await request.json().catch(() => null));
    if (!args.success) return failure(rpcError(400, 'PGRST102', 'Empty or invalid json'));
    try {
      const fn = (await allowed()).get(name);
      const call = fn ? callOf(fn, args.data) : null;
      if (!call) return failure(rpcError(404, 'PGRST202', `Could not find the function api.${name} with these parameters`));
      const body = await inTransaction(options.pool, caller, call);
      return new Response(body ?? 'null', { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' } });
    } catch (error) {
      return failure(asRpcError(error, caller.role === 'anon'));
    }
  };
  return async (input, init) => serve(new Request(input, init));
};

/** Role, claims and call in one transaction; all four statements are queued before the first answer comes. */
const inTransaction = async (
  pool: pg.Pool,
  caller: Caller,
  call: { name: string; text: string; values: unknown[] },
): Promise<string | null> => {
  const client = await pool.connect();
  const answers = await Promise.allSettled([
    client.query('begin'),
    client.query({
      name: 'rpc-as',
      text: "select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)",
      values: [caller.role, caller.claims],
    }),
    client.query<{ body: string | null }>(call),
    client.query('commit'),
  ]);
  const failed = answers.find((answer) => answer.status === 'rejected');
  // After an error inside, the commit has rolled back; where even that got no answer, the connection is no good any more.
  client.release(answers[3].status === 'rejected');
  if (failed) throw failed.reason;
  return answers[2].status === 'fulfilled' ? (answers[2].value.rows[0]?.body ?? null) : null;
};

const failure = ({ status, ...body }: RpcError): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json; charset=utf-8' } });
