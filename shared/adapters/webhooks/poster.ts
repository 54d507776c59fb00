import { lookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { allowedMs, reserves } from '#shared/deadline.ts';
import { second } from '#shared/domain/instant.ts';
import type { DeliveryError } from '#shared/domain/webhook.ts';
import type { TargetRefusal, WebhookPost, WebhookPoster } from '#shared/ports/webhook-poster.ts';
import { reachOf } from './public-address.ts';

/** An address as the resolver gives it. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Options of `createWebhookPoster`. */
export interface WebhookPosterOptions {
  /** Addresses and networks that may be sent to although they are private. */
  readonly networks: readonly string[];
  /** Finds the addresses of a host; the resolver of the machine by default. */
  readonly resolve?: (host: string) => Promise<readonly ResolvedAddress[]>;
  readonly timeoutMs?: number;
}

/** A resolver that does not answer holds up no worker for longer. */
const resolveMs = 5 * second;
const maxAnswerBytes = 16_384;
const maxUrlLength = 2_000;

/** @throws where nothing came in time. */
const within = async <T>(ms: number, promise: Promise<T>): Promise<T> => {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('no answer')), ms);
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

/** The host of a URL as a resolver takes it: IPv6 without its brackets. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');

const errorOf = (code: string): DeliveryError =>
  /^(ERR_TLS|ERR_SSL|EPROTO|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH)/.test(code)
    ? 'tls'
    : 'connection';

/** What an answer of this status means; null: it was taken. */
const errorOfStatus = (status: number): DeliveryError | null =>
  status >= 200 && status < 300 ? null : status >= 300 && status < 400 ? 'redirect' : 'http';

/**
 * Posts to servers that agencies name, which may be anybody's. The host is resolved once for each
 * request; where any of its addresses may not be sent to, nothing is, else the connection is made
 * to those very addresses, so that a name cannot mean another one a moment later. Redirects are not
 * followed, and of the answer only the status is used.
 */
export const createWebhookPoster = ({
  networks,
  resolve = (host) => lookup(host, { all: true }),
  timeoutMs = 15 * second,
}: WebhookPosterOptions): WebhookPoster => {
  const reach = reachOf(networks);

  const targetOf = async (
    text: string,
  ): Promise<
    | { readonly url: URL; readonly addresses: readonly ResolvedAddress[] }
    | { readonly refusal: TargetRefusal }
  > => {
    const url = text.length > maxUrlLength ? null : URL.parse(text);
    if (!url || !/^https?:$/.test(url.protocol)) return { refusal: 'not-https' };
    if (url.username !== '' || url.password !== '' || url.hash !== '')
      return { refusal: 'not-plain' };
    const addresses = await within(resolveMs, resolve(hostOf(url))).catch(() => []);
    if (addresses.length === 0) return { refusal: 'no-such-host' };
    const reaches = addresses.map(({ address }) => reach(address));
    if (reaches.includes('none')) return { refusal: 'private-address' };
    if (url.protocol === 'http:' && reaches.includes('tls')) return { refusal: 'not-https' };
    return { url, addresses };
  };

  const request = (
    url: URL,
    addresses: readonly ResolvedAddress[],
    { headers, body }: WebhookPost,
    leftMs: number,
  ) =>
    new Promise<Awaited<ReturnType<WebhookPoster['post']>>>((done) => {
      const failed = (error: DeliveryError) => done({ status: null, error, retryAfter: null });
      const outgoing = (url.protocol === 'https:' ? https : http).request(url, {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        // A connection for each request: none is left to a host that has moved meanwhile.
        agent: false,
        lookup: (_, { all }, found) => {
          const [first] = addresses;
          if (all) found(null, [...addresses]);
          else found(null, first?.address ?? '', first?.family);
        },
      });
      const timer = setTimeout(() => {
        failed('timeout');
        outgoing.destroy();
      }, leftMs);
      outgoing.on('close', () => clearTimeout(timer));
      outgoing.on('error', (error: NodeJS.ErrnoException) => failed(errorOf(error.code ?? '')));
      outgoing.on('response', (response) => {
        const status = response.statusCode ?? 0;
        const answered = () =>
          done({
            status,
            error: errorOfStatus(status),
            retryAfter: response.headers['retry-after'] ?? null,
          });
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > maxAnswerBytes) response.destroy();
        });
        // The status is known, whatever becomes of the rest.
        response.on('close', answered);
        response.on('error', answered);
      });
      outgoing.end(body);
    });

  return {
    refusalOf: async (url) => {
      const target = await targetOf(url);
      return 'refusal' in target ? target.refusal : null;
    },
    post: async (post) => {
      const startedAt = performance.now();
      const target = await targetOf(post.url);
      if ('refusal' in target)
        return {
          status: null,
          error: target.refusal === 'no-such-host' ? 'no-such-host' : 'refused-address',
          retryAfter: null,
        };
      const leftMs = allowedMs(timeoutMs, reserves.settling) - (performance.now() - startedAt);
      return request(target.url, target.addresses, post, Math.max(1, leftMs));
    },
  };
};
