import createClient from 'openapi-fetch';
import { markReached, markSignedOut, markUnreached } from './connection.ts';
import type { components, paths } from './schema.ts';

/** The documents of the API, by their names in its description. */
export type Schemas = components['schemas'];
type ProblemDocument = Partial<Schemas['Problem']> & Readonly<Record<string, unknown>>;

/** The API refused. `name` is the kind of problem, which never changes: `incident-taken`. */
export class Refusal extends Error {
  readonly status: number;
  readonly kind: string;
  readonly problem: ProblemDocument;
  constructor(status: number, problem: ProblemDocument) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`);
    this.name = 'Refusal';
    this.status = status;
    this.kind = problem.type?.split('#')[1] ?? 'unknown';
    this.problem = problem;
  }
}

/** No answer came: the network or the server is away. */
export class Unreached extends Error {
  constructor(cause: unknown) {
    super('unreached', { cause });
    this.name = 'Unreached';
  }
}

const problemOf = async (response: Response): Promise<ProblemDocument> => {
  try {
    return Object(await response.json());
  } catch {
    return {};
  }
};

/** Where 401 does not say that a member's session has ended. */
const signInPaths = /^\/(?:session|invitations\/(?:look|accept)|operator\/.+)$/;

/**
 * Sends a request and throws what was refused.
 * @throws Refusal, Unreached
 */
const ask = async (request: Request): Promise<Response> => {
  let response: Response;
  try {
    response = await fetch(request);
  } catch (error) {
    if (!request.signal.aborted) markUnreached();
    throw new Unreached(error);
  }
  // The machine starts, or what stands before it has lost it.
  if (
    [502, 503, 504].includes(response.status) &&
    response.headers.get('content-type') !== problemType
  )
    markUnreached();
  else markReached();
  if (response.ok) return response;
  if (response.status === 401 && !signInPaths.test(new URL(request.url).pathname)) markSignedOut();
  throw new Refusal(response.status, await problemOf(response));
};
const problemType = 'application/problem+json';

/** The API, typed by its own description. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: ask });

/** What the API answered; refusals are thrown by then. */
export const answer = async <T>(call: Promise<{ readonly data?: T }>): Promise<T> => {
  const { data } = await call;
  return data as T;
};

/** What to show where something unforeseen happened: the id under which the log has it. */
export const requestIdOf = (error: unknown): string | null =>
  error instanceof Refusal && typeof error.problem.instance === 'string'
    ? error.problem.instance.replace('urn:uuid:', '')
    : null;

/** Whether asking again may help. */
export const isPassing = (error: unknown): boolean =>
  error instanceof Unreached ||
  (error instanceof Refusal && [429, 502, 503, 504].includes(error.status));
