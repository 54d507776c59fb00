import { useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import type { Conversation } from '../../api/conversations.ts';
import { type Box, conversationsQuery } from '../../api/queries.ts';

interface Pages {
  readonly box: Box;
  /** Of each page after the first one. */
  readonly cursors: readonly string[];
  /** The pages of which something is in sight. */
  readonly from: number;
  readonly to: number;
}

const dataOf = <T>(results: readonly { readonly data: T }[]): readonly T[] =>
  results.map(({ data }) => data);

/** So many rows before the end of what was read, more is. */
const ahead = 40;

/**
 * The conversations of a box, read page by page as they come into sight. Only what is in sight is
 * read anew when something changes; of one that moved from page to page the first copy counts.
 */
export const useConversations = (box: Box) => {
  const [kept, setPages] = useState<Pages>({ box, cursors: [], from: 0, to: 0 });
  const pages = kept.box === box ? kept : { box, cursors: [], from: 0, to: 0 };
  const first = useQuery(conversationsQuery(box));
  const { cursors, from, to } = pages;
  const queries = useMemo(
    () =>
      cursors.map((cursor, index) => ({
        ...conversationsQuery(box, cursor),
        enabled: index + 1 >= from && index + 1 <= to,
      })),
    [box, cursors, from, to],
  );
  const later = useQueries({ queries, combine: dataOf });
  const { items, lengths, next } = useMemo(() => {
    const all = [first.data, ...later];
    const rows = all.flatMap((page) => page?.items ?? []);
    const byId = new Map(rows.toReversed().map((row): [string, Conversation] => [row.id, row]));
    return {
      items: [...byId.values()].toReversed(),
      lengths: all.map((page) => page?.items.length ?? 0),
      next: all.at(-1)?.next ?? null,
    };
  }, [first.data, later]);
  const look = useCallback(
    (fromRow: number, toRow: number): void => {
      const pageOf = (row: number): number => {
        let end = 0;
        const page = lengths.findIndex((length) => {
          end += length;
          return row < end;
        });
        return page === -1 ? lengths.length - 1 : page;
      };
      const isNearEnd = toRow + ahead > items.length && next !== null;
      const cursors = isNearEnd ? [...pages.cursors, next] : pages.cursors;
      const [from, to] = [pageOf(fromRow), isNearEnd ? cursors.length : pageOf(toRow)];
      if (isNearEnd || from !== pages.from || to !== pages.to) setPages({ box, cursors, from, to });
    },
    [box, items.length, lengths, next, pages.cursors, pages.from, pages.to],
  );
  return { first, items, look };
};
