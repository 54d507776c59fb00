import { CsvError, parse } from 'csv-parse/sync';
import type { z } from 'zod';
import { foldedName, PlaceInput } from '#shared/domain/place.ts';

/**
 * A row of the file that became a place. `line` is the line of the file that it begins on, the
 * header being 1.
 */
export interface ReadRow {
  readonly line: number;
  readonly place: PlaceInput;
}

/** What is wrong with a row, by column. Never the value itself. */
export interface RowError {
  readonly line: number;
  readonly column: string | null;
  readonly code: string;
  readonly message: string;
}

/** A file, read to its end: what can be used, and what cannot and why. */
export interface ReadFile {
  readonly rows: readonly ReadRow[];
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

/** Column names as agencies write them, folded. */
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
const columnOf = new Map(
  Object.entries(columns).flatMap(([column, names]) => names.map((name) => [name, column])),
);

const types: Readonly<Record<string, string>> = {
  restaurante: 'restaurant',
  atraccion: 'attraction',
  atracao: 'attraction',
  actividad: 'activity',
  atividade: 'activity',
  transporte: 'transport',
  otro: 'other',
  outro: 'other',
};

/** How many rows one file may have. */
export const mostRows = 2_000;
const mostErrors = 200;

/** The separator of a `sep=;` line, which spreadsheets write above the header for one another. */
const separatorLine = /^"?sep=([^"\n])"?\n/i;
/** What separates the columns: whatever splits the header into the most names that are known. */
const separatorOf = (text: string): string => {
  const header = text.split('\n').find((line) => /[^,;\s]/.test(line)) ?? '';
  const knownNames = (separator: string) =>
    header.split(separator).filter((name) => columnOf.has(foldedName(name))).length;
  return [',', ';', '\t'].reduce((best, separator) =>
    knownNames(separator) > knownNames(best) ? separator : best,
  );
};

const isBlank = (fields: readonly string[]): boolean =>
  fields.every((field) => field.trim() === '');
/** A table without the empty rows at its end, of which spreadsheets may leave thousands. */
const withoutEmptyEnd = (table: string, separator: string): string => {
  let end = table.length;
  while (end > 0 && `${separator} \t\n`.includes(table.charAt(end - 1))) end -= 1;
  return table.slice(0, end);
};

const newlinesIn = (fields: readonly string[]): number => fields.join('').split('\n').length - 1;

interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

/** The records of a file, each with the line it begins on; a line where a quotation stays open. */
const readRecords = (
  file: string,
): { readonly records: readonly CsvRecord[]; readonly openQuoteLine: number | null } => {
  const text = file.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const declared = separatorLine.exec(text);
  const table = text.slice(declared?.[0].length ?? 0);
  const separator = declared?.[1] ?? separatorOf(table);
  const linesBefore = declared ? 1 : 0;
  const records: CsvRecord[] = [];
  let lastLine = linesBefore;
  try {
    parse(withoutEmptyEnd(table, separator), {
      delimiter: separator,
      recordDelimiter: '\n',
      relaxColumnCount: true,
      relaxQuotes: true,
      ltrim: true,
      skipEmptyLines: true,
      // The header, every row that is taken, and one more that shows that there were too many.
      to: mostRows + 2,
      onRecord: (fields: readonly string[], { lines }) => {
        lastLine = linesBefore + lines;
        records.push({ line: lastLine - newlinesIn(fields), fields });
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
      return types[foldedName(text)] ?? text.toLowerCase();
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
    const missing = message.endsWith('received undefined');
    return {
      line,
      column: String(path[0] ?? ''),
      code: missing ? 'required' : code,
      message: missing ? 'is required' : message,
    };
  });

/**
 * Reads a file of places. A row with a fault is left out and named; one that repeats another is
 * for the caller, who knows the collection.
 */
export const readPlacesCsv = (text: string): ReadFile => {
  const { records, openQuoteLine } = readRecords(text);
  const start = records.findIndex(({ fields }) => !isBlank(fields));
  const [header, ...lines] = start === -1 ? [] : records.slice(start);
  const refused = (line: number, code: string, message: string): ReadFile => ({
    rows: [],
    errors: [{ line, column: null, code, message }],
  });
  if (openQuoteLine !== null)
    return refused(openQuoteLine, 'open_quote', 'a quotation mark is opened and never closed');
  if (!header) return refused(1, 'empty', 'the file is empty');
  const known = header.fields.map((field) => {
    const column = columnOf.get(foldedName(field));
    return isColumn(column) ? column : null;
  });
  for (const required of ['name', 'city'] as const)
    if (!known.includes(required))
      return refused(header.line, 'missing_column', `the first line names no column "${required}"`);
  const rows: ReadRow[] = [];
  const errors: RowError[] = [];
  for (const { line, fields } of lines.slice(0, mostRows)) {
    if (isBlank(fields)) continue;
    if (!isBlank(fields.slice(known.length))) {
      const message = 'has more fields than the first line names';
      errors.push({ line, column: null, code: 'too_many_fields', message });
    } else {
      const place = PlaceInput.safeParse(cellsOf(known, fields));
      if (place.success) rows.push({ line, place: place.data });
      else errors.push(...rowErrors(line, place.error));
    }
  }
  const tooMany = lines.slice(mostRows, mostRows + 1).map(({ line }) => ({
    line,
    column: null,
    code: 'too_many_rows',
    message: `a file may have at most ${mostRows} rows`,
  }));
  return { rows, errors: [...errors.slice(0, mostErrors), ...tooMany] };
};
