import type { ImportReading, ImportTable } from '#shared/domain/booking-import.ts';

type Correction = ImportReading['corrections'][number];

/**
 * A table that is read otherwise: what is not said stays as it was, and of several corrections of
 * a cell the last one holds: those of before, what was suggested, and those that are said now.
 */
export const readOtherwise = (
  table: ImportTable,
  {
    mapping,
    dateOrder,
    corrections = [],
  }: { readonly [K in keyof ImportReading]?: ImportReading[K] | undefined },
  suggested: readonly Correction[],
): ImportTable => {
  const { header, reading } = table;
  const ofCells = new Map(
    [...reading.corrections, ...suggested, ...corrections].map(
      (correction) => [`${correction.line} ${correction.field}`, correction] as const,
    ),
  );
  return {
    ...table,
    reading: {
      mapping: header.map((_, nth) => (mapping ?? reading.mapping)[nth] ?? null),
      dateOrder: dateOrder === undefined ? reading.dateOrder : dateOrder,
      corrections: [...ofCells.values()],
    },
  };
};
