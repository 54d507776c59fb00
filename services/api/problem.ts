import { z } from 'zod';
import { storableText } from './domain/storable.ts';

/**
 * Every kind of problem (RFC 9457). The name is a part of `type`, on which clients may switch, so
 * it never changes. `help` is for the documentation page.
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
    help: 'Send `Authorization: Bearer <key>` with a key of your agency, or sign in.',
  },
  'signed-out': {
    status: 401,
    title: 'The session has ended',
    help: 'Sign in again. Sessions end after a day without use, and when a member leaves.',
  },
  'sign-in-refused': {
    status: 401,
    title: 'This does not sign in',
    help: 'Ask for a new link: each signs in once, and for a short time.',
  },
  'key-expired': {
    status: 401,
    title: 'The API key has expired',
    help: 'Ask the operator for another one; `key` names this one.',
  },
  'key-revoked': {
    status: 401,
    title: 'The API key was revoked',
    help: 'Ask the operator for another one; `key` names this one.',
  },
  'out-of-scope': {
    status: 403,
    title: 'The API key may not do this',
    help: 'Use a key with the scope that `scope` names.',
  },
  'role-may-not': {
    status: 403,
    title: 'Your role may not do this',
    help: 'Ask an owner of the agency; `role` is yours.',
  },
  'members-only': {
    status: 403,
    title: 'This is for members, not for keys',
    help: 'Sign in, and ask with the cookie of the session.',
  },
  'no-membership': {
    status: 403,
    title: 'You are no member of an agency here',
    help: 'Ask an owner of the agency to invite the address with which you sign in.',
  },
  'foreign-page': {
    status: 403,
    title: 'A page of another site asked for this',
    help: 'Systems use keys; the cookie of a member works from the console only.',
  },
  'agency-suspended': {
    status: 403,
    title: 'The agency is suspended',
    help: 'Nothing is lost: messages wait. Speak with the operator.',
  },
  'bad-signature': {
    status: 403,
    title: 'The signature does not fit',
    help: 'Check the auth token and the public base URL of the deployment.',
  },
  'webhook-off': {
    status: 409,
    title: 'The webhook gets nothing',
    help: 'Turn it on again first: `PATCH /webhooks/{id}` with `{"isOn":true}`.',
  },
  'too-many-webhooks': {
    status: 409,
    title: 'There are as many webhooks as there may be',
    help: 'Remove one that nothing listens to any more, or give one more types of events.',
  },
  'preview-stale': {
    status: 409,
    title: 'The preview does not hold any more',
    help: '`why` says whether it expired or people changed, `difference` who. Preview again.',
  },
  'confirmation-needed': {
    status: 409,
    title: 'So many are confirmed by their number, or by a second member',
    help: 'Send `recipients` as `confirmCount`, or have another member confirm the preview.',
  },
  'notice-allowance': {
    status: 409,
    title: 'That is more people than may be written to in a day',
    help: '`perDay` is the setting `rate_limiting.notices_per_day`, `used` of the last 24 hours.',
  },
  'nobody-to-write-to': {
    status: 409,
    title: 'Nobody of these can be written to',
    help: 'The preview says why each of them is left out.',
  },
  'sending-paused': {
    status: 409,
    title: 'Sending is paused',
    help: '`brake` says who paused it, since when and why. Call, or lift the pause.',
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
  'request-timeout': {
    status: 408,
    title: 'The body took too long to arrive',
    help: 'Send the request again, on a connection of its own; nothing was written.',
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
  'journey-differs': {
    status: 409,
    title: 'Another journey has this key or reference',
    help:
      '`errors` lists where the request differs from the journey there is, which `journeyId` ' +
      'names; edit that one, or use a reference of its own.',
  },
  'contact-exists': {
    status: 409,
    title: 'The number is another contact’s',
    help:
      '`contactId` names who has it. Edit the trip instead (`PATCH /trips/{id}`), which then ' +
      'goes to that contact with its other legs.',
  },
  'last-owner': {
    status: 409,
    title: 'An agency keeps an owner',
    help: 'Make another member an owner first.',
  },
  'import-not-ready': {
    status: 409,
    title: 'The import is not at that point',
    help: '`state` says what it does: wait until it was read or applied. Read the file again.',
  },
  'setting-changed': {
    status: 409,
    title: 'The setting was changed since',
    help: '`last` is the last change: take that one back, or set what you want.',
  },
  'undo-over': {
    status: 410,
    title: 'This cannot be taken back any more',
    help: 'Withdraw or edit the journeys themselves.',
  },
  'invitation-over': {
    status: 410,
    title: 'The invitation was taken, revoked or has expired',
    help: 'Ask an owner of the agency for another one.',
  },
  'group-exists': {
    status: 409,
    title: 'Another group has this name',
    help: '`groupId` names it; give the journeys of one group one name.',
  },
  'live-journeys': {
    status: 409,
    title: 'The contact is still travelling',
    help:
      '`journeys` lists those that are not over. Erase them after that, or withdraw these ' +
      'journeys with `withdraw`.',
  },
  'trip-withdrawn': {
    status: 409,
    title: 'The trip was cancelled',
    help: 'A cancelled trip cannot be edited; book a new one.',
  },
  'conversation-held': {
    status: 409,
    title: 'Somebody else has the conversation',
    help: 'Speak with who `heldBy` names, or take it with `steal`: the audit says so.',
  },
  'duplicate-knowledge': {
    status: 409,
    title: 'This question has an answer already',
    help: 'Change that entry, which `entryId` names, or say for whom this one holds.',
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
  'incident-taken': {
    status: 409,
    title: 'Somebody else has the incident',
    help: 'Leave it to `owner`, or claim it with `"steal": true`, which the audit says.',
  },
  'incident-closed': {
    status: 409,
    title: 'The incident is done, or was opened anew',
    help: 'Read it again; `reopen` opens one that is done and has no successor.',
  },
  'nothing-to-confirm': {
    status: 409,
    title: 'The task proposes nothing',
    help: 'Only `found_elsewhere` proposes another flight; edit the trip instead.',
  },
  'impossible-story': {
    status: 409,
    title: 'This cannot happen to the flight at that time',
    help: '`errors` says why; `GET` the story for what has happened and is to come.',
  },
  'contact-unreachable': {
    status: 409,
    title: 'The contact is not written to',
    help:
      '`reason` says why: `no_number`, or `opted_out` until they write that they want messages ' +
      'again.',
  },
  'edited-meanwhile': {
    status: 412,
    title: 'It was edited in between',
    help: 'Read it again and repeat the edit with its new ETag.',
  },
  gone: {
    status: 410,
    title: 'What this link opened is no longer there',
    help: 'Its trip was cancelled, or it was removed; ask the agency for a new link.',
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
    title: 'Too many requests',
    help: 'Wait as long as `Retry-After` says; spread bulk work over time.',
  },
  'over-ceiling': {
    status: 429,
    title: 'The agency has as much as the platform allows',
    help:
      'Nothing was written, and nothing that is there is touched. `ceiling` names what it is: ' +
      '`trips_per_day` and `flights_per_day` free themselves within 24 hours, `storage_mb` by ' +
      'removing documents; the operator may allow more than `limit`.',
  },
  'just-tested': {
    status: 429,
    title: 'The contact was sent a test message just now',
    help: 'Wait as long as `Retry-After` says; `GET /contacts/{id}` shows whether it arrived.',
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

/** The name of a kind of problem, as in `type`. */
export type ProblemName = keyof typeof problemTypes;

