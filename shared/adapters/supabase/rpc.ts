import { createClient } from '@supabase/supabase-js';
import type { z } from 'zod';
import { type Act, currentAct, currentKeeper } from '#shared/acting.ts';
import { Ceiling } from '#shared/domain/ceiling.ts';
import {
  InvalidRequest,
  InvariantBroken,
  OverCeiling,
  ServiceUnavailable,
} from '#shared/errors.ts';
import { withWholeCharacters } from '#shared/half-characters.ts';
import { boundedFetch } from './bounded-fetch.ts';
import { createTokens, type DataCaller, type RareCaller } from './token.ts';

/** Access to the data API. */
export interface SupabaseOptions {
  /** The project's URL; any URL with the in-process `fetch`. */
  readonly url: string;
  /** The publishable key: it names the project and grants nothing. */
  readonly apiKey: string;
  readonly jwtSecret: string;
  /** Whom this process may call as, beside agencies and the system; absent: as everybody. */
  readonly mayBe?: readonly RareCaller[];
  /** On one machine `createRpcFetch`, whose pool has timeouts of its own. */
  readonly fetch?: typeof globalThis.fetch;
  /** For one HTTP request, response body included. */
  readonly timeoutMs?: number;
}

/** Longer than Supabase's statement timeout (8 s), so that its own error arrives first. */
export const dataApiTimeoutMs = 10_000;

/**
 * Calls a function of the data API as an agency, as the system (null) or as the operator, and
 * parses its answer.
 * @throws ServiceUnavailable
 * @throws InvalidRequest where the database refuses the data.
 * @throws OverCeiling where the agency has as much as it may.
 * @throws InvariantBroken where the answer has another form, or code and schema do not fit.
 */
export type Rpc = <S extends z.ZodType>(
  name: string,
  args: Readonly<Record<string, unknown>>,
  caller: DataCaller,
  answer: S,
) => Promise<z.output<S>>;

/** Creates the `Rpc` of a project. */
export const createRpc = (options: SupabaseOptions): Rpc => {
  const tokenFor = createTokens(options.jwtSecret, options.mayBe);
  const client = createClient(options.url, options.apiKey, {
    db: { schema: 'api' },
    global: {
      fetch: wellFormed(options.fetch ?? boundedFetch(options.timeoutMs ?? dataApiTimeoutMs)),
    },
    accessToken: () => tokenFor(null),
  });
  return async (name, args, caller, answer) => {
    // One client for all callers; the header of each call says whose it is.
    const call = client
      .rpc(name, args)
      .setHeader('Authorization', `Bearer ${await tokenFor(caller, currentKeeper())}`);
    const act = currentAct();
    const { data, error, status } = await (act ? call.setHeader(actHeader, asHeader(act)) : call);
    if (error) throw errorOf(name, status, error);
    return parseAnswer(name, data, answer);
  };
};

/** Names the author of what is written; SQL reads it where PostgREST puts it (bauhaus.audit). */
export const actHeader = 'x-bauhaus-act';

/** JSON in ASCII, since a header has nothing else. */
const asHeader = (act: Act): string =>
  JSON.stringify(act).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** @throws InvariantBroken where the answer of a function has another form. */
export const parseAnswer = <S extends z.ZodType>(
  name: string,
  data: unknown,
  answer: S,
): z.output<S> => {
  const parsed = answer.safeParse(data);
  if (!parsed.success)
    throw new InvariantBroken(`${name} answered in another form`, { cause: parsed.error });
  return parsed.data;
};

/** A `fetch` whose JSON bodies hold whole characters only: the one place that sees to it. */
const wellFormed =
  (fetch: typeof globalThis.fetch): typeof globalThis.fetch =>
  (input, init) =>
    fetch(
      input,
      typeof init?.body === 'string' ? { ...init, body: withWholeCharacters(init.body) } : init,
    );

/**
 * What cannot be stored: SQLSTATEs of data, constraints and what our functions raise, and a body
 * that PostgREST cannot read.
 */
const badRequest = /^(22|23|P0001|PGRST102)/;
/** What `bauhaus.hold_ceiling` raises: the name and the value of the ceiling that is passed. */
const ceilingPassed = /^([a-z_]{1,30}) (\d{1,10})$/;
const overCeiling = ({ code, message }: { readonly code?: string; readonly message: string }) => {
  const [, name, limit] = (code === 'BT429' && ceilingPassed.exec(message)) || [];
  return name === undefined ? null : new OverCeiling(Ceiling.parse(name), Number(limit));
};
/** A role or a grant is missing; a row of another tenant is refused with the same code. */
const isDenied = (code: string, message: string): boolean =>
  code === '42501' && message.startsWith('permission denied');

const errorOf = (
  name: string,
  status: number,
  error: { readonly code?: string; readonly message: string },
): Error => {
  const code = error.code ?? '';
  // A role, a grant or the secret of the tokens: a matter of the operator, or of a deployment under
  // way, after which the same call succeeds. Its code may be one of bad data (22023).
  if (status === 401 || isDenied(code, error.message))
    return new ServiceUnavailable('database', `${name} is not allowed (${code || status})`);
  const over = overCeiling(error);
  if (over) return over;
  // The message may quote a name or a phone number: only its code is passed on.
  if (badRequest.test(code))
    return new InvalidRequest('not_storable', `${name} was refused by the database (${code})`);
  // A missing column or table: code and schema do not fit. (A missing function is answered
  // with PGRST202 and retried: a deployment may be under way.)
  if (code.startsWith('42'))
    return new InvariantBroken(`${name} failed (${code}): ${error.message}`);
  return new ServiceUnavailable('database', `${name} failed (${code === '' ? status : code})`);
};
