import { type KnowledgeEntry, KnowledgeInput } from '#shared/domain/knowledge.ts';
import { readTable, type TableFile } from './csv-table.ts';

/** Columns as they are written, in their order. */
const columns = [
  'question',
  'answer_es',
  'answer_en',
  'answer_pt',
  'airline',
  'destination',
  'hotel',
] as const;
type Column = (typeof columns)[number];

const names: ReadonlyMap<Column, readonly string[]> = new Map<Column, readonly string[]>([
  ['question', ['question', 'pregunta', 'pergunta']],
  ['answer_es', ['answer es', 'answer spanish', 'respuesta', 'respuesta es', 'resposta es']],
  ['answer_en', ['answer', 'answer en', 'answer english', 'respuesta en', 'resposta en']],
  ['answer_pt', ['answer pt', 'answer portuguese', 'respuesta pt', 'resposta', 'resposta pt']],
  ['airline', ['airline', 'aerolinea', 'companhia', 'compania']],
  ['destination', ['destination', 'destino', 'city', 'ciudad', 'cidade']],
  ['hotel', ['hotel', 'alojamiento', 'hospedagem']],
]);

/** Spreadsheets run what begins like this; an apostrophe before it makes it a text. */
const formulaStart = /^[=+\-@\t]/;
const escapedFormula = /^'(?=[=+\-@\t])/;

const oneLine = (text: string): string =>
  text
    .split('\n')
    .flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))
    .join(' ');

/** Parses a CSV file of questions and answers. */
export const readKnowledgeCsv = (text: string): TableFile<KnowledgeInput> =>
  readTable(text, {
    names,
    required: ['question'],
    input: (cells) => {
      const cell = (column: Column) => cells.get(column)?.replace(escapedFormula, '');
      const line = (column: Column) => {
        const value = cell(column);
        return value === undefined ? undefined : oneLine(value);
      };
      return {
        question: line('question'),
        answers: { es: cell('answer_es'), en: cell('answer_en'), pt: cell('answer_pt') },
        airline: line('airline') ?? null,
        destination: line('destination') ?? null,
        hotel: line('hotel') ?? null,
      };
    },
    schema: KnowledgeInput,
    columnAt: ([column, language]) =>
      column === 'answers' && language !== undefined
        ? `answer_${String(language)}`
        : String(column ?? ''),
  });

const quoted = (value: string | null | undefined): string => {
  const text = value ?? '';
  return `"${(formulaStart.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
};

/** The entries as a file that `readKnowledgeCsv` reads again, and spreadsheets open. */
export const knowledgeCsv = (entries: readonly KnowledgeEntry[]): string =>
  [
    columns.join(','),
    ...entries.map(({ question, answers: { es, en, pt }, airline, destination, hotel }) =>
      [question, es, en, pt, airline, destination, hotel].map(quoted).join(','),
    ),
    '',
  ].join('\r\n');
