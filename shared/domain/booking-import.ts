import { z } from 'zod';
import { Instant } from './instant.ts';

/** What an import does at the moment, or has done. */
export const ImportState = z.enum(['reading', 'ready', 'applying', 'applied', 'undoing', 'undone']);
export type ImportState = z.infer<typeof ImportState>;

/** Of a journey or row: what applying it would do. */
export const ImportVerdict = z.enum(['new', 'same', 'changed', 'refused']);
export type ImportVerdict = z.infer<typeof ImportVerdict>;

/** Who is told of what an import books: nobody, who is new, or of changes too. */
export const ImportWelcome = z.enum(['none', 'new', 'all']);
export type ImportWelcome = z.infer<typeof ImportWelcome>;

/** What became of a journey of an import. */
export const ImportedState = z.enum(['waiting', 'begun', 'applied', 'failed', 'undone', 'kept']);
export type ImportedState = z.infer<typeof ImportedState>;

const Issue = z.object({
  field: z.string().nullable().describe('The column that it is about; null: the row as a whole.'),
  code: z.string(),
  message: z.string(),
  suggestion: z
    .string()
    .nullable()
    .describe('What was probably meant, as it would be written in that column.'),
});

/** A row of the file: a passenger on a flight. */
export const ImportedRow = z
  .object({
    line: z.int().describe('On which it begins; the file’s first is 1.'),
    verdict: ImportVerdict,
    passenger: z.string(),
    flight: z.string().describe('As it is understood; of one that is not, as it is written.'),
    phone: z.string().nullable().describe('As it is understood; null: they are called.'),
    changes: z.array(
      z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
    ),
    problems: z.array(Issue).describe('Why it is refused.'),
    warnings: z.array(Issue),
  })
  .meta({ id: 'ImportedRow', description: 'A row of an import: a passenger on a flight.' });
export type ImportedRow = z.infer<typeof ImportedRow>;

const byLanguage = z.record(z.string(), z.int());
/** How many messages a journey would bring, by language. */
export const ImportSends = z.object({ welcome: byLanguage, changes: byLanguage, calls: z.int() });
export type ImportSends = z.infer<typeof ImportSends>;

/** What was found of a flight of the file. */
const SeenFlight = z.object({
  flight: z.string(),
  found: z
    .enum(['found', 'not_found', 'not_looked_up'])
    .describe('`not_looked_up`: it is too far ahead to be seen, or others were looked up first.'),
  scheduled: z.string().nullable().describe('Local at the origin, where it was found.'),
});

/** A journey of a file, with what applying it would do. */
export const ImportedJourney = z
  .object({
    position: z.int(),
    reference: z.string().nullable(),
    verdict: ImportVerdict,
    state: ImportedState,
    journeyId: z.uuid().nullable().describe('The journey that there is.'),
    group: z.string().nullable(),
    passengers: z.array(z.string()),
    flights: z.array(SeenFlight),
    contacts: z.array(z.object({ name: z.string(), phone: z.string(), language: z.string() })),
    rows: z.array(ImportedRow),
    notInFile: z
      .array(z.string())
      .describe('Who flies what in the journey and not in the file; it stays as it is.'),
    outcome: z
      .string()
      .nullable()
      .describe('Why it was not applied, or not undone, as a code; null: nothing to say.'),
  })
  .meta({ id: 'ImportedJourney', description: 'A journey of an import, and its rows.' });
export type ImportedJourney = z.infer<typeof ImportedJourney>;

/** What is kept of a journey of an import besides: sealed, since it is all about people. */
export const ImportedContent = ImportedJourney.pick({
  reference: true,
  group: true,
  passengers: true,
  flights: true,
  contacts: true,
  rows: true,
  notInFile: true,
}).extend({
  /** What it would book or change: a `JourneyPlan` of services/api/domain/import/plan.ts. */
  plan: z.unknown(),
  /** What takes back what was applied: services/api/domain/import/undo.ts. */
  undo: z.array(z.unknown()),
});
export type ImportedContent = z.infer<typeof ImportedContent>;

/** How the file is read. */
export const ImportReading = z.object({
  mapping: z.array(z.string().nullable()),
  dateOrder: z.enum(['dmy', 'mdy']).nullable(),
  corrections: z.array(z.object({ line: z.int(), field: z.string(), value: z.string() })),
});
export type ImportReading = z.infer<typeof ImportReading>;

/** The cells of a file, as they are written. */
export const ImportTable = z.object({
  fileName: z.string().nullable(),
  header: z.array(z.string()),
  records: z.array(z.object({ line: z.int(), fields: z.array(z.string()) })),
  reading: ImportReading,
});
export type ImportTable = z.infer<typeof ImportTable>;

/** What is shown of a file. */
export const ImportFile = z.object({
  fileName: z.string().nullable(),
  columns: z
    .array(
      z.object({
        name: z.string(),
        field: z.string().nullable().describe('What it says; null: it is not read.'),
        samples: z.array(z.string()).describe('Its first values.'),
      }),
    )
    .describe('The columns in their order, with how they are understood.'),
  missing: z
    .array(z.string())
    .describe('What no column says; until one is named nothing can be read.'),
  dateOrder: z
    .enum(['dmy', 'mdy'])
    .nullable()
    .describe('How dates such as 03/04/2027 are read; null: no row tells.'),
  asksDateOrder: z
    .boolean()
    .describe('Some dates can be read in two ways: say `dateOrder`, or they are refused.'),
});
export type ImportFile = z.infer<typeof ImportFile>;

const counts = z.record(z.string(), z.int());
/** An import as it stands. */
export const BookingImport = z.object({
  id: z.uuid(),
  state: ImportState,
  revision: z.int().describe('Counts up with every reading.'),
  file: ImportFile.nullable().describe('Null: somebody in it was erased, and the file with them.'),
  rowCount: z.int(),
  rowsRead: z.int(),
  welcome: ImportWelcome.nullable(),
  spreadDays: z.int(),
  insertedAt: Instant,
  by: z.string(),
  appliedAt: Instant.nullable(),
  endsAt: Instant.describe('Until then its rows are kept.'),
  journeys: counts.describe('By verdict.'),
  rows: counts.describe('By verdict.'),
  applied: counts.describe('Journeys to be applied, by what became of them.'),
  sends: ImportSends,
});
export type BookingImport = z.infer<typeof BookingImport>;
