// cspell:ignore officedocument openxmlformats spreadsheetml
import { z } from 'zod';
import {
  type BookingImport,
  ImportedJourney,
  ImportedState,
  ImportFile,
  type ImportReading,
  ImportState,
  type ImportTable,
  ImportVerdict,
  ImportWelcome,
} from '#shared/domain/booking-import.ts';
import { between, day, Instant, plus } from '#shared/domain/instant.ts';
import { readBytes } from '../arrival.ts';
import { readJson } from '../body.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { DateOrder } from '../domain/import/cells.ts';
import { guessedMapping, importFields } from '../domain/import/columns.ts';
import { fileOf } from '../domain/import/file.ts';
import { createImportWork } from '../import/import-work.ts';
import {
  mostRows,
  readSheetFile,
  readSheetText,
  type Sheet,
  sheetOfObjects,
} from '../import/spreadsheet.ts';
import { fieldErrors, Problem, pointer } from '../problem.ts';
import { agencyRoute, type Caller, json, type Route } from '../route.ts';
import { listOf, pageOf } from '../views.ts';
import { cursorSchema, pageOfRows } from './cursor.ts';
import { safeName } from './documents.ts';

/** What a function of AWS can take; larger files are uploaded first. */
const mostBytes = 4_000_000;
const mostUploadedBytes = 16_777_216;
/** Larger ones are read by the function behind the queue, and this one answers at once. */
const rowsReadAtOnce = 1_500;
/**
 * A gateway gives up after thirty seconds: what is not applied by then goes on behind the queue.
 */
const workMs = 8_000;
/** How long what was applied can be taken back. */
const undoMs = day;
const mostCorrections = 2_000;
const longestCorrection = 200;
const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const fileTypes = ['text/csv', 'application/csv', 'text/plain', workbookType];

const counted = z.record(z.string(), z.int());
const ImportView = z
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

