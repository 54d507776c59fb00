import type { ImportFile, ImportReading, ImportTable } from '#shared/domain/booking-import.ts';
import { dateOrderOf, readDate } from './cells.ts';
import { type ImportField, type ImportMapping, importFields, missingFields } from './columns.ts';
import type { FileRow } from './rows.ts';

const fieldNames: ReadonlySet<string> = new Set(importFields);
const isField = (name: string | null): name is ImportField => name !== null && fieldNames.has(name);

/** The mapping of a reading. */
const mappingOf = ({ mapping }: ImportReading): ImportMapping =>
  mapping.map((name) => (isField(name) ? name : null));

/** The rows of a file with their corrections. */
export const rowsOf = ({
  records,
  reading,
}: Pick<ImportTable, 'records' | 'reading'>): readonly FileRow[] => {
  const mapping = mappingOf(reading);
  const corrections = Map.groupBy(reading.corrections, ({ line }) => line);
  return records.map(({ line, fields }) => {
    const cells = new Map<ImportField, string>();
    for (const [index, field] of mapping.entries()) {
      const text = fields[index] ?? '';
      if (field !== null && text !== '') cells.set(field, text);
    }
    for (const { field, value } of corrections.get(line) ?? [])
      if (isField(field)) cells.set(field, value);
    return { line, cells };
  });
};

const valuesOf = function* (rows: readonly FileRow[], field: ImportField): Iterable<string> {
  for (const { cells } of rows) {
    const value = cells.get(field);
    if (value !== undefined) yield value;
  }
};

/** Samples of a column are for somebody who names it: a few are enough. */
const sampleCount = 3;

/** A file as it is shown: its columns, how they are understood, and what is to be asked. */
export const fileOf = (table: ImportTable): ImportFile => {
  const { reading, header, records, fileName } = table;
  const rows = rowsOf(table);
  const dateOrder = reading.dateOrder ?? dateOrderOf(valuesOf(rows, 'date'));
  const asksDateOrder =
    dateOrder === null &&
    [...valuesOf(rows, 'date')].some((value) => {
      const date = readDate(value, null, '2000-01-01');
      return !date.ok && date.code === 'ambiguous_date';
    });
  return {
    fileName,
    columns: header.map((name, index) => ({
      name,
      field: reading.mapping[index] ?? null,
      samples: records
        .flatMap(({ fields }) => fields[index] || [])
        .slice(0, sampleCount)
        .map((sample) => sample.slice(0, 60)),
    })),
    missing: [...missingFields(mappingOf(reading))],
    dateOrder,
    asksDateOrder,
  };
};
