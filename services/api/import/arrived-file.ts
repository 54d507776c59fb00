// cspell:ignore officedocument openxmlformats spreadsheetml
import type { DocumentStore } from '#shared/ports/document-store.ts';
import { readBytes } from '../arrival.ts';
import { readJson } from '../body.ts';
import { fieldErrors, Problem, pointer } from '../problem.ts';
import { ImportBody, mostBytes } from './import-view.ts';
import { readSheetFile, readSheetText, type Sheet, sheetOfObjects } from './spreadsheet.ts';

const workbookType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const fileTypes: readonly string[] = ['text/csv', 'application/csv', 'text/plain', workbookType];

/** What bookings may come as. */
export const importTypes = ['application/json', ...fileTypes];

/** Where a file is put before it is imported. */
export const uploadPath = (agencyId: string, id: string): string =>
  `${agencyId}/imports/uploads/${id}`;

/** A file taken apart, or the refusal that says why it cannot be. */
const taken = (sheet: Sheet) => {
  if (sheet.ok) return sheet;
  throw new Problem('invalid-fields', 'The file cannot be read.', {
    errors: [
      { pointer: pointer([]), code: sheet.code, message: `line ${sheet.line}: ${sheet.message}` },
    ],
  });
};

const uploaded = async (
  documents: Pick<DocumentStore, 'get' | 'remove'>,
  agencyId: string,
  id: string,
): Promise<Sheet> => {
  const path = uploadPath(agencyId, id);
  const file = await documents.get(path);
  if (file === null) throw new Problem('not-found', 'No file was put to this upload yet.');
  const sheet = await readSheetFile(new Uint8Array(file.bytes));
  await documents.remove(path);
  return sheet;
};

/**
 * The file that a request brings or names, taken apart.
 * @throws Problem that says where it cannot be read.
 */
export const arrivedFile = async (
  request: Request,
  documents: Pick<DocumentStore, 'get' | 'remove'>,
  agencyId: string,
) => {
  const type =
    (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (fileTypes.includes(type)) {
    const fileName = new URL(request.url).searchParams.get('fileName');
    const sheet = taken(await readSheetFile(await readBytes(request, mostBytes)));
    return { sheet, fileName: fileName?.slice(0, 200) ?? null };
  }
  const parsed = ImportBody.safeParse(await readJson(request, mostBytes, importTypes));
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
        : await uploaded(documents, agencyId, data.upload);
  return { sheet: taken(sheet), fileName: data.fileName ?? null };
};
