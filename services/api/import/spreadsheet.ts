import { unzipSync } from 'fflate';
import { readSheet } from 'read-excel-file/universal';
import { spreadsheetText } from '../body.ts';
import { type CsvRecord, isBlank, readRecords } from '../domain/csv-table.ts';
import { fieldOfHeader } from '../domain/import/columns.ts';
import { storableText } from '../domain/storable.ts';

/** A file taken apart, or why it cannot be: `line` is where. */
export type Sheet =
  | {
      readonly ok: true;
      readonly header: readonly string[];
      readonly records: readonly CsvRecord[];
    }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly line: number };

/** How many rows a file may have. */
export const mostRows = 10_000;
const mostColumns = 100;
/** What is left of a cell: more is somebody's document. */
const longestCell = 500;
/** Above the names of the columns there may be a title or two. */
const headerWithin = 10;
/** An archive of a few kilobytes may hold gigabytes; a sheet of 10,000 rows is a tenth of this. */
const mostUnpackedBytes = 100_000_000;

const refuse = (code: string, message: string, line = 1): Sheet => ({
  ok: false,
  code,
  message,
  line,
});

const two = (number: number): string => String(number).padStart(2, '0');

/** A cell of a workbook as it would be written; times alone are dates of 1899 or 1900. */
const cellText = (cell: unknown): string => {
  if (!(cell instanceof Date)) return cell === null || cell === undefined ? '' : String(cell);
  if (Number.isNaN(cell.getTime())) return '';
  // Instants of spreadsheets are fractions of days, a hair before or after the minute.
  const at = new Date(Math.round(cell.getTime() / 60_000) * 60_000);
  const time = `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
  const date = at.toISOString().slice(0, 10);
  return at.getUTCFullYear() <= 1900 ? time : time === '00:00' ? date : `${date} ${time}`;
};

const isWorkbook = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
/** The workbooks of before 2007. */
const isOldWorkbook = (bytes: Uint8Array): boolean =>
  bytes[0] === 0xd0 && bytes[1] === 0xcf && bytes[2] === 0x11 && bytes[3] === 0xe0;

const unpackedBytes = (bytes: Uint8Array): number => {
  let sum = 0;
  unzipSync(bytes, {
    filter: ({ originalSize }) => {
      sum += originalSize;
      return false;
    },
  });
  return sum;
};

const workbookRecords = async (
  bytes: Uint8Array<ArrayBuffer>,
): Promise<readonly CsvRecord[] | null> => {
  try {
    if (unpackedBytes(bytes) > mostUnpackedBytes) return null;
    // A number stays as it is written: a telephone is none.
    const rows = await readSheet(bytes.slice().buffer, { parseNumber: (number) => number });
    return rows.map((row, index) => ({ line: index + 1, fields: row.map(cellText) }));
  } catch {
    return null;
  }
};

/** The header and the rows under it, without those in which there is nothing. */
const sheetOf = (records: readonly CsvRecord[]): Sheet => {
  const filled = records
    .filter(({ fields }) => !isBlank(fields))
    .map(({ line, fields }) => ({
      line,
      fields: fields.map((field) => storableText(field.trim()).slice(0, longestCell)),
    }));
  const known = filled
    .slice(0, headerWithin)
    .findIndex(({ fields }) => fields.filter((field) => fieldOfHeader(field) !== null).length > 2);
  const [header, ...rows] = filled.slice(Math.max(0, known));
  if (!header) return refuse('empty', 'the file is empty');
  if (header.fields.length > mostColumns)
    return refuse(
      'too_many_columns',
      `a file may have at most ${mostColumns} columns`,
      header.line,
    );
  const tooLong = rows[mostRows];
  if (tooLong)
    return refuse('too_many_rows', `a file may have at most ${mostRows} rows`, tooLong.line);
  return { ok: true, header: header.fields, records: rows };
};

/** Takes text apart that was exported from a spreadsheet, or copied out of one. */
export const readSheetText = (text: string): Sheet => {
  const { records, openQuoteLine } = readRecords(
    text,
    (name) => fieldOfHeader(name) !== null,
    mostRows + headerWithin + 2,
  );
  return openQuoteLine === null
    ? sheetOf(records)
    : refuse('open_quote', 'a quotation mark is opened and never closed', openQuoteLine);
};

/**
 * Takes a file apart: a workbook (XLSX), or text in any encoding and with any separator that
 * spreadsheets write.
 * @throws Problem `malformed-body` where it is text that cannot be read.
 */
export const readSheetFile = async (bytes: Uint8Array<ArrayBuffer>): Promise<Sheet> => {
  if (isOldWorkbook(bytes))
    return refuse('old_workbook', 'is a workbook of before 2007: save it as XLSX or CSV');
  if (!isWorkbook(bytes)) return readSheetText(spreadsheetText(bytes));
  const records = await workbookRecords(bytes);
  return records === null
    ? refuse('bad_workbook', 'cannot be read as a workbook: save it as XLSX or CSV again')
    : sheetOf(records);
};

/** Rows that a system sends as objects: the names of all of them are the header. */
export const sheetOfObjects = (rows: readonly Readonly<Record<string, unknown>>[]): Sheet => {
  const header = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return sheetOf([
    { line: 1, fields: header },
    ...rows.map((row, index) => ({
      line: index + 2,
      fields: header.map((name) => {
        const value = row[name];
        return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
      }),
    })),
  ]);
};
