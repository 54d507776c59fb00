import { z } from 'zod';
import { readSpreadsheet } from '../body.ts';
import { maxRows, type TableFile } from '../domain/csv-table.ts';
import { json, type Route, type RouteDoc } from '../route.ts';
import { importResult } from '../views.ts';

/** Two thousand rows of a thousand characters. */
const maxFileBytes = 2_097_152;
const csvTypes = ['text/csv', 'application/csv', 'text/plain'];

/** What a collection is imported by. */
interface CsvImport<T> extends Pick<RouteDoc, 'path' | 'tag' | 'summary'> {
  /** Which columns there are. */
  readonly columns: string;
  /** Of the schema of the outcome. */
  readonly outcome: string;
  /** What names the thing that a row repeats, such as `placeId`. */
  readonly idName: string;
  readonly read: (text: string) => TableFile<T>;
  /** For each row the id of what the agency has already, or null where it was added. */
  readonly add: (agencyId: string, rows: readonly T[]) => Promise<readonly (string | null)[]>;
}

/** A route that adds the rows of a CSV file to a collection of the agency. */
export const csvImport = <T>(of: CsvImport<T>): Route => ({
  method: 'POST',
  path: of.path,
  tag: of.tag,
  summary: of.summary,
  description:
    `The first line names the columns, in English, Spanish or Portuguese: ${of.columns} The ` +
    'separator is a comma, semicolon or tab, or what a line `sep=…` above the header names; the ' +
    'encoding is UTF-8, else Windows-1252. Valid rows are added even if others are not valid; ' +
    `importing the same file again changes nothing. At most ${maxRows} rows.`,
  body: z.string().describe('The file.'),
  bodyTypes: csvTypes,
  responses: {
    200: {
      description: 'The outcome, row by row.',
      schema: importResult(of.idName).meta({
        id: of.outcome,
        description: 'The outcome of an import, row by row.',
      }),
    },
  },
  problems: ['malformed-body', 'body-too-large', 'unsupported-media-type'],
  heavyBody: { maxBytes: maxFileBytes, withinMs: 15_000 },
  access: 'care',
  handle: async (c, { agencyId }) => {
    const { rows, errors } = of.read(await readSpreadsheet(c.req.raw, maxFileBytes, csvTypes));
    const known = await of.add(
      agencyId,
      rows.map(({ value }) => value),
    );
    const duplicates = known.flatMap((id, index) =>
      id === null ? [] : [{ line: rows[index]?.line, [of.idName]: id }],
    );
    return json({ imported: known.length - duplicates.length, duplicates, errors });
  },
});
