import { allowedMs, reserves } from '#shared/deadline.ts';
import { detectFileType } from '#shared/domain/detect-file-type.ts';
import { longestDocumentBytes } from '#shared/domain/document.ts';
import type { FetchedMedia, InboundMedia } from '#shared/ports/inbound-media.ts';
import { authorizationFor, type TwilioAccounts } from './accounts.ts';

const timeoutMs = 15_000;
const maxRedirects = 3;
const maxTries = 2;

/** Reads a body up to `maxBytes`, whatever its headers claim; null where it is longer. */
const readAtMost = async (response: Response, maxBytes: number): Promise<Uint8Array | null> => {
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes) return null;
  if (!response.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body.getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    size += read.value.length;
    if (size > maxBytes) {
      await reader.cancel().catch(() => undefined);
      return null;
    }
    chunks.push(read.value);
  }
  return new Uint8Array(Buffer.concat(chunks));
};

/**
 * Media of travellers, from Twilio's media resource. The credentials of the account that an address
 * names go to Twilio only, not to where it redirects.
 */
export const createTwilioMedia = (accounts: TwilioAccounts): InboundMedia => {
  const base = accounts.baseUrl?.replace(/(?<!\/)\/+$/, '') ?? null;
  /** The address to request; null where it is not Twilio's, since nothing else is fetched first. */
  const resourceOf = (address: string): URL | null => {
    const url = URL.parse(address);
    if (!url) return null;
    const isTwilio = url.protocol === 'https:' && url.hostname === 'api.twilio.com';
    if (base === null) return isTwilio ? url : null;
    if (isTwilio) return new URL(`${base}/${url.hostname}${url.pathname}${url.search}`);
    return url.origin === new URL(base).origin ? url : null;
  };

  const fetchFollowing = async (first: URL): Promise<Response> => {
    const authorization = authorizationFor(accounts, first);
    const signal = AbortSignal.timeout(allowedMs(timeoutMs, reserves.fallback));
    let response = await fetch(first, { headers: { authorization }, redirect: 'manual', signal });
    for (let n = 0; n < maxRedirects && response.status >= 300 && response.status < 400; n++) {
      const next = URL.parse(response.headers.get('location') ?? '', first.href);
      await response.body?.cancel();
      if (!next || (next.protocol !== 'https:' && next.origin !== first.origin)) break;
      response = await fetch(next, {
        redirect: 'manual',
        signal,
        ...(next.origin === first.origin ? { headers: { authorization } } : {}),
      });
    }
    return response;
  };

  const fetchOnce = async (url: URL): Promise<FetchedMedia> => {
    try {
      const response = await fetchFollowing(url);
      if (response.status === 404 || response.status === 410) return { kind: 'gone' };
      if (!response.ok) {
        await response.body?.cancel();
        return { kind: 'failed' };
      }
      const bytes = await readAtMost(response, longestDocumentBytes);
      if (bytes === null) return { kind: 'too-large' };
      const type = detectFileType(bytes);
      return type ? { kind: 'file', bytes, ...type } : { kind: 'unsupported' };
    } catch {
      return { kind: 'failed' };
    }
  };

  return {
    fetch: async ({ url }) => {
      const target = resourceOf(url);
      if (!target) return { kind: 'failed' };
      let fetched: FetchedMedia = { kind: 'failed' };
      for (let n = 0; n < maxTries && fetched.kind === 'failed'; n++)
        fetched = await fetchOnce(target);
      return fetched;
    },
  };
};