/**
 * What is wrong with one field, and where it is: a JSON pointer into the body, a query parameter or
 * a header. Never contains the value.
 */
export type FieldError = { readonly code: string; readonly message: string } & (
  | { readonly pointer: string }
  | { readonly parameter: string }
  | { readonly header: string }
);

/** The part of a request that a schema describes. */
export type RequestPart = 'body' | 'query' | 'header';

const maxErrors = 20;
const maxNameLength = 80;
/** A name that a response may contain: cut to a length, without half a character at its end. */
const shortName = (name: PropertyKey): string => storableText(String(name).slice(0, maxNameLength));

/** A name as a part of a JSON pointer in fragment form. */
const pointerPart = (name: PropertyKey): string =>
  encodeURI(shortName(name).replaceAll('~', '~0').replaceAll('/', '~1'));

/**
 * A JSON pointer in fragment form (RFC 6901 §6), such as `#/metadata/note`. Names may be of any
 * length and content.
 */
export const pointer = (path: readonly PropertyKey[]): string =>
  `#${path.map((name) => `/${pointerPart(name)}`).join('')}`;

const location = (
  part: RequestPart,
  path: readonly PropertyKey[],
): { pointer: string } | { parameter: string } | { header: string } => {
  const name = shortName(path[0] ?? '');
  return part === 'body'
    ? { pointer: pointer(path) }
    : part === 'query'
      ? { parameter: name }
      : { header: name };
};

/** The issues of the one alternative that is of the type that was sent; null: there is not one. */
const issuesOfAlternative = (
  issue: Extract<z.core.$ZodIssue, { code: 'invalid_union' }>,
): readonly z.core.$ZodIssue[] | null => {
  const [only, ...others] = issue.errors.filter(
    (issues) => !issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  );
  return only && others.length === 0
    ? only.map((each) => ({ ...each, path: [...issue.path, ...each.path] }))
    : null;
};

/** The issues that zod found, by field; each unknown field is an error of its own. */
export const fieldErrors = (error: z.ZodError, part: RequestPart = 'body'): FieldError[] =>
  error.issues
    .flatMap((issue): FieldError[] => {
      const ofAlternative = issue.code === 'invalid_union' ? issuesOfAlternative(issue) : null;
      if (ofAlternative) return fieldErrors(new z.ZodError([...ofAlternative]), part);
      if (issue.code === 'unrecognized_keys')
        return issue.keys.map((key) => ({
          ...location(part, [...issue.path, key]),
          code: 'unknown_field',
          message: 'there is no such field',
        }));
      if (issue.code === 'custom' && typeof issue.params?.['code'] === 'string')
        return [
          { ...location(part, issue.path), code: issue.params['code'], message: issue.message },
        ];
      const isMissing =
        issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
      return [
        {
          ...location(part, issue.path),
          code: isMissing ? 'required' : issue.code,
          message: isMissing ? 'is required' : issue.message,
        },
      ];
    })
    .slice(0, maxErrors);

/**
 * Thrown by a route to refuse a request. `extra` are further members of the problem document. The
 * app responds with `problemResponse`.
 */
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

/** The `application/problem+json` response for a problem. */
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
