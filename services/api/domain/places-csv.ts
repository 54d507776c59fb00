import { foldedName, PlaceInput } from '#shared/domain/place.ts';

/** A row of the file that became a place. `line` is the line of the file that it begins on, the header being 1. */
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

const mostErrors = 200;

/** The fields of each record with the line it begins on (RFC 4180, with any line ending). Null: a quotation that never ends. */
const recordsOf = (
  text: string,
  separator: string,
): { readonly line: number; readonly fields: readonly string[] }[] | null => {
  const records: { line: number; fields: string[] }[] = [];
  let fields: string[] = [];
  let field = '';
  let quoted = false;
  let line = 1;
  let begun = 1;
  const endField = () => {
    fields.push(field);
    field = '';
  };
  const endRecord = () => {
    endField();
    if (fields.some((one) => one.trim() !== '')) records.push({ line: begun, fields });
    fields = [];
    begun = line;
  };
  const plain = text.replace(/\r\n?/g, '\n');
  for (let i = 0; i < plain.length; i += 1) {
    const c = plain.charAt(i);
    if (c === '\n') line += 1;
    if (quoted) {
      if (c !== '"') field += c;
      else if (plain.charAt(i + 1) === '"') {
        field += '"';
        i += 1;
      } else quoted = false;
    } else if (c === '"' && field === '') quoted = true;
    else if (c === separator) endField();
    else if (c === '\n') endRecord();
    else field += c;
  }
  if (quoted) return null;
  endRecord();
  return records;
};

/** Spreadsheets of countries with a decimal comma separate by semicolons. */
const separatorOf = (text: string): string => {
  const header = text.split(/\r?\n/, 1)[0] ?? '';
  return [',', ';', '\t'].reduce((best, one) =>
    header.split(one).length > header.split(best).length ? one : best,
  );
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
      return text.replace(/\s*\n\s*/g, ' ');
  }
};

const isColumn = (name: string | undefined): name is Column =>
  name !== undefined && name in columns;

/** Reads a file of places. A row with a fault is left out and named; so is one that repeats a row before it (that is for the caller, who knows the collection). */
export const readPlacesCsv = (text: string): ReadFile => {
  const bare = text.replace(/^\uFEFF/, '');
  const whole = (code: string, message: string): ReadFile => ({
    rows: [],
    errors: [{ line: 1, column: null, code, message }],
  });
  const records = recordsOf(bare, separatorOf(bare));
  if (records === null) return whole('open_quote', 'a quotation mark is opened and never closed');
  const [header, ...lines] = records;
  if (!header) return whole('empty', 'the file is empty');
  const known = header.fields.map((field) => {
    const column = columnOf.get(foldedName(field));
    return isColumn(column) ? column : null;
  });
  for (const needed of ['name', 'city'] as const)
    if (!known.includes(needed))
      return whole('missing_column', `the first line names no column "${needed}"`);
  const rows: ReadRow[] = [];
  const errors: RowError[] = [];
  for (const { line, fields } of lines) {
    const given = known.flatMap((column, index) => {
      const field = fields[index]?.trim() ?? '';
      return column === null || field === '' ? [] : [[column, cellValue(column, field)] as const];
    });
    if (
      fields.length > known.length &&
      fields.slice(known.length).some((field) => field.trim() !== '')
    ) {
      errors.push({
        line,
        column: null,
        code: 'too_many_fields',
        message: 'has more fields than the first line names',
      });
      continue;
    }
    const parsed = PlaceInput.safeParse(Object.fromEntries(given));
    if (parsed.success) rows.push({ line, place: parsed.data });
    else
      errors.push(
        ...parsed.error.issues.map(({ path, code, message }) => {
          const missing = message.endsWith('received undefined');
          return {
            line,
            column: String(path[0] ?? ''),
            code: missing ? 'required' : code,
            message: missing ? 'is required' : message,
          };
        }),
      );
  }
  return { rows, errors: errors.slice(0, mostErrors) };
};
