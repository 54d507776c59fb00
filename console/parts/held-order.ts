import { useEffect, useMemo, useRef, useState } from 'react';

interface Row {
  readonly id: string;
}
/** A row as it is now; gone: it would not be in the list any more. */
export interface HeldRow<T> {
  readonly row: T;
  readonly isGone: boolean;
}

/**
 * Rows in the order in which they stand while somebody points at them: each as it is now, those
 * that would have left in their place, those that come after all of them behind, where they move
 * nothing, and how many others would have come.
 */
export const heldRows = <T extends Row>(
  standing: readonly T[],
  latest: readonly T[],
): { readonly rows: readonly HeldRow<T>[]; readonly fresh: number } => {
  const byId = new Map(latest.map((row) => [row.id, row]));
  const known = new Set(standing.map(({ id }) => id));
  const end = latest.findLastIndex(({ id }) => known.has(id)) + 1;
  return {
    rows: [
      ...standing.map((row) => ({ row: byId.get(row.id) ?? row, isGone: !byId.has(row.id) })),
      ...latest.slice(end).map((row) => ({ row, isGone: false })),
    ],
    fresh: latest.slice(0, end).filter(({ id }) => !known.has(id)).length,
  };
};

const isCoarse = (): boolean => matchMedia('(hover: none)').matches;

/**
 * Keeps the rows of a list in their places while a pointer is over it, or always where there are
 * fingers; `settle` lets them take their order of now. Another `about` is another list.
 */
export const useHeldOrder = <T extends Row>(latest: readonly T[], about: string) => {
  const [isPointedAt, setPointedAt] = useState(false);
  const [settled, settleCount] = useState(0);
  const standing = useRef<{ readonly about: string; readonly rows: readonly T[] }>({
    about,
    rows: [],
  });
  const isHeld =
    (isPointedAt || isCoarse()) &&
    standing.current.about === about &&
    standing.current.rows.length > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what stands changes with these alone
  const { rows, fresh } = useMemo(
    () =>
      isHeld
        ? heldRows(standing.current.rows, latest)
        : { rows: latest.map((row) => ({ row, isGone: false })), fresh: 0 },
    [isHeld, latest, about, settled],
  );
  useEffect(() => {
    standing.current = { about, rows: rows.map(({ row }) => row) };
  }, [about, rows]);
  return {
    rows,
    fresh,
    settle: () => {
      standing.current = { about, rows: latest };
      settleCount((count) => count + 1);
    },
    holding: {
      onPointerEnter: () => setPointedAt(true),
      onPointerLeave: () => setPointedAt(false),
    },
  };
};
