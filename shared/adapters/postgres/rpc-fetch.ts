import { errors, jwtVerify } from 'jose';
import type pg from 'pg';
import { z } from 'zod';
import { withWholeCharacters } from '#shared/half-characters.ts';
import { actHeader } from '../supabase/rpc.ts';
import type { RpcCaller } from './rpc-call.ts';
import { asRpcError, type RpcError, rpcError } from './rpc-errors.ts';
import { callOf, type RpcFunction, readFunctions } from './rpc-functions.ts';
import { createRpcMaker } from './rpc-together.ts';

type Fetch = typeof globalThis.fetch;
interface Caller extends Omit<RpcCaller, 'headers'> {
  readonly expiresAt: number;
}

const rpcPath = /^\/rest\/v1\/rpc\/([a-z_][a-z0-9_]*)$/;
const Claims = z.looseObject({
  role: z
    .enum(['anon', 'authenticated', 'agent', 'keeper', 'system', 'operator', 'router'])
    .default('anon'),
  exp: z.number(),
});
const Arguments = z.record(z.string(), z.unknown());
const anonymous: Caller = {
  role: 'anon',
  claims: '{"role":"anon"}',
  expiresAt: Number.POSITIVE_INFINITY,
};

/**
 * A `fetch` that serves `POST /rest/v1/rpc/<function>` in this process as PostgREST does: under the
 * role and claims of the caller's token, in one transaction, with PostgREST's errors. Serves
 * functions of schema `api` only, and opens no port. Its responses can only be read as text or
 * JSON: whoever serves them over a port makes new ones of the text.
 */
export const createRpcFetch = (options: {
  readonly pool: pg.Pool;
  readonly jwtSecret: string;
}): Fetch => {
  const secret = new TextEncoder().encode(options.jwtSecret);
  const makeCall = createRpcMaker(options.pool);
  const callers = new Map<string, Caller>();
  let functions: Promise<ReadonlyMap<string, RpcFunction>> | null = null;
  const loadFunctions = (): Promise<ReadonlyMap<string, RpcFunction>> => {
    functions ??= readFunctions(options.pool).catch((error: unknown) => {
      functions = null; // tried again at the next request
      throw error;
    });
    return functions;
  };

  const callerOf = async (authorization: string | null): Promise<Caller | RpcError> => {
    if (authorization === null) return anonymous;
    const token = authorization.replace(/^Bearer /i, '');
    const cached = callers.get(token);
    if (cached && cached.expiresAt > Date.now()) return cached;
    callers.delete(token);
    try {
      const { payload } = await jwtVerify(token, secret, {
        algorithms: ['HS256'],
        requiredClaims: ['exp'],
      });
      const claims = Claims.safeParse(payload);
      if (!claims.success) return rpcError(401, '42501', 'permission denied to set role');
      // `iat` and `exp` are left out: the claims go with each statement, and only this code reads
      // these two.
      const { iat, exp, ...keptClaims } = payload;
      const caller = {
        role: claims.data.role,
        claims: JSON.stringify(keptClaims),
        expiresAt: claims.data.exp * 1000,
      };
      if (callers.size > 1000) callers.clear();
      callers.set(token, caller);
      return caller;
    } catch (error) {
      return error instanceof errors.JWTExpired
        ? rpcError(401, 'PGRST303', 'JWT expired')
        : rpcError(401, 'PGRST301', 'JWT could not be verified');
    }
  };

  const serve = async ({ url, method, headers, text }: Incoming): Promise<Response> => {
    const name = rpcPath.exec(new URL(url).pathname)?.[1];
    if (name === undefined)
      return failure(rpcError(404, 'PGRST125', 'Invalid path specified in request URL'));
    if (method !== 'POST') return failure(rpcError(405, 'PGRST101', 'Invalid HTTP method'));
    if (headers.get('content-profile') !== 'api')
      return failure(rpcError(406, 'PGRST106', 'Invalid schema: only api is exposed'));
    const caller = await callerOf(headers.get('authorization'));
    if ('code' in caller) return failure(caller);
    const args = Arguments.safeParse(parseJson(text));
    if (!args.success) return failure(rpcError(400, 'PGRST102', 'Empty or invalid json'));
    try {
      const fn = (await loadFunctions()).get(name);
      const call = fn ? callOf(fn, args.data) : null;
      if (!fn || !call)
        return failure(
          rpcError(
            404,
            'PGRST202',
            `Could not find the function api.${name} with these parameters`,
          ),
        );
      const act = headers.get(actHeader);
      const body = await makeCall(name, {
        caller: { ...caller, headers: act === null ? '' : JSON.stringify({ [actHeader]: act }) },
        statement: call,
        readsOnly: fn.readsOnly,
      });
      return success(body ?? 'null');
    } catch (error) {
      return failure(asRpcError(error, caller.role === 'anon'));
    }
  };
  return async (input, init) => serve(await readRequest(input, init));
};

/**
 * A response whose text is at hand: streaming and reading it again would cost as much as the call.
 */
const success = (text: string): Response => {
  const init = { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' } };
  return Object.defineProperties(new Response(null, init), {
    text: { value: async () => text },
    json: { value: async () => JSON.parse(text) },
  });
};

/** The parts of a request that are used. */
interface Incoming {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly text: string;
}

/** Reads the parts that supabase-js passes: making a Request of them costs as much as the call. */
const readRequest = async (
  input: Parameters<Fetch>[0],
  init: Parameters<Fetch>[1],
): Promise<Incoming> => {
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

/** PostgREST reads no half characters, wherever they are in the body. */
const parseJson = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text);
    const json = JSON.stringify(value);
    return withWholeCharacters(json) === json ? value : null;
  } catch {
    return null;
  }
};

const failure = ({ status, ...body }: RpcError): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
  });
