import { errors, jwtVerify } from 'jose';
import type pg from 'pg';
import { z } from 'zod';
import type { RpcCaller } from './rpc-call.ts';
import { asRpcError, type RpcError, rpcError } from './rpc-errors.ts';
import { callOf, type RpcFunction, readFunctions } from './rpc-functions.ts';
import { createRpcMaker } from './rpc-together.ts';

type Fetch = typeof globalThis.fetch;
interface Caller extends RpcCaller {
  readonly expiresAt: number;
}

const path = /^\/rest\/v1\/rpc\/([a-z_][a-z0-9_]*)$/;
const Claims = z.looseObject({
  role: z.enum(['anon', 'authenticated', 'agent', 'system']).default('anon'),
  exp: z.number(),
});
const Arguments = z.record(z.string(), z.unknown());
const nobody: Caller = {
  role: 'anon',
  claims: '{"role":"anon"}',
  expiresAt: Number.POSITIVE_INFINITY,
};

/**
 * A `fetch` that serves `POST /rest/v1/rpc/<function>` in this process as PostgREST does: under the
 * role and the claims of the caller's token, in one transaction, with PostgREST's errors. It knows
 * functions of schema `api` and nothing else; no port is opened. Its answers are made to be read
 * here: who serves them over a port makes new ones of their text.
 */
export const createRpcFetch = (options: {
  readonly pool: pg.Pool;
  readonly jwtSecret: string;
}): Fetch => {
  const secret = new TextEncoder().encode(options.jwtSecret);
  const make = createRpcMaker(options.pool);
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
      const { payload } = await jwtVerify(token, secret, {
        algorithms: ['HS256'],
        requiredClaims: ['exp'],
      });
      const claims = Claims.safeParse(payload);
      if (!claims.success) return rpcError(401, '42501', 'permission denied to set role');
      // Each statement of a turn reads them: what says when the token was made and ends is read
      // here and nowhere else.
      const { iat, exp, ...lasting } = payload;
      const caller = {
        role: claims.data.role,
        claims: JSON.stringify(lasting),
        expiresAt: claims.data.exp * 1000,
      };
      if (known.size > 1000) known.clear();
      known.set(token, caller);
      return caller;
    } catch (error) {
      return error instanceof errors.JWTExpired
        ? rpcError(401, 'PGRST303', 'JWT expired')
        : rpcError(401, 'PGRST301', 'JWT could not be verified');
    }
  };

  const serve = async ({ url, method, headers, text }: Incoming): Promise<Response> => {
    const name = path.exec(new URL(url).pathname)?.[1];
    if (name === undefined)
      return failure(rpcError(404, 'PGRST125', 'Invalid path specified in request URL'));
    if (method !== 'POST') return failure(rpcError(405, 'PGRST101', 'Invalid HTTP method'));
    if (headers.get('content-profile') !== 'api')
      return failure(rpcError(406, 'PGRST106', 'Invalid schema: only api is exposed'));
    const caller = await callerOf(headers.get('authorization'));
    if ('code' in caller) return failure(caller);
    const args = Arguments.safeParse(parsed(text));
    if (!args.success) return failure(rpcError(400, 'PGRST102', 'Empty or invalid json'));
    try {
      const fn = (await allowed()).get(name);
      const call = fn ? callOf(fn, args.data) : null;
      if (!call)
        return failure(
          rpcError(
            404,
            'PGRST202',
            `Could not find the function api.${name} with these parameters`,
          ),
        );
      const body = await make(name, { caller, statement: call });
      return answer(body ?? 'null');
    } catch (error) {
      return failure(asRpcError(error, caller.role === 'anon'));
    }
  };
  return async (input, init) => serve(await read(input, init));
};

/**
 * An answer whose text is at hand: to make a stream of it, and to read that again, would cost as
 * much as the call.
 */
const answer = (text: string): Response => {
  const init = { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' } };
  return Object.defineProperties(new Response(null, init), {
    text: { value: async () => text },
    json: { value: async () => JSON.parse(text) },
  });
};

/** What is needed of a request. */
interface Incoming {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly text: string;
}

/**
 * supabase-js passes address, headers and text apart: to make a Request of them would cost as much
 * as the call.
 */
const read = async (input: Parameters<Fetch>[0], init: Parameters<Fetch>[1]): Promise<Incoming> => {
  if (!(input instanceof Request) && typeof init?.body === 'string')
    return {
      url: String(input),
      method: init.method ?? 'GET',
      headers: new Headers(init.headers),
      text: init.body,
    };
  const request = new Request(input, init);
  return {
    url: request.url,
    method: request.method,
    headers: request.headers,
    text: await request.text(),
  };
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const failure = ({ status, ...body }: RpcError): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
  });
