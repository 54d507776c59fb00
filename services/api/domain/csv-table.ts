import { CsvError, parse } from 'csv-parse/sync';
import type { z } from 'zod';
import { foldedName } from '#shared/domain/place.ts';

/** What is wrong with a row. Never contains a value; `column` null: the row or file as a whole. */
export interface RowError {
  readonly line: number;
  readonly column: string | null;
  readonly code: string;
  readonly message: string;
}

/** A valid row; `line` is the line that it begins on, the file's first being 1. */
export interface TableRow<T> {
  readonly line: number;
  readonly value: T;
}

/** A parsed file: its valid rows, and the errors of the others. */
export interface TableFile<T> {
  readonly rows: readonly TableRow<T>[];
  readonly errors: readonly RowError[];
}

/** What the columns of a file are called, and what a row is. */
export interface TableForm<T, Column extends string> {
  /** Column names in English, Spanish and Portuguese, folded. */
  readonly names: ReadonlyMap<Column, readonly string[]>;
  readonly required: readonly Column[];
  /** What the filled cells of a row say; the schema judges it. */
  readonly input: (cells: ReadonlyMap<Column, string>) => unknown;
  readonly schema: z.ZodType<T>;
  /** The column that a place in `input` came from. */
  readonly columnAt: (path: readonly PropertyKey[]) => string;
}

/** How many rows a file may have. */
export const maxRows = 2_000;
const maxErrors = 200;
/** Each row is looked at in every column: a million of them would take minutes. */
const maxColumns = 200;

/** The line `sep=;` that Excel may write above the header, with its separator. */
const separatorLinePattern = /^"?sep=([^"\n])"?\n/i;
/** Above the names of the columns there may be a title or two. */
const headerWithin = 10;
/**
 * The separator that splits the header into the most known column names; where none is known, the
 * one that the first lines have most.
 */
const detectSeparator = (text: string, isKnown: (name: string) => boolean): string => {
  const lines = text.split('\n', headerWithin * 2).slice(0, headerWithin);
  const most = (count: (pieces: readonly string[]) => number) => (separator: string) =>
    Math.max(...lines.map((line) => count(line.split(separator))));
  const known = most((pieces) => pieces.filter(isKnown).length);
  const pieceCount = most(({ length }) => length);
  return [',', ';', '\t'].reduce((best, separator) =>
    known(separator) > known(best) ||
    (known(separator) === 0 && known(best) === 0 && pieceCount(separator) > pieceCount(best))
      ? separator
      : best,
  );
};

/** Whether a record holds nothing. */
export const isBlank = (fields: readonly string[]): boolean =>
  fields.every((field) => field.trim() === '');
/** Removes the empty rows at the end, of which spreadsheets may leave thousands. */
const trimEmptyRows = (table: string, separator: string): string => {
  let end = table.length;
  while (end > 0 && `${separator} \t\n`.includes(table.charAt(end - 1))) end -= 1;
  return table.slice(0, end);
};

const newlineCount = (fields: readonly string[]): number => fields.join('').split('\n').length - 1;

/** A record of a file and the line that it begins on. */
export interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * The records of a file, `mostRecords` at most, with the lines they begin on, and the line of a
 * quote never closed. The separator is what a line `sep=` names, else what splits the header into
 * the most known names.
 */
export const readRecords = (
  file: string,
  isKnown: (name: string) => boolean,
  mostRecords: number,
): { readonly records: readonly CsvRecord[]; readonly openQuoteLine: number | null } => {
  const text = file.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const declared = separatorLinePattern.exec(text);
  const table = text.slice(declared?.[0].length ?? 0);
  const separator = declared?.[1] ?? detectSeparator(table, isKnown);
  const linesBefore = declared ? 1 : 0;
  const records: CsvRecord[] = [];
  let lastLine = linesBefore;
  try {
    parse(trimEmptyRows(table, separator), {
      delimiter: separator,
      recordDelimiter: '\n',
      relaxColumnCount: true,
      relaxQuotes: true,
      ltrim: true,
      skipEmptyLines: true,
      to: mostRecords,
      onRecord: (fields: readonly string[], { lines }) => {
        lastLine = linesBefore + lines;
        records.push({ line: lastLine - newlineCount(fields), fields });
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError) || error.code !== 'CSV_QUOTE_NOT_CLOSED') throw error;
    return { records, openQuoteLine: lastLine + 1 };
  }
  return { records, openQuoteLine: null };
};

const rowErrors = (
  line: number,
  { issues }: z.ZodError,
  columnAt: (path: readonly PropertyKey[]) => string,
): readonly RowError[] =>
  issues.map((issue) => {
    const isMissing = issue.message.endsWith('received undefined');
    const custom = issue.code === 'custom' ? issue.params?.['code'] : undefined;
    return {
      line,
      column: columnAt(issue.path),
      code: isMissing ? 'required' : typeof custom === 'string' ? custom : issue.code,
      message: isMissing ? 'is required' : issue.message,
    };
  });

/**
 * Parses a CSV file, as spreadsheets write it. Invalid rows become errors; duplicates are kept,
 * since only the store knows what there is.
 */
export const readTable = <T, Column extends string>(
  text: string,
  { names, required, input, schema, columnAt }: TableForm<T, Column>,
): TableFile<T> => {
  const columnsByName = new Map<string, Column>(
    [...names].flatMap(([column, called]) => called.map((name) => [name, column] as const)),
  );
  const columnOf = (name: string): Column | null => columnsByName.get(foldedName(name)) ?? null;
  const { records, openQuoteLine } = readRecords(
    text,
    (name) => columnOf(name) !== null,
    // The header, all allowed rows, and one more, which shows that there are too many.
    maxRows + 2,
  );
  const start = records.findIndex(({ fields }) => !isBlank(fields));
  const [header, ...dataRecords] = start === -1 ? [] : records.slice(start);
  const rejectFile = (line: number, code: string, message: string): TableFile<T> => ({
    rows: [],
    errors: [{ line, column: null, code, message }],
  });
  if (openQuoteLine !== null)
    return rejectFile(openQuoteLine, 'open_quote', 'a quotation mark is opened and never closed');
  if (!header) return rejectFile(1, 'empty', 'the file is empty');
  if (header.fields.length > maxColumns)
    return rejectFile(
      header.line,
      'too_many_columns',
      `the first line may have at most ${maxColumns} fields`,
    );
  const columns = header.fields.map(columnOf);
  for (const column of required)
    if (!columns.includes(column))
      return rejectFile(
        header.line,
        'missing_column',
        `the first line names no column "${column}"`,
      );
  const rows: TableRow<T>[] = [];
  const errors: RowError[] = [];
  for (const { line, fields } of dataRecords.slice(0, maxRows)) {
    if (isBlank(fields)) continue;
    if (!isBlank(fields.slice(columns.length))) {
      const message = 'has more fields than the first line names';
      errors.push({ line, column: null, code: 'too_many_fields', message });
    } else {
      const cells = new Map<Column, string>();
      columns.forEach((column, index) => {
        const field = fields[index]?.trim() ?? '';
        if (column !== null && field !== '') cells.set(column, field);
      });
      const parsed = schema.safeParse(input(cells));
      if (parsed.success) rows.push({ line, value: parsed.data });
      else errors.push(...rowErrors(line, parsed.error, columnAt));
    }
  }
  const tooManyRows = dataRecords.slice(maxRows, maxRows + 1).map(({ line }) => ({
    line,
    column: null,
    code: 'too_many_rows',
    message: `a file may have at most ${maxRows} rows`,
  }));
  return { rows, errors: [...errors.slice(0, maxErrors), ...tooManyRows] };
};
