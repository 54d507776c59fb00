import { z } from 'zod';
import {
  type BookingImport,
  ImportFile,
  ImportState,
  ImportWelcome,
} from '#shared/domain/booking-import.ts';
import { day, Instant, plus } from '#shared/domain/instant.ts';
import { DateOrder } from '../domain/import/cells.ts';
import { importFields } from '../domain/import/columns.ts';
import { mostRows } from './spreadsheet.ts';

/** What a function of AWS can take; larger files are uploaded first. */
export const mostBytes = 4_000_000;
/** How long what was applied can be taken back. */
export const undoMs = day;
const mostCorrections = 2_000;
const longestCorrection = 200;

const counted = z.record(z.string(), z.int());
/** A file of bookings, and what applying it would do. */
export const ImportView = z
  .object({
    id: z.uuid(),
    state: ImportState.describe(
      '`reading`, `applying`, `undoing`: it is being worked on; ask again for the progress.',
    ),
    file: ImportFile.nullable().describe(
      'Null: somebody in it was erased, and the file with them.',
    ),
    rowCount: z.int(),
    rowsRead: z.int(),
    journeyCount: z.int(),
    journeys: counted.describe('By verdict.'),
    rows: counted.describe('By verdict.'),
    applied: counted.describe('The new and changed journeys, by what became of them.'),
    wouldSend: z
      .object({
        none: z.int(),
        new: z.int(),
        all: z.int(),
        welcomeByLanguage: counted,
        changesByLanguage: counted,
        toCall: z.int(),
      })
      .describe(
        'Messages that applying it would send, by `welcome`: at once or, of welcomes with ' +
          '`spreadDays`, between 10 and 18 of those days; who has opted out hears nothing. ' +
          '`toCall`: people without a number.',
      ),
    welcome: ImportWelcome.nullable(),
    spreadDays: z.int(),
    insertedAt: Instant,
    by: z.string().describe('Who asked for what is, or was, done last.'),
    appliedAt: Instant.nullable(),
    undoUntil: Instant.nullable(),
    endsAt: Instant.describe('Until then its rows are kept.'),
  })
  .meta({ id: 'Import', description: 'A file of bookings, and what applying it would do.' });

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

/** An import as the API answers it. */
export const importView = ({
  revision: _,
  sends,
  ...one
}: BookingImport): z.input<typeof ImportView> => {
  const [welcomes, changes] = [sum(sends.welcome), sum(sends.changes)];
  return {
    ...one,
    journeyCount: sum(one.journeys),
    wouldSend: {
      none: 0,
      new: welcomes,
      all: welcomes + changes,
      welcomeByLanguage: sends.welcome,
      changesByLanguage: sends.changes,
      toCall: sends.calls,
    },
    undoUntil: one.appliedAt && plus(one.appliedAt, undoMs),
  };
};

const fileName = z.string().min(1).max(200).optional();
/** What a file of bookings is made of where it comes as JSON. */
export const ImportBody = z
  .union([
    z.strictObject({
      text: z.string().min(1).max(mostBytes).describe('As copied out of a spreadsheet.'),
      fileName,
    }),
    z.strictObject({
      rows: z
        .array(z.record(z.string(), z.union([z.string(), z.number(), z.null()])))
        .min(1)
        .max(mostRows),
      fileName,
    }),
    z.strictObject({ upload: z.uuid().describe('A file that was uploaded before.'), fileName }),
  ])
  .meta({
    id: 'NewImport',
    description: 'Bookings as text, as rows by the names of their columns, or as an upload.',
  });

/** How a file is to be read instead. */
export const ImportCorrection = z
  .strictObject({
    mapping: z
      .array(z.enum(importFields).nullable())
      .max(100)
      .optional()
      .describe('What each column says, in their order; null: it is not read.'),
    dateOrder: DateOrder.nullable().optional(),
    corrections: z
      .array(
        z.strictObject({
          line: z.int().positive(),
          field: z.enum(importFields),
          value: z.string().trim().max(longestCorrection),
        }),
      )
      .max(mostCorrections)
      .optional()
      .describe('What a cell should be; of the same cell the last one holds.'),
    acceptSuggestions: z
      .union([z.literal('all'), z.array(z.int().positive()).max(mostCorrections)])
      .optional()
      .describe('Takes what was suggested for the refused rows of these lines.'),
  })
  .meta({ id: 'ImportCorrection', description: 'How a file is to be read instead.' });
