/** Records on one page of AeroAPI. */
const pageSize = 15;
/** `max_pages` is no promise; of most lists AeroAPI answers with no more than 40 pages at once. */
const mostPages = 40;

/** One answer of a paged list, without its records. */
export interface PageLinks {
  readonly links: { readonly next: string } | null;
  readonly num_pages: number;
}

/**
 * The records that one request is answered with: at most `max_pages` pages from the cursor on,
 * 0 for as many as may be.
 * `path` is that of the request, of which AeroAPI's link to the next pages is made.
 */
export const pagesOf = <T>(
  all: readonly T[],
  path: string,
  parameters: Readonly<Record<string, string>>,
  { max_pages, cursor }: { readonly max_pages: number; readonly cursor?: string | undefined },
): { readonly records: readonly T[] } & PageLinks => {
  const first = Number(cursor ?? 0);
  const end = first + Math.min(max_pages === 0 ? mostPages : max_pages, mostPages) * pageSize;
  const records = all.slice(first, end);
  const query = new URLSearchParams({ ...parameters, cursor: String(end) });
  return {
    links: end < all.length ? { next: `${path}?${query}` } : null,
    num_pages: Math.max(1, Math.ceil(records.length / pageSize)),
    records,
  };
};