const importView = ({ revision: _, sends, ...one }: BookingImport): z.input<typeof ImportView> => {
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
const ImportBody = z
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

const ImportCorrection = z
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

const params = z.strictObject({ id: z.uuid() });
const noImport = () => new Problem('not-found', 'There is no such import, or its rows have ended.');
const notNow = (state: string) =>
  new Problem('import-not-ready', `The import is ${state}.`, { extra: { state } });

const uploadPath = (agencyId: string, id: string): string => `${agencyId}/imports/uploads/${id}`;

/** A file taken apart, or the refusal that says why it cannot be. */
const taken = (sheet: Sheet) => {
  if (sheet.ok) return sheet;
  throw new Problem('invalid-fields', 'The file cannot be read.', {
    errors: [
      { pointer: pointer([]), code: sheet.code, message: `line ${sheet.line}: ${sheet.message}` },
    ],
  });
};

/** Bookings from files: read first, applied when somebody says so, taken back within a day. */
export const importRoutes = (
  deps: Pick<
    ApiDependencies,
    | 'imports'
    | 'desk'
    | 'journeys'
    | 'contacts'
    | 'agencyDesk'
    | 'conversations'
    | 'documents'
    | 'flights'
    | 'clock'
    | 'ids'
  >,
): readonly Route[] => {
  const { imports, clock, ids, conversations, documents } = deps;
  const workOn = createImportWork(deps);
  const actorOf = ({ kind, id, name }: Caller) => ({ kind, id, name });

  /** Works on it as long as somebody may wait, and answers how it stands. */
  const worked = async (agencyId: string, id: string): Promise<BookingImport> => {
    const end = performance.now() + workMs;
    await workOn({
      agencyId,
      importId: id,
      worker: ids.random(),
      hasTime: () => performance.now() < end,
    });
    const now = await imports.get(agencyId, id);
    if (!now) throw noImport();
    return now;
  };
  const answer = async (
    agencyId: string,
    one: BookingImport,
    isLarge = false,
  ): Promise<Response> => {
    const stands = isLarge ? one : await worked(agencyId, one.id);
    const isWorking = !['ready', 'applied', 'undone'].includes(stands.state);
    return json(importView(stands), isWorking ? 202 : 200, { location: `/imports/${one.id}` });
  };

  const uploaded = async (agencyId: string, id: string): Promise<Sheet> => {
    const path = uploadPath(agencyId, id);
    const file = await documents.get(path);
    if (file === null) throw new Problem('not-found', 'No file was put to this upload yet.');
    const sheet = await readSheetFile(new Uint8Array(file.bytes));
    await documents.remove(path);
    return sheet;
  };
  const fromJson = async (agencyId: string, body: unknown) => {
    const parsed = ImportBody.safeParse(body);
    if (!parsed.success)
      throw new Problem('invalid-fields', 'Some fields cannot be accepted.', {
        errors: fieldErrors(parsed.error),
      });
    const { data } = parsed;
    const sheet =
      'text' in data
        ? readSheetText(data.text)
        : 'rows' in data
          ? sheetOfObjects(data.rows)
          : await uploaded(agencyId, data.upload);
    return { sheet: taken(sheet), fileName: data.fileName ?? null };
  };

  const found = async (agencyId: string, id: string): Promise<BookingImport> => {
    const one = await imports.get(agencyId, id);
    if (!one) throw noImport();
    return one;
  };
  /** What was suggested for the refused rows of these lines. */
  const suggested = async (
    agencyId: string,
    id: string,
    lines: 'all' | readonly number[],
  ): Promise<ImportReading['corrections']> => {
    const corrections: ImportReading['corrections'] = [];
    const limit = 100;
    for (let after = -1; ; ) {
      const page = await imports.journeys(agencyId, id, { verdict: 'refused', after, limit });
      for (const { line, problems } of page.flatMap(({ rows }) => rows))
        if (lines === 'all' || lines.includes(line))
          for (const { field, suggestion } of problems)
            if (field !== null && suggestion !== null)
              corrections.push({ line, field, value: suggestion });
      const last = page.at(-1);
      if (!last || page.length < limit) return corrections;
      after = last.position;
    }
  };

  return [
    {
      method: 'POST',
      path: '/imports',
      tag: 'Imports',
      summary: 'Read a file of bookings',
      description:
        'A dry run: nothing is booked and nobody is told. A file as spreadsheets write it (CSV ' +
        'in ' +
        'any encoding and with any separator, XLSX), or JSON with `text` that was copied, ' +
        '`rows`, ' +
        'or an `upload`. A row is a passenger on a flight; the first line names the columns, in ' +
        'English, Spanish or Portuguese. Rows are grouped into journeys by booking code, or ' +
        'without one by who flies, and compared with what there is: new, same, changed, or ' +
        'refused with a suggestion. What the file does not name stays as it is. At most ' +
        `${mostRows} rows and ${mostBytes} bytes; larger files are uploaded first.`,
      query: z.strictObject({
        fileName: z.string().min(1).max(200).optional().describe('For who looks at it later.'),
      }),
      body: ImportBody,
      bodyTypes: ['application/json', ...fileTypes],
      example: {
        text:
          'pnr;passenger;phone;flight;from;to;date;time\n' +
          'QW100;RUIZ/ANA MRS;+54 9 11 5555 0100;BA820;LHR;CPH;2027-03-03;16:20',
        fileName: 'bookings.csv',
      },
      responses: {
        200: { description: 'It was read.', schema: ImportView },
        202: { description: 'It is being read; ask for its progress.', schema: ImportView },
      },
      problems: [
        'malformed-body',
        'invalid-request',
        'not-found',
        'body-too-large',
        'unsupported-media-type',
        'invalid-fields',
      ],
      heavyBody: { maxBytes: mostBytes, withinMs: 15_000 },
      access: 'book',
      handle: async (c, caller) => {
        const { agencyId } = caller;
        const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
        const file = fileTypes.includes(type)
          ? {
              sheet: taken(await readSheetFile(await readBytes(c.req.raw, mostBytes))),
              fileName: c.req.query('fileName')?.slice(0, 200) ?? null,
            }
          : await fromJson(
              agencyId,
              await readJson(c.req.raw, mostBytes, ['application/json', ...fileTypes]),
            );
        const { header, records } = file.sheet;
        const table: ImportTable = {
          fileName: file.fileName && safeName(file.fileName, 'csv').replace(/\.csv$/, ''),
          header: [...header],
          records: records.map(({ line, fields }) => ({ line, fields: [...fields] })),
          reading: { mapping: [...guessedMapping(header)], dateOrder: null, corrections: [] },
        };
        const created = await imports.create({
          agencyId,
          id: ids.random(),
          table,
          file: fileOf(table),
          rowCount: records.length,
          actor: actorOf(caller),
          now: clock.now(),
        });
        return answer(agencyId, created, records.length > rowsReadAtOnce);
      },
    },
    agencyRoute(
      'book',
      {
        method: 'POST',
        path: '/imports/uploads',
        tag: 'Imports',
        summary: 'Begin an upload of a file of bookings',
        description:
          `For files of more than ${mostBytes} bytes. PUT the file to \`url\`, then import it ` +
          'with `upload`; what is not imported within a day is removed.',
        responses: {
          201: {
            description: 'Where to put the file.',
            schema: z.object({
              id: z.uuid(),
              url: z.url(),
              expiresAt: Instant,
              maxBytes: z.int(),
            }),
          },
        },
        problems: ['over-ceiling'],
      },
      async ({ caller: { agencyId } }) => {
        const id = ids.random();
        const path = uploadPath(agencyId, id);
        await conversations.holdStorage(agencyId, 0);
        // Noted before anybody can put it there, so that it ends whatever becomes of it.
        await conversations.beginUpload({ agencyId, path, now: clock.now() });
        const link = await documents.uploadLink(path);
        return json({ id, ...link, maxBytes: mostUploadedBytes }, 201);
      },
    ),
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/imports',
        tag: 'Imports',
        summary: 'List imports',
        description: 'The newest 50 of the last two weeks.',
        responses: { 200: { description: 'The imports.', schema: listOf(ImportView) } },
        problems: [],
      },
      async ({ caller: { agencyId } }) =>
        json({ items: (await imports.list(agencyId, 50)).map(importView) }),
    ),
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/imports/{id}',
        tag: 'Imports',
        summary: 'How an import stands',
        params,
        responses: { 200: { description: 'The import.', schema: ImportView } },
        problems: ['not-found'],
      },
      async ({ caller: { agencyId }, params: { id } }) =>
        json(importView(await found(agencyId, id))),
    ),
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/imports/{id}/journeys',
        tag: 'Imports',
        summary: 'The journeys of an import',
        description: 'In the order of the file, each with its rows.',
        params,
        query: z.strictObject({
          verdict: ImportVerdict.optional().describe('Those of it, or with a row of it.'),
          state: ImportedState.optional(),
          cursor: cursorSchema(z.tuple([z.int()])).optional(),
          limit: z.coerce.number().int().min(1).max(100).default(50),
        }),
        responses: { 200: { description: 'A page of journeys.', schema: pageOf(ImportedJourney) } },
        problems: ['invalid-request', 'not-found'],
      },
      async ({ caller: { agencyId }, params: { id }, query: { cursor, limit, ...filter } }) => {
        await found(agencyId, id);
        const journeys = await imports.journeys(agencyId, id, {
          ...filter,
          after: cursor?.[0] ?? -1,
          limit: limit + 1,
        });
        return json(pageOfRows(journeys, limit, ({ position }) => [position]));
      },
    ),
    agencyRoute(
      'book',
      {
        method: 'PATCH',
        path: '/imports/{id}',
        tag: 'Imports',
        summary: 'Read a file otherwise',
        description:
          'Names columns, the order of day and month, and what cells should be; then the dry run ' +
          'is made anew. Before it is applied.',
        params,
        body: ImportCorrection,
        bodyTypes: ['application/json', 'application/merge-patch+json'],
        example: { dateOrder: 'dmy', acceptSuggestions: 'all' },
        responses: {
          200: { description: 'It was read.', schema: ImportView },
          202: { description: 'It is being read; ask for its progress.', schema: ImportView },
        },
        problems: [
          'malformed-body',
          'not-found',
          'import-not-ready',
          'body-too-large',
          'unsupported-media-type',
          'invalid-fields',
        ],
      },
      async ({ caller: { agencyId }, params: { id }, body }) => {
        const one = await found(agencyId, id);
        if (one.state !== 'ready') throw notNow(one.state);
        const table = await imports.table(agencyId, id);
        if (table === null) throw noImport();
        const { reading } = table;
        const corrections = new Map(
          [
            ...reading.corrections,
            ...(body.acceptSuggestions
              ? await suggested(agencyId, id, body.acceptSuggestions)
              : []),
            ...(body.corrections ?? []),
          ].map((correction) => [`${correction.line} ${correction.field}`, correction] as const),
        );
        const again: ImportTable = {
          ...table,
          reading: {
            mapping: table.header.map((_, nth) =>
              body.mapping ? (body.mapping[nth] ?? null) : (reading.mapping[nth] ?? null),
            ),
            dateOrder: body.dateOrder === undefined ? reading.dateOrder : body.dateOrder,
            corrections: [...corrections.values()],
          },
        };
        const begun = await imports.readAgain({
          agencyId,
          id,
          table: again,
          file: fileOf(again),
          now: clock.now(),
        });
        if (!begun) throw notNow((await found(agencyId, id)).state);
        return answer(agencyId, begun, begun.rowCount > rowsReadAtOnce);
      },
    ),
    agencyRoute(
      'book',
      {
        method: 'POST',
        path: '/imports/{id}/apply',
        tag: 'Imports',
        summary: 'Apply an import',
        description:
          'Books what is new and changes what is changed; refused rows stay out. `welcome`: who ' +
          'hears of it: nobody, who is new, or of changes too. With `spreadDays` new journeys ' +
          'are ' +
          'confirmed little by little, the first departures first; who leaves within two days, ' +
          'or ' +
          'is to hear something sooner, is not kept waiting. A journey that somebody changed ' +
          'since it was read is left as it is, and says so. Repeating it goes on with the rest.',
        params,
        body: z
          .strictObject({
            welcome: ImportWelcome,
            spreadDays: z.int().min(0).max(30).default(0),
          })
          .meta({ id: 'ImportApplication', description: 'Who is told of an import, and when.' }),
        example: { welcome: 'new', spreadDays: 3 },
        responses: {
          200: { description: 'It is applied.', schema: ImportView },
          202: { description: 'It is being applied; ask for its progress.', schema: ImportView },
        },
        problems: [
          'malformed-body',
          'not-found',
          'import-not-ready',
          'body-too-large',
          'unsupported-media-type',
          'invalid-fields',
        ],
      },
      async ({ caller, params: { id }, body: { welcome, spreadDays } }) => {
        const { agencyId } = caller;
        const one = await found(agencyId, id);
        if (one.state === 'applied') return json(importView(one));
        const begun = await imports.begin({
          agencyId,
          id,
          from: ['ready'],
          to: 'applying',
          welcome,
          spreadDays,
          actor: actorOf(caller),
          now: clock.now(),
        });
        if (!begun) throw notNow(one.state);
        return answer(agencyId, begun);
      },
    ),
    agencyRoute(
      'book',
      {
        method: 'POST',
        path: '/imports/{id}/undo',
        tag: 'Imports',
        summary: 'Take an import back',
        description:
          'Withdraws what it booked and takes back what it changed, for a day; nobody is told. A ' +
          'journey whose travellers have heard something, or that was edited since, is kept: its ' +
          '`state` is `kept`, and `outcome` says why.',
        params,
        responses: {
          200: { description: 'It is taken back.', schema: ImportView },
          202: { description: 'It is being taken back; ask for its progress.', schema: ImportView },
        },
        problems: ['not-found', 'import-not-ready', 'undo-over'],
      },
      async ({ caller, params: { id } }) => {
        const { agencyId } = caller;
        const one = await found(agencyId, id);
        if (one.state === 'undone') return json(importView(one));
        if (one.appliedAt && between(one.appliedAt, clock.now()) > undoMs)
          throw new Problem('undo-over', 'It was applied more than a day ago.');
        const begun = await imports.begin({
          agencyId,
          id,
          from: ['applied'],
          to: 'undoing',
          actor: actorOf(caller),
          now: clock.now(),
        });
        if (!begun) throw notNow(one.state);
        return answer(agencyId, begun);
      },
    ),
  ];
};
