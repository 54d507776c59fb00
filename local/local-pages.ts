import { timingSafeEqual } from 'node:crypto';
import { isLoopback } from '#shared/client-address.ts';
import type { Handler } from './http-server.ts';

const cookieOf = (path: string): string => `bauhaus-${path.slice(1)}`;
const refusal =
  'This page answers to the machine that it runs on only, or to the address with a token that ' +
  'was printed at the start.\n';

/** Whether a Host header, or the origin of a page, names this machine and no other. */
export const namesThisMachine = (host: string): boolean => {
  const name = host.replace(/:\d{1,5}$/, '').toLowerCase();
  return name === 'localhost' || isLoopback(name.replace(/^\[|\]$/g, ''));
};

/**
 * Whether a request comes from a browser or program of this machine: its connection does, no proxy
 * passed it on, and it names this machine. A site whose name was pointed at 127.0.0.1 (DNS
 * rebinding) has the first two, but not the third.
 */
const isFromThisMachine = (request: Request, peer: string | undefined): boolean =>
  peer !== undefined &&
  isLoopback(peer) &&
  !request.headers.has('x-forwarded-for') &&
  !request.headers.has('forwarded') &&
  namesThisMachine(request.headers.get('host') ?? new URL(request.url).host);

const isSame = (candidate: string, token: string): boolean =>
  candidate.length === token.length && timingSafeEqual(Buffer.from(candidate), Buffer.from(token));

/**
 * Serves pages below a path to this machine alone. From elsewhere they open with `?token=…` once; a
 * cookie keeps it from then on.
 */
export const guardLocalPages =
  (
    pages: { readonly fetch: (request: Request) => Response | Promise<Response> },
    token: string,
    path = '/phone',
  ): Handler =>
  (request, peer) => {
    const cookieName = cookieOf(path);
    if (isFromThisMachine(request, peer)) return pages.fetch(request);
    const url = new URL(request.url);
    const shown = url.searchParams.get('token');
    if (shown !== null && isSame(shown, token)) {
      url.searchParams.delete('token');
      return new Response(null, {
        status: 303,
        headers: {
          location: `${url.pathname}${url.search}`,
          'set-cookie': `${cookieName}=${token}; Path=${path}; HttpOnly; SameSite=Strict`,
          'cache-control': 'no-store',
          'referrer-policy': 'no-referrer',
        },
      });
    }
    const cookies = (request.headers.get('cookie') ?? '').split(';').map((text) => text.trim());
    return cookies.some((cookie) => isSame(cookie, `${cookieName}=${token}`))
      ? pages.fetch(request)
      : new Response(refusal, {
          status: 403,
          headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
        });
  };
