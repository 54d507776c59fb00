import { day, hour } from '#shared/domain/instant.ts';
import { Problem } from './problem.ts';

/** How long a session lasts that is used. */
export const sessionLife = 14 * day;
/** A session that nobody used for so long has ended: a night shift and the way home. */
export const idleFor = 24 * hour;

/**
 * The prefix makes browsers refuse the cookie unless it is Secure, for this host alone and for all
 * paths (RFC 6265bis, section 4.1.3.2); they treat localhost as secure.
 */
export const sessionCookieName = '__Host-bauhaus';
const attributes = 'Path=/; Secure; HttpOnly; SameSite=Lax';

/** The header that gives a browser its session. */
export const sessionCookie = (token: string): string =>
  `${sessionCookieName}=${token}; ${attributes}; Max-Age=${sessionLife / 1000}`;
/** The header that takes it away. */
export const endedSessionCookie = `${sessionCookieName}=; ${attributes}; Max-Age=0`;

/** How long an operator stays signed in: a shift; and how long without use. */
export const operatorSessionLife = 12 * hour;
export const operatorIdleFor = 2 * hour;

/** Of the operator: beside that of a member, and sent with no link of another site. */
export const operatorCookieName = '__Host-bauhaus-operator';
const operatorAttributes = 'Path=/; Secure; HttpOnly; SameSite=Strict';
/** The header that gives an operator's browser its session. */
export const operatorCookie = (token: string): string =>
  `${operatorCookieName}=${token}; ${operatorAttributes}; Max-Age=${operatorSessionLife / 1000}`;
/** The header that takes it away. */
export const endedOperatorCookie = `${operatorCookieName}=; ${operatorAttributes}; Max-Age=0`;

/** The problem of a session that has ended; its cookie goes with it. */
export const signedOut = () =>
  new Problem('signed-out', 'The session has ended. Sign in again.', {
    headers: { 'set-cookie': endedSessionCookie },
  });

/** The same of an operator's session. */
export const operatorSignedOut = () =>
  new Problem('signed-out', 'The session has ended. Sign in again.', {
    headers: { 'set-cookie': endedOperatorCookie },
  });

const safeMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Refuses a change that a page of another site asks for with the cookie of a member. Browsers name
 * the origin of the page with every request that changes something, and no page can alter it. The
 * cookie goes to its own host only, so that a page of the host that was asked is one of ours, as is
 * one of the public address, behind which the host has another name; at the public address nothing
 * but its own origin is: whoever is on the way can make up a page that came without TLS.
 * @throws Problem `foreign-page`
 */
export const assertOwnPage = (
  request: {
    readonly method: string;
    readonly origin: string | undefined;
    readonly host: string | undefined;
  },
  publicBaseUrl: string,
): void => {
  const { method, origin, host } = request;
  if (safeMethods.includes(method)) return;
  const from = origin !== undefined && URL.canParse(origin) ? new URL(origin) : null;
  const own = new URL(publicBaseUrl);
  const isOwn = from?.host === own.host ? from.origin === own.origin : from?.host === host;
  if (from === null || !isOwn)
    throw new Problem(
      'foreign-page',
      'Members and operators change things from the pages of the console only.',
    );
};
