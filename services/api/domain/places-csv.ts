import { CsvError, parse } from 'csv-parse/sync';
import type { z } from 'zod';
import { foldedName, PlaceInput } from '#shared/domain/place.ts';

/** A row that is a valid place; `line` is the line that it begins on, the file's first being 1. */
export interface PlaceRow {
  readonly line: number;
  readonly place: PlaceInput;
}

/** What is wrong with a row. Never contains a value; `column` null: the row or file as a whole. */
export interface RowError {
  readonly line: number;
  readonly column: string | null;
  readonly code: string;
  readonly message: string;
}

/** A parsed file: its valid rows, and the errors of the others. */
export interface PlacesFile {
  readonly rows: readonly PlaceRow[];
  readonly errors: readonly RowError[];
}

type Column =
  | 'name'
  | 'type'
  | 'city'
  | 'country'
  | 'address'
  | 'lat'
  | 'lng'
  | 'rating'
  | 'openingHours'
  | 'tags'
  | 'description';

/** Column names in English, Spanish and Portuguese, folded. */
const columns: Readonly<Record<Column, readonly string[]>> = {
  name: ['name', 'nombre', 'nome', 'title', 'titulo'],
  type: ['type', 'tipo', 'category', 'categoria'],
  city: ['city', 'ciudad', 'cidade'],
  country: ['country', 'pais'],
  address: ['address', 'direccion', 'endereco', 'domicilio'],
  lat: ['lat', 'latitude', 'latitud'],
  lng: ['lng', 'lon', 'long', 'longitude', 'longitud'],
  rating: ['rating', 'score', 'puntaje', 'calificacion', 'nota'],
  openingHours: ['openinghours', 'opening hours', 'hours', 'horario', 'horarios'],
  tags: ['tags', 'etiquetas'],
  description: ['description', 'descripcion', 'descricao', 'notes', 'notas'],
};
const columnsByName = new Map(
  Object.entries(columns).flatMap(([column, names]) => names.map((name) => [name, column])),
);

/** Place types in Spanish and Portuguese, folded. */
const typesByName: Readonly<Record<string, string>> = {
  restaurante: 'restaurant',
  atraccion: 'attraction',
  atracao: 'attraction',
  actividad: 'activity',
  atividade: 'activity',
  transporte: 'transport',
  otro: 'other',
  outro: 'other',
};

/** How many rows a file may have. */
export const maxRows = 2_000;
const maxErrors = 200;
/** Each row is looked at in every column: a million of them would take minutes. */
const maxColumns = 200;

/** The line `sep=;` that Excel may write above the header, with its separator. */
const separatorLinePattern = /^"?sep=([^"\n])"?\n/i;
/** The separator that splits the header into the most known column names. */
const detectSeparator = (text: string): string => {
  const header = text.split('\n').find((line) => /[^,;\s]/.test(line)) ?? '';
  const knownNameCount = (separator: string) =>
    header.split(separator).filter((name) => columnsByName.has(foldedName(name))).length;
  return [',', ';', '\t'].reduce((best, separator) =>
    knownNameCount(separator) > knownNameCount(best) ? separator : best,
  );
};

const isBlank = (fields: readonly string[]): boolean =>
  fields.every((field) => field.trim() === '');
/** Removes the empty rows at the end, of which spreadsheets may leave thousands. */
const trimEmptyRows = (table: string, separator: string): string => {
  let end = table.length;
  while (end > 0 && `${separator} \t\n`.includes(table.charAt(end - 1))) end -= 1;
  return table.slice(0, end);
};

const newlineCount = (fields: readonly string[]): number => fields.join('').split('\n').length - 1;

interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/** The records of a file with the lines they begin on, and the line of a quote never closed. */
const readRecords = (
  file: string,
): { readonly records: readonly CsvRecord[]; readonly openQuoteLine: number | null } => {
  const text = file.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const declared = separatorLinePattern.exec(text);
  const table = text.slice(declared?.[0].length ?? 0);
  const separator = declared?.[1] ?? detectSeparator(table);
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
      // The header, all allowed rows, and one more, which shows that there are too many.
      to: maxRows + 2,
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

const numeric = (text: string): number | string => {
  const value = text.replace(',', '.');
  return /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : text;
};

const cellValue = (column: Column, text: string): unknown => {
  switch (column) {
    case 'lat':
    case 'lng':
    case 'rating':
      return numeric(text);
    case 'tags':
      return text.split(/[|;,]/).flatMap((tag) => (tag.trim() === '' ? [] : [tag.trim()]));
    case 'type':
      return typesByName[foldedName(text)] ?? text.toLowerCase();
    case 'name':
    case 'city':
    case 'country':
    case 'address':
    case 'openingHours':
    case 'description':
      return text
        .split('\n')
        .flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))
        .join(' ');
  }
};

const isColumn = (name: string | undefined): name is Column =>
  name !== undefined && name in columns;

const cellsOf = (
  columns: readonly (Column | null)[],
  fields: readonly string[],
): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    columns.flatMap((column, index) => {
      const field = fields[index]?.trim() ?? '';
      return column === null || field === '' ? [] : [[column, cellValue(column, field)] as const];
    }),
  );

const rowErrors = (line: number, { issues }: z.ZodError): readonly RowError[] =>
  issues.map(({ path, code, message }) => {
    const isMissing = message.endsWith('received undefined');
    return {
      line,
      column: String(path[0] ?? ''),
      code: isMissing ? 'required' : code,
      message: isMissing ? 'is required' : message,
    };
  });

/**
 * Parses a CSV file of places, as spreadsheets write it. Invalid rows become errors; duplicates are
 * kept, since only the store knows the collection.
 */
export const readPlacesCsv = (text: string): PlacesFile => {
  const { records, openQuoteLine } = readRecords(text);
  const start = records.findIndex(({ fields }) => !isBlank(fields));
  const [header, ...dataRecords] = start === -1 ? [] : records.slice(start);
  const rejectFile = (line: number, code: string, message: string): PlacesFile => ({
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
  const headerColumns = header.fields.map((field) => {
    const column = columnsByName.get(foldedName(field));
    return isColumn(column) ? column : null;
  });
  for (const required of ['name', 'city'] as const)
    if (!headerColumns.includes(required))
      return rejectFile(
        header.line,
        'missing_column',
        `the first line names no column "${required}"`,
      );
  const rows: PlaceRow[] = [];
  const errors: RowError[] = [];
  for (const { line, fields } of dataRecords.slice(0, maxRows)) {
    if (isBlank(fields)) continue;
    if (!isBlank(fields.slice(headerColumns.length))) {
      const message = 'has more fields than the first line names';
      errors.push({ line, column: null, code: 'too_many_fields', message });
    } else {
      const place = PlaceInput.safeParse(cellsOf(headerColumns, fields));
      if (place.success) rows.push({ line, place: place.data });
      else errors.push(...rowErrors(line, place.error));
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
