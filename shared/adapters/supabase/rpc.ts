import { createClient } from '@supabase/supabase-js';
import type { z } from 'zod';
import { InvalidRequest, InvariantBroken, ServiceUnavailable } from '#shared/errors.ts';
import { boundedFetch } from './bounded-fetch.ts';
import { createTokens } from './token.ts';

/** Where the data API is and how to come in. */
export interface SupabaseOptions {
  /** The project's URL; any with the in-process `fetch`. */
  readonly url: string;
  /** Publishable key; it names the project and opens nothing. */
  readonly apiKey: string;
  readonly jwtSecret: string;
  /** On one machine: createRpcFetch, whose pool has timeouts of its own. */
  readonly fetch?: typeof globalThis.fetch;
  /** Of one HTTP request, response body included. */
  readonly timeoutMs?: number;
}

/** Longer than Supabase's statement timeout (8 s), so that its own error arrives first. */
const defaultTimeoutMs = 10_000;

/** Calls one function of the data API as an agency, or as the system (null), and parses what comes back. */
export type Rpc = <S extends z.ZodType>(
  name: string,
  args: Readonly<Record<string, unknown>>,
  agencyId: string | null,
  answer: S,
) => Promise<z.output<S>>;

/** @throws by the returned function: ServiceUnavailable, InvalidRequest, or InvariantBroken where the answer is not what it should be. */
export const createRpc = (options: SupabaseOptions): Rpc => {
  const tokenFor = createTokens(options.jwtSecret);
  const client = createClient(options.url, options.apiKey, {
    db: { schema: 'api' },
    global: { fetch: options.fetch ?? boundedFetch(options.timeoutMs ?? defaultTimeoutMs) },
    accessToken: () => tokenFor(null),
  });
  return async (name, args, agencyId, answer) => {
    // One client for all tenants; the header of this very call says whose it is.
    const { data, error, status } = await client
      .rpc(name, args)
      .setHeader('Authorization', `Bearer ${await tokenFor(agencyId)}`);
    if (error) throw translated(name, status, error);
    const parsed = answer.safeParse(data);
    if (!parsed.success)
      throw new InvariantBroken(`${name} answered in another form`, { cause: parsed.error });
    return parsed.data;
  };
};

/** Classes of SQLSTATE that say that the request itself cannot be stored: data, constraint, and what our functions raise. */
const badRequest = /^(22|23|P0001)/;

const translated = (
  name: string,
  status: number,
  error: { readonly code?: string; readonly message: string },
): Error => {
  const code = error.code ?? '';
  // The message of a constraint or cast may quote a value, which may be a name or a phone: only its code goes on.
  if (badRequest.test(code))
    return new InvalidRequest('not_storable', `${name} was refused by the database (${code})`);
  // No such right, column or table: the code and the schema do not fit. (A function that is not there yet is waited for: a deployment is under way.)
  if (code.startsWith('42'))
    return new InvariantBroken(`${name} failed (${code}): ${error.message}`);
  return new ServiceUnavailable('database', `${name} failed (${code === '' ? status : code})`);
};
