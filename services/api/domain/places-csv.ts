import { foldedName, PlaceInput } from '#shared/domain/place.ts';
import { readTable, type TableFile } from './csv-table.ts';

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
const names: ReadonlyMap<Column, readonly string[]> = new Map<Column, readonly string[]>([
  ['name', ['name', 'nombre', 'nome', 'title', 'titulo']],
  ['type', ['type', 'tipo', 'category', 'categoria']],
  ['city', ['city', 'ciudad', 'cidade']],
  ['country', ['country', 'pais']],
  ['address', ['address', 'direccion', 'endereco', 'domicilio']],
  ['lat', ['lat', 'latitude', 'latitud']],
  ['lng', ['lng', 'lon', 'long', 'longitude', 'longitud']],
  ['rating', ['rating', 'score', 'puntaje', 'calificacion', 'nota']],
  ['openingHours', ['openinghours', 'opening hours', 'hours', 'horario', 'horarios']],
  ['tags', ['tags', 'etiquetas']],
  ['description', ['description', 'descripcion', 'descricao', 'notes', 'notas']],
]);
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

/** Parses a CSV file of places. */
export const readPlacesCsv = (text: string): TableFile<PlaceInput> =>
  readTable(text, {
    names,
    required: ['name', 'city'],
    input: (cells) =>
      Object.fromEntries([...cells].map(([column, text]) => [column, cellValue(column, text)])),
    schema: PlaceInput,
    columnAt: ([column]) => String(column ?? ''),
  });
