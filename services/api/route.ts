import type { Context } from 'hono';
import { z } from 'zod';
import type { Role, Sees } from '#shared/domain/member.ts';
import type { Scope } from '#shared/domain/scope.ts';
import type { BodyLimits } from './arrival.ts';
import { readJson } from './body.ts';
import { fieldErrors, Problem, type ProblemName } from './problem.ts';

/** Who sends a request for an agency: a system with a key, or a member who is signed in. */
export interface Caller {
  readonly agencyId: string;
  readonly agencyName: string;
  readonly kind: 'key' | 'member';
  /** Of the key or the member. */
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Null: a key. */
  readonly member: SignedIn | null;
}

/** What a request of a member has besides. */
export interface SignedIn {
  readonly userId: string;
  readonly role: Role;
  /** Ids of the groups that a `limited` member sees. */
  readonly groups: readonly string[];
  /** What an `agent` sees. */
  readonly sees: Sees;
}

/**
 * The name under which an act is written down: a member's own, whatever the request says; a system
 * says for whom it acts, else it is the key's.
 */
export const authorOf = (caller: Caller, claimed: string | undefined): string =>
  caller.kind === 'member' ? caller.name : (claimed ?? caller.name);

/** The documentation of one response; `contentType` is `application/json` by default. */
export interface ResponseDoc {
  readonly description: string;
  readonly schema?: z.ZodType;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The sections of the documentation, in their order. */
export const tags = [
  'Trips',
  'Journeys',
  'Imports',
  'Stays',
  'Contacts',
  'Flights',
  'Itineraries',
  'Places',
  'Knowledge',
  'Documents',
  'Conversations',
  'Incidents',
  'Duty',
  'Reports',
  'Tasks',
  'Settings',
  'Members',
  'Events',
  'Sandbox',
  'Operator',
  'Webhooks',
  'Service',
] as const;

/** What a route documents and checks. The OpenAPI document is made of nothing else. */
export interface RouteDoc {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** In the form of OpenAPI: `/trips/{id}`. */
  readonly path: string;
  readonly tag: (typeof tags)[number];
  readonly summary: string;
  readonly description?: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly headers?: z.ZodObject;
  readonly body?: z.ZodType;
  readonly bodyTypes?: readonly string[];
  readonly example?: unknown;
  readonly responses: Readonly<Record<number, ResponseDoc>>;
  readonly problems: readonly ProblemName[];
  /** A body larger than others are: it waits for a place before it is received. */
  readonly heavyBody?: BodyLimits;
  /** A `limited` member may use it too: it shows them their groups only. */
  readonly isForLimited?: true;
}

/** A route for agencies: for keys and roles with the scope, every caller, or every member. */
export type AgencyAccess = Scope | 'agency' | 'member';
/** Who may use a route: callers of an agency, the operator, or anybody. */
export type Access = AgencyAccess | 'operator' | 'public';

/** A documented route for callers of an agency, with its handler. */
export interface AgencyRoute extends RouteDoc {
  readonly access: AgencyAccess;
  readonly handle: (c: Context, caller: Caller, maxBodyBytes: number) => Promise<Response>;
}

/** A documented route with its handler. */
export type Route =
  | AgencyRoute
  | (RouteDoc & {
      readonly access: 'operator' | 'public';
      /** The agency whose large body a token lets in; null: it lets none in. */
      readonly senderOf?: (c: Context) => string | null;
      readonly handle: (c: Context, maxBodyBytes: number) => Promise<Response>;
    });

interface RouteSchemas<
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

interface ParsedRequest<
  P extends z.ZodObject,
  Q extends z.ZodObject,
  H extends z.ZodObject,
  B extends z.ZodType,
> {
  readonly params: z.output<P>;
  readonly query: z.output<Q>;
  readonly headers: z.output<H>;
  readonly body: z.output<B>;
}

const emptySchema = z.strictObject({});

const readQuery = <Q extends z.ZodType>(c: Context, schema: Q): z.output<Q> => {
  const parameters = Object.entries(c.req.queries());
  const repeatedNames = parameters.filter(([, values]) => values.length > 1).map(([name]) => name);
  const parsed = schema.safeParse(
    Object.fromEntries(parameters.map(([name, values]) => [name, values[0]])),
  );
  if (parsed.success && repeatedNames.length === 0) return parsed.data;
  throw new Problem('invalid-request', 'Some query parameters cannot be accepted.', {
    errors: [
      ...repeatedNames.map((parameter) => ({
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

/**
 * The JSON body of a route without a key, checked by its schema.
 * @throws Problem `malformed-body`, `unsupported-media-type`, `invalid-fields`
 */
export const openBody = <B extends z.ZodType>(
  c: Context,
  schema: B,
  maxBytes: number,
): Promise<z.output<B>> => readBody(c, schema, maxBytes, undefined);

const readBody = async <B extends z.ZodType>(
  c: Context,
  schema: B,
  maxBytes: number,
  types: readonly string[] | undefined,
): Promise<z.output<B>> => {
  const parsed = schema.safeParse(await readJson(c.req.raw, maxBytes, types));
  if (parsed.success) return parsed.data;
  throw new Problem('invalid-fields', 'Some fields cannot be accepted.', {
    errors: fieldErrors(parsed.error),
  });
};

/** The parts of a request, checked by the schemas of its documentation. */
const parseRequest = async <
  P extends z.ZodObject,
  Q extends z.ZodObject,
  H extends z.ZodObject,
  B extends z.ZodType,
>(
  c: Context,
  doc: RouteDoc & RouteSchemas<P, Q, H, B>,
  maxBodyBytes: number,
): Promise<ParsedRequest<P, Q, H, B>> => {
  const params = (doc.params ?? emptySchema).safeParse(c.req.param());
  if (!params.success) throw new Problem('not-found', 'There is no such thing.');
  const query = readQuery(c, doc.query ?? emptySchema);
  const headers = readHeaders(c, doc.headers ?? z.object({}));
  const body = doc.body ? await readBody(c, doc.body, maxBodyBytes, doc.bodyTypes) : {};
  // An absent schema is `emptySchema` by the defaults of the generics; the compiler cannot see
  // this through `??`.
  return { params: params.data, query, headers, body } as ParsedRequest<P, Q, H, B>;
};

/**
 * A route for agencies: for a key or a member who may use it. It checks what it documents: `handle`
 * gets path, query, headers and body parsed by the schemas. A path that does not match its schema
 * is 404.
 */
export const agencyRoute = <
  P extends z.ZodObject = typeof emptySchema,
  Q extends z.ZodObject = typeof emptySchema,
  H extends z.ZodObject = typeof emptySchema,
  B extends z.ZodType = typeof emptySchema,
>(
  access: AgencyAccess,
  doc: RouteDoc & RouteSchemas<P, Q, H, B>,
  handle: (
    request: ParsedRequest<P, Q, H, B> & { readonly caller: Caller },
    c: Context,
  ) => Promise<Response>,
): Route => ({
  ...doc,
  access,
  handle: async (c, caller, maxBodyBytes) =>
    handle({ ...(await parseRequest(c, doc, maxBodyBytes)), caller }, c),
});

/** A route for the operator of the platform, checked like those of agencies. */
export const operatorRoute = <
  P extends z.ZodObject = typeof emptySchema,
  Q extends z.ZodObject = typeof emptySchema,
  H extends z.ZodObject = typeof emptySchema,
  B extends z.ZodType = typeof emptySchema,
>(
  doc: RouteDoc & RouteSchemas<P, Q, H, B>,
  handle: (request: ParsedRequest<P, Q, H, B>) => Promise<Response>,
): Route => ({
  ...doc,
  access: 'operator',
  handle: async (c, maxBodyBytes) => handle(await parseRequest(c, doc, maxBodyBytes)),
});

/** A route without an API key: public, or authenticated by a signature or a token. */
export const openRoute = (
  doc: RouteDoc,
  handle: (c: Context, maxBodyBytes: number) => Promise<Response>,
  senderOf?: (c: Context) => string | null,
): Route => ({
  ...doc,
  access: 'public',
  handle,
  ...(senderOf && { senderOf }),
});

/** A JSON response. */
export const json = (
  body: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response => Response.json(body, { status, headers });
