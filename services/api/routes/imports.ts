import { z } from 'zod';
import {
  type BookingImport,
  ImportedJourney,
  ImportedState,
  type ImportReading,
  type ImportTable,
  ImportVerdict,
  ImportWelcome,
} from '#shared/domain/booking-import.ts';
import { between, Instant } from '#shared/domain/instant.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { guessedMapping } from '../domain/import/columns.ts';
import { fileOf } from '../domain/import/file.ts';
import { readOtherwise } from '../domain/import/reading.ts';
import { arrivedFile, importTypes, uploadPath } from '../import/arrived-file.ts';
import {
  ImportBody,
  ImportCorrection,
  ImportView,
  importView,
  mostBytes,
  undoMs,
} from '../import/import-view.ts';
import { createImportWork } from '../import/import-work.ts';
import { mostRows } from '../import/spreadsheet.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, type Caller, json, type Route } from '../route.ts';
import { listOf, pageOf } from '../views.ts';
import { cursorSchema, pageOfRows } from './cursor.ts';
import { safeName } from './documents.ts';

const mostUploadedBytes = 16_777_216;
/** Larger ones are read by the function behind the queue, and this one answers at once. */
const rowsReadAtOnce = 1_500;
/**
 * A gateway gives up after thirty seconds: what is not applied by then goes on behind the queue.
 */
const workMs = 8_000;
const params = z.strictObject({ id: z.uuid() });
const noImport = () => new Problem('not-found', 'There is no such import, or its rows have ended.');
const notNow = (state: string) =>
  new Problem('import-not-ready', `The import is ${state}.`, { extra: { state } });

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
        'in any encoding and with any separator, XLSX), or JSON with `text` that was copied, ' +
        '`rows`, or an `upload`. A row is a passenger on a flight; the first line names the ' +
        'columns, in English, Spanish or Portuguese. Rows are grouped into journeys by booking ' +
        'code, or without one by who flies, and compared with what there is: new, same, changed, ' +
        'or refused with a suggestion. What the file does not name stays as it is. At most ' +
        `${mostRows} rows and ${mostBytes} bytes; larger files are uploaded first.`,
      query: z.strictObject({
        fileName: z.string().min(1).max(200).optional().describe('For who looks at it later.'),
      }),
      body: ImportBody,
      bodyTypes: importTypes,
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
        const { sheet, fileName } = await arrivedFile(c.req.raw, documents, agencyId);
        const { header, records } = sheet;
        const table: ImportTable = {
          fileName: fileName && safeName(fileName, 'csv').replace(/\.csv$/, ''),
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
        const { acceptSuggestions, ...reading } = body;
        const again = readOtherwise(
          table,
          reading,
          acceptSuggestions ? await suggested(agencyId, id, acceptSuggestions) : [],
        );
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
          'are confirmed little by little, the first departures first; who leaves within two ' +
          'days, or is to hear something sooner, is not kept waiting. A journey that somebody ' +
          'changed since it was read is left as it is, and says so. Repeating it goes on with ' +
          'the rest.',
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
