import type { Context } from 'hono';
import { z } from 'zod';
import { readJson } from './body.ts';
import { fieldErrors, Problem, type ProblemName } from './problem.ts';

/** The agency that a request speaks for. */
export interface Caller {
  readonly agencyId: string;
  readonly keyName: string;
}

/** What the documentation says of one kind of answer. */
export interface AnswerDoc {
  readonly description: string;
  readonly schema?: z.ZodType;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What is known about a route besides its code: the OpenAPI document is made of nothing else. */
export interface RouteDoc {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As OpenAPI writes it: `/trips/{id}`. */
  readonly path: string;
  readonly tag:
    | 'Trips'
    | 'Itineraries'
    | 'Places'
    | 'Documents'
    | 'Conversations'
    | 'Tasks'
    | 'Settings'
    | 'Webhooks'
    | 'Service';
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly bodyTypes?: readonly string[];
  readonly example?: unknown;
  readonly answers: Readonly<Record<number, AnswerDoc>>;
  readonly problems: readonly ProblemName[];
}

/**
 * A route, ready to be put on the app and into the documentation; `secured` routes run for the
 * agency whose key was shown.
 */
export type Route = RouteDoc &
  (
    | {
        readonly secured: true;
        readonly handle: (c: Context, caller: Caller, maxBodyBytes: number) => Promise<Response>;
      }
    | {
        readonly secured: false;
        readonly handle: (c: Context, maxBodyBytes: number) => Promise<Response>;
      }
  );

interface Schemas<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  H extends z.ZodObject,
  B extends z.ZodType,
> {
  readonly params?: P;
  readonly query?: Q;
  readonly headers?: H;
  readonly body?: B;
}

interface Request<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  H extends z.ZodObject,
  B extends z.ZodType,
> {
  readonly caller: Caller;
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  readonly headers: z.output<H>;
  readonly body: z.output<B>;
}

const nothing = z.strictObject({});

const readQuery = <Q extends z.ZodType>(c: Context, schema: Q): z.output<Q> => {
  const values = Object.entries(c.req.queries());
  const repeated = values.filter(([, all]) => all.length > 1).map(([name]) => name);
  const parsed = schema.safeParse(Object.fromEntries(values.map(([name, all]) => [name, all[0]])));
  if (parsed.success && repeated.length === 0) return parsed.data;
  throw new Problem('invalid-request', 'Some query parameters cannot be accepted.', {
    errors: [
      ...repeated.map((parameter) => ({
        parameter: parameter.slice(0, 80),
        code: 'repeated',
        message: 'must be given once',
      })),
      ...(parsed.success ? [] : fieldErrors(parsed.error, 'query')),
    ],
  });
};

const readHeaders = <H extends z.ZodType>(c: Context, schema: H): z.output<H> => {
  const parsed = schema.safeParse(c.req.header());
  if (parsed.success) return parsed.data;
  throw new Problem('invalid-request', 'Some headers cannot be accepted.', {
    errors: fieldErrors(parsed.error, 'header'),
  });
};

const readBody = async <B extends z.ZodType>(
  c: Context,
  schema: B,
  limit: number,
  types: readonly string[] | undefined,
): Promise<z.output<B>> => {
  const parsed = schema.safeParse(await readJson(c.req.raw, limit, types));
  if (parsed.success) return parsed.data;
  throw new Problem('invalid-fields', 'Some fields cannot be accepted.', {
    errors: fieldErrors(parsed.error),
  });
};

/**
 * A route for agencies. What it documents is what it checks: by the time `handle` runs, path,
 * query, headers and body have been parsed. A path that does not fit its schema is an address where
 * nothing is (404).
 */
export const agencyRoute = <
  P extends z.ZodObject = typeof nothing,
  Q extends z.ZodObject = typeof nothing,
  H extends z.ZodObject = typeof nothing,
  B extends z.ZodType = typeof nothing,
>(
  doc: RouteDoc & Schemas<P, Q, H, B>,
  handle: (request: Request<P, Q, H, B>) => Promise<Response>,
): Route => ({
  ...doc,
  secured: true,
  handle: async (c, caller, maxBodyBytes) => {
    const params = (doc.params ?? nothing).safeParse(c.req.param());
    if (!params.success) throw new Problem('not-found', 'There is no such thing.');
    const query = readQuery(c, doc.query ?? nothing);
    const headers = readHeaders(c, doc.headers ?? z.object({}));
    const body = doc.body ? await readBody(c, doc.body, maxBodyBytes, doc.bodyTypes) : {};
    // The generics say that a schema that is absent is `nothing`, which the compiler cannot follow
    // through `??`.
    return handle({ caller, params: params.data, query, headers, body } as Request<P, Q, H, B>);
  },
});

/** A route for everybody, or one that knows its callers by something else than an API key. */
export const openRoute = (
  doc: RouteDoc,
  handle: (c: Context, maxBodyBytes: number) => Promise<Response>,
): Route => ({
  ...doc,
  secured: false,
  handle,
});

/** A JSON answer. */
export const json = (
  body: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response => Response.json(body, { status, headers });
