import { z } from 'zod';
import { type AeroapiAnswer, type AeroapiConfig, askAeroapi } from './aeroapi-client.ts';

/** Result of reading a paged list. */
export type AeroapiList =
  | { readonly kind: 'complete'; readonly bodies: readonly unknown[] }
  /** A request failed, or its status was not 200. */
  | { readonly kind: 'failed'; readonly answer: AeroapiAnswer }
  /** There are more pages than `maxRequests`, or a link without a cursor. */
  | { readonly kind: 'too-long' };

const Links = z.object({ links: z.object({ next: z.string() }).nullish() });

/** Cursor of the next page: undefined after the last page, null where the link has no cursor. */
const nextCursor = (body: unknown): string | null | undefined => {
  const next = Links.safeParse(body).data?.links?.next;
  return next === undefined
    ? undefined
    : new URLSearchParams(next.slice(next.indexOf('?') + 1)).get('cursor');
};

/**
 * Reads a paged list to its end, in at most `maxRequests` requests. Of `links.next` only the cursor
 * is used, so that the key goes to no other address.
 */
export const readList = async (
  config: AeroapiConfig,
  path: string,
  parameters: Readonly<Record<string, string>>,
  maxRequests: number,
): Promise<AeroapiList> => {
  const bodies: unknown[] = [];
  let query = new URLSearchParams(parameters);
  while (bodies.length < maxRequests) {
    const answer = await askAeroapi(config, 'GET', `${path}?${query}`);
    if (answer.kind === 'failed' || answer.status !== 200) return { kind: 'failed', answer };
    bodies.push(answer.body);
    const cursor = nextCursor(answer.body);
    if (cursor === undefined) return { kind: 'complete', bodies };
    if (cursor === null) break;
    query = new URLSearchParams({ ...parameters, cursor });
  }
  return { kind: 'too-long' };
};
