/** Records on one page of AeroAPI. */
const pageSize = 15;
/** AeroAPI returns at most 40 pages of most lists at once, whatever `max_pages` says. */
const maxPagesAtOnce = 40;

/** One response of a paged list, without its records. */
export interface PageLinks {
  readonly links: { readonly next: string } | null;
  readonly num_pages: number;
}

/**
 * The records of one response: at most `max_pages` pages from the cursor on, 0 for the maximum.
 * `path` is the path of the request, for the link to the next pages.
 */
export const pageOf = <T>(
  all: readonly T[],
  path: string,
  parameters: Readonly<Record<string, string>>,
  { max_pages, cursor }: { readonly max_pages: number; readonly cursor?: string | undefined },
): { readonly records: readonly T[] } & PageLinks => {
  const first = Number(cursor ?? 0);
  const end =
    first + Math.min(max_pages === 0 ? maxPagesAtOnce : max_pages, maxPagesAtOnce) * pageSize;
  const records = all.slice(first, end);
  const query = new URLSearchParams({ ...parameters, cursor: String(end) });
  return {
    links: end < all.length ? { next: `${path}?${query}` } : null,
    num_pages: Math.max(1, Math.ceil(records.length / pageSize)),
    records,
  };
};
