import { z } from 'zod';
import { type AeroapiAnswer, type AeroapiConfig, askAeroapi } from './aeroapi-client.ts';

/** What became of reading a paged list. */
export type AeroapiList =
  | { readonly kind: 'complete'; readonly bodies: readonly unknown[] }
  /** A request was not answered with a page. */
  | { readonly kind: 'failed'; readonly answer: AeroapiAnswer }
  /** There is more than the given number of requests reads. */
  | { readonly kind: 'too-long' };

const Links = z.object({ links: z.object({ next: z.string() }).nullish() });

/**
 * What is left of a list after this page: undefined for nothing, null where the link names no
 * cursor.
 */
const cursorIn = (body: unknown): string | null | undefined => {
  const next = Links.safeParse(body).data?.links?.next;
  return next === undefined
    ? undefined
    : new URLSearchParams(next.slice(next.indexOf('?') + 1)).get('cursor');
};

/**
 * Reads a list of AeroAPI to its end, with as many requests as it takes but at most `maxRequests`.
 * Only the cursor of `links.next` is used, so that the key goes to no other address.
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
    const cursor = cursorIn(answer.body);
    if (cursor === undefined) return { kind: 'complete', bodies };
    if (cursor === null) break;
    query = new URLSearchParams({ ...parameters, cursor });
  }
  return { kind: 'too-long' };
};
