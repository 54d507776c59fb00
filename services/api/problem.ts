import type { z } from 'zod';
import { storableText } from './domain/storable.ts';

/**
 * Every way in which an answer can be "no" (RFC 9457): its name is part of `type`, so a client may
 * switch on it for ever. `help` says what to do about it, and appears on the documentation page.
 */
export const problemTypes = {
  'malformed-body': {
    status: 400,
    title: 'The body cannot be read',
    help: 'Send well-formed JSON (or a well-formed form) in UTF-8.',
  },
  'invalid-request': {
    status: 400,
    title: 'The request is not as described',
    help: 'Correct the query parameters or headers listed in `errors`.',
  },
  unauthorized: {
    status: 401,
    title: 'A valid API key is required',
    help: 'Send `Authorization: Bearer <key>` with a key of your agency.',
  },
  'bad-signature': {
    status: 403,
    title: 'The signature does not fit',
    help: 'Check the auth token and the public base URL of the deployment.',
  },
  'not-found': {
    status: 404,
    title: 'There is nothing here',
    help: 'Check the address; another agency’s things are never here.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'This method is not possible here',
    help: 'The `Allow` header lists the methods that are.',
  },
  'duplicate-trip': {
    status: 409,
    title: 'This trip is already booked',
    help: 'The same passenger, phone, flight and local date exists; `tripId` names it.',
  },
  'reference-taken': {
    status: 409,
    title: 'The reference belongs to another booking',
    help:
      'Use a reference of its own for each passenger and leg; `tripId` names the booking ' +
      'that has it.',
  },
  'trip-withdrawn': {
    status: 409,
    title: 'The trip was cancelled',
    help: 'A cancelled trip cannot be edited; book a new one.',
  },
  'duplicate-place': {
    status: 409,
    title: 'This place is in the collection already',
    help: 'A place of the same name, address and city exists; `placeId` names it.',
  },
  'task-closed': {
    status: 409,
    title: 'The task has already moved on',
    help: 'Read the task again: it only moves open → claimed → done, and never back.',
  },
  'nothing-to-confirm': {
    status: 409,
    title: 'The task proposes nothing',
    help: 'Only `found_elsewhere` proposes another flight; edit the trip instead.',
  },
  'edited-meanwhile': {
    status: 412,
    title: 'The trip was edited in between',
    help: 'Read it again and repeat the edit with its new ETag.',
  },
  'body-too-large': {
    status: 413,
    title: 'The body is too large',
    help: 'Send less; no booking needs this much.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'The body is of another type than expected',
    help: 'Send `Content-Type: application/json`.',
  },
  'invalid-fields': {
    status: 422,
    title: 'Some fields cannot be accepted',
    help: 'Correct the fields listed in `errors`; nothing was written.',
  },
  'key-reused': {
    status: 422,
    title: 'The idempotency key was used for another booking',
    help: 'Use a new `Idempotency-Key` for each booking, and the same one only to repeat it.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests with this key',
    help: 'Wait as long as `Retry-After` says; spread bulk work over time.',
  },
  internal: {
    status: 500,
    title: 'Something went wrong on our side',
    help: 'Quote `instance` to the operator.',
  },
  unavailable: {
    status: 503,
    title: 'A service we depend on does not answer',
    help: 'Try again after the time in `Retry-After`.',
  },
} as const satisfies Record<
  string,
  { readonly status: number; readonly title: string; readonly help: string }
>;

/** The name of a kind of problem. */
export type ProblemName = keyof typeof problemTypes;

/**
 * One thing that is wrong, and where: a JSON pointer into the body, a query parameter or a header.
 * Never the value itself.
 */
export type FieldError = { readonly code: string; readonly message: string } & (
  | { readonly pointer: string }
  | { readonly parameter: string }
  | { readonly header: string }
);

/** Where the fields of a schema are found in a request. */
export type Place = 'body' | 'query' | 'header';

const maxErrors = 20;
const maxNameLength = 80;
/**
 * A field's name as it may be shown: of bounded length, and without half a character at the cut.
 */
const shortName = (name: PropertyKey): string => storableText(String(name).slice(0, maxNameLength));

/**
 * A JSON pointer in fragment form (RFC 6901 §6), such as `#/metadata/note`; names of any length or
 * content are made harmless.
 */
export const pointer = (path: readonly PropertyKey[]): string =>
  `#${path.map((part) => `/${encodeURI(shortName(part).replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('')}`;

const at = (
  place: Place,
  path: readonly PropertyKey[],
): { pointer: string } | { parameter: string } | { header: string } => {
  const name = shortName(path[0] ?? '');
  return place === 'body'
    ? { pointer: pointer(path) }
    : place === 'query'
      ? { parameter: name }
      : { header: name };
};

/** What zod found, field by field; an unknown field is named by itself. */
export const fieldErrors = (error: z.ZodError, place: Place = 'body'): FieldError[] =>
  error.issues
    .flatMap((issue): FieldError[] => {
      if (issue.code === 'unrecognized_keys')
        return issue.keys.map((key) => ({
          ...at(place, [...issue.path, key]),
          code: 'unknown_field',
          message: 'there is no such field',
        }));
      if (issue.code === 'custom' && typeof issue.params?.['code'] === 'string')
        return [{ ...at(place, issue.path), code: issue.params['code'], message: issue.message }];
      const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
      return [
        {
          ...at(place, issue.path),
          code: missing ? 'required' : issue.code,
          message: missing ? 'is required' : issue.message,
        },
      ];
    })
    .slice(0, maxErrors);

/** Thrown by a route to answer a problem; the app turns it into `application/problem+json`. */
export class Problem extends Error {
  readonly problem: ProblemName;
  readonly detail: string;
  readonly extra: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    problem: ProblemName,
    detail: string,
    options: {
      readonly errors?: readonly FieldError[];
      readonly extra?: Readonly<Record<string, unknown>>;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(detail);
    this.name = 'Problem';
    this.problem = problem;
    this.detail = detail;
    this.extra = {
      ...(options.errors && { errors: options.errors.slice(0, maxErrors) }),
      ...options.extra,
    };
    this.headers = options.headers ?? {};
  }
}

/** The answer that a problem becomes. */
export const problemResponse = ({ problem, detail, extra, headers }: Problem): Response => {
  const { status, title } = problemTypes[problem];
  return new Response(
    JSON.stringify({ type: `/docs#${problem}`, title, status, detail, ...extra }),
    {
      status,
      headers: { 'content-type': 'application/problem+json', ...headers },
    },
  );
};
