import { createHash } from 'node:crypto';
import { z } from 'zod';
import { actingAs } from '#shared/acting.ts';
import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import { detectFileType } from '#shared/domain/detect-file-type.ts';
import {
  FiledAs,
  type FiledDocument,
  longestDocumentBytes,
  UploadedByType,
} from '#shared/domain/document.ts';
import { hour, Instant, plus } from '#shared/domain/instant.ts';
import { isLive } from '#shared/domain/trip.ts';
import { removeFiles } from '#shared/retention.ts';
import { readBytes } from '../arrival.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { cutText, storableText } from '../domain/storable.ts';
import { Problem, pointer } from '../problem.ts';
import { agencyRoute, authorOf, type Caller, json, openRoute, type Route } from '../route.ts';
import { noTrip } from '../trip-responses.ts';
import { readUploadForm } from '../upload-form.ts';
import { listOf } from '../views.ts';

const linkLifeMs = hour;
/** Room for the form around the file. */
const maxFormOverheadBytes = 65_536;
const maxFileNameLength = 120;
/** The most characters of who uploaded a document. */
export const maxUploaderLength = 200;

/** A document as the API answers it. */
export const DocumentView = z
  .object({
    id: z.uuid(),
    tripId: z.uuid(),
    type: FiledAs,
    fileName: z.string().nullable(),
    contentType: z.string(),
    bytes: z.int(),
    uploadedBy: z.string(),
    uploadedByType: UploadedByType,
    uploadedAt: Instant,
    passengerId: z.uuid().nullable().describe('Whose it is; null: of all passengers.'),
    url: z.url().describe('A link that needs no key until `expiresAt`.'),
    expiresAt: Instant,
  })
  .meta({
    id: 'Document',
    description: 'A document of a trip, with a link to it that is valid for an hour.',
  });
const UploadForm = z.object({
  file: z
    .string()
    .meta({ format: 'binary' })
    .describe('A PDF, image, audio or video of at most 16 MB; its bytes say which, not its name.'),
  type: FiledAs.describe('A traveller who asks for this type gets the file.'),
  uploadedBy: z
    .string()
    .max(maxUploaderLength)
    .optional()
    .describe('Who uploads it; by default the name of the API key.'),
  passengerId: z
    .uuid()
    .optional()
    .describe('Whose it is, of the passengers of the trip; absent: of all of them.'),
  replaces: z
    .uuid()
    .optional()
    .describe('A document of the same trip, which goes once this one is on file.'),
});

/** A field of an upload that cannot be accepted. */
export const invalidField = (field: string, code: string, message: string) =>
  new Problem('invalid-fields', 'Some fields cannot be accepted.', {
    errors: [{ pointer: pointer([field]), code, message }],
  });

/** A file name that is safe in a header and on a phone. */
export const safeName = (name: string, extension: string): string => {
  const base = storableText(name)
    .replace(/^.*[/\\]/, '')
    .replace(/[\p{Cc}\p{Cf}"\\/:*?<>|]/gu, '')
    .replace(/\.[^.]{1,8}$/, '')
    .trim();
  return `${cutText(base, maxFileNameLength) || 'document'}.${extension}`;
};

/**
 * The passenger that a document is said to be of; null: of all.
 * @throws Problem where the trip has no such passenger
 */
export const ownPassenger = async (
  desk: Pick<ApiDependencies['desk'], 'trip'>,
  agencyId: string,
  tripId: string,
  passengerId: string | undefined,
): Promise<string | null> => {
  if (passengerId === undefined) return null;
  const trip = await desk.trip(agencyId, tripId);
  if (!trip?.passengers.some(({ id }) => id === passengerId))
    throw invalidField('passengerId', 'unknown_passenger', 'must be a passenger of this trip');
  return passengerId;
};

/** Who uploads a document, as it is kept; `said`: what the request says. */
export const uploaderOf = (
  caller: Caller,
  said: string | undefined,
): Pick<FiledDocument, 'uploadedBy' | 'uploadedByType'> => ({
  uploadedBy: authorOf(
    caller,
    cutText(storableText(said?.trim() ?? ''), maxUploaderLength) || undefined,
  ),
  uploadedByType: caller.kind === 'member' ? 'agency_agent' : 'api_integration',
});

/** The view of a document, with a link that is made for it. */
export const documentView =
  ({ clock, documents }: Pick<ApiDependencies, 'clock' | 'documents'>) =>
  async ({ path, ...row }: FiledDocument) => {
    const expiresAt = plus(clock.now(), linkLifeMs);
    return {
      ...row,
      url: await documents.link(path, { fileName: row.fileName ?? row.type, expiresAt }),
      expiresAt,
    };
  };

/**
 * Takes documents off file, row first: what fails then is made up for by the retention job. Answers
 * whether there was one.
 */
export const documentRemover =
  ({
    clock,
    documents,
    personalData,
  }: Pick<ApiDependencies, 'clock' | 'documents' | 'personalData'>) =>
  async (agencyId: string, documentId: string): Promise<boolean> => {
    const isRemoved = await personalData.removeDocument(agencyId, documentId, clock.now());
    if (isRemoved) await removeFiles(personalData, documents, agencyId, clock.now());
    return isRemoved;
  };

/** Documents of trips: uploaded by agencies, listed with short-lived links, opened by a link. */
export const documentRoutes = ({
  audit,
  ids,
  clock,
  desk,
  conversations,
  documents,
  documentLinks: links,
  personalData,
}: Pick<
  ApiDependencies,
  | 'audit'
  | 'ids'
  | 'clock'
  | 'desk'
  | 'conversations'
  | 'documents'
  | 'documentLinks'
  | 'personalData'
>): readonly Route[] => {
  const toView = documentView({ clock, documents });
  const remove = documentRemover({ clock, documents, personalData });
  /**
   * Enters into the audit that a link opens a file, where that is one of a trip that goes on: a
   * link ends with its trip. Answers whether it is.
   */
  const openOnFile = async (path: string): Promise<boolean> => {
    const [agencyId = '', tripId = ''] = path.split('/');
    const trip = await desk.trip(agencyId, tripId);
    const rows = (trip && (await conversations.documents(agencyId, tripId))) ?? [];
    const document = rows.find((row) => row.path === path);
    if (!trip || !isLive(trip.status) || !document) return false;
    await actingAs(
      {
        actor: { kind: 'link', id: tripId, name: null },
        requestId: ids.random(),
        at: clock.now(),
      },
      () =>
        audit.record(agencyId, {
          action: 'link.open',
          objectKind: 'documents',
          objectId: document.id,
        }),
    );
    return true;
  };
  return [
    {
      method: 'POST',
      path: '/trips/{id}/documents',
      tag: 'Documents',
      summary: 'Upload a document',
      description:
        'A traveller who asks for a document of this type gets it as a file. Uploading the ' +
        'same bytes with the same type and name again gives the same document.',
      params: z.strictObject({ id: z.uuid() }),
      body: UploadForm,
      bodyTypes: ['multipart/form-data'],
      responses: { 201: { description: 'The document.', schema: DocumentView } },
      problems: [
        'malformed-body',
        'not-found',
        'body-too-large',
        'unsupported-media-type',
        'invalid-fields',
        'over-ceiling',
      ],
      heavyBody: { maxBytes: longestDocumentBytes + maxFormOverheadBytes, withinMs: 30_000 },
      access: 'book',
      handle: async (c, caller) => {
        const tripId = z.uuid().safeParse(c.req.param('id'));
        const filed = tripId.success
          ? await conversations.documents(caller.agencyId, tripId.data)
          : null;
        if (!tripId.success || filed === null) throw noTrip();
        const contentType = c.req.header('content-type') ?? '';
        if (!/^multipart\/form-data\s*;/i.test(contentType))
          throw new Problem('unsupported-media-type', 'Send the document as multipart/form-data.', {
            headers: { accept: 'multipart/form-data' },
          });
        const form = readUploadForm(
          await readBytes(c.req.raw, longestDocumentBytes + maxFormOverheadBytes),
          contentType,
        );
        if (!form)
          throw new Problem('malformed-body', 'The body is not a well-formed multipart form.');
        const type = FiledAs.safeParse(form.fields.get('type'));
        const replaces = z
          .uuid()
          .nullable()
          .safeParse(form.fields.get('replaces') ?? null);
        if (
          !replaces.success ||
          (replaces.data !== null && !filed.some(({ id }) => id === replaces.data))
        )
          throw invalidField('replaces', 'unknown_document', 'must be a document of this trip');
        const passengerId = await ownPassenger(
          desk,
          caller.agencyId,
          tripId.data,
          form.fields.get('passengerId'),
        );
        if (form.file === null) throw invalidField('file', 'required', 'must be a file');
        if (!type.success)
          throw invalidField(
            'type',
            'invalid_value',
            `must be one of ${FiledAs.options.join(', ')}`,
          );
        const { bytes } = form.file;
        if (bytes.length > longestDocumentBytes)
          throw new Problem(
            'body-too-large',
            `A document may have at most ${longestDocumentBytes} bytes.`,
          );
        const fileType = detectFileType(bytes);
        if (!fileType)
          throw invalidField('file', 'unsupported_file', 'must be a PDF, image, audio or video');
        const digest = createHash('sha256').update(bytes).digest('hex');
        const fileName = safeName(form.file.name, fileType.extension);
        const id = uuidV5(
          'document',
          tripId.data,
          type.data,
          fileName,
          digest,
          ...(passengerId === null ? [] : [passengerId]),
        );
        const path = `${caller.agencyId}/${tripId.data}/${id}.${fileType.extension}`;
        if (!filed.some((row) => row.id === id))
          await conversations.holdStorage(caller.agencyId, bytes.length);
        await documents.put(path, { bytes, contentType: fileType.contentType });
        const document: FiledDocument = {
          id,
          tripId: tripId.data,
          type: type.data,
          path,
          fileName,
          contentType: fileType.contentType,
          bytes: bytes.length,
          ...uploaderOf(caller, form.fields.get('uploadedBy')),
          uploadedAt: clock.now(),
          passengerId,
        };
        const row = await conversations.addDocument({ agencyId: caller.agencyId, document });
        if (!row) throw noTrip();
        if (replaces.data !== null && replaces.data !== row.id)
          await remove(caller.agencyId, replaces.data);
        return json(await toView(row), 201);
      },
    },
    agencyRoute(
      'read',
      {
        method: 'GET',
        path: '/trips/{id}/documents',
        tag: 'Documents',
        summary: 'List the documents of a trip',
        params: z.strictObject({ id: z.uuid() }),
        query: z.strictObject({
          passengerId: z.uuid().optional().describe('Only theirs, and what is of all passengers.'),
        }),
        responses: {
          200: {
            description: 'The documents, oldest first, with those that travellers sent.',
            schema: listOf(DocumentView),
          },
        },
        problems: ['invalid-request', 'not-found'],
      },
      async ({ caller, params: { id }, query: { passengerId } }) => {
        const rows = await conversations.documents(caller.agencyId, id);
        if (!rows) throw noTrip();
        const wanted = rows.filter(
          (row) => passengerId === undefined || [null, passengerId].includes(row.passengerId),
        );
        return json({ items: await Promise.all(wanted.map(toView)) });
      },
    ),
    agencyRoute(
      'book',
      {
        method: 'DELETE',
        path: '/documents/{id}',
        tag: 'Documents',
        summary: 'Remove a document',
        description: 'The file goes with it, and links to it open no more.',
        params: z.strictObject({ id: z.uuid() }),
        responses: { 204: { description: 'Removed.' } },
        problems: ['not-found'],
      },
      async ({ caller, params: { id } }) => {
        if (!(await remove(caller.agencyId, id)))
          throw new Problem('not-found', 'There is no such document.');
        return new Response(null, { status: 204 });
      },
    ),
    openRoute(
      {
        method: 'GET',
        path: '/documents/{token}/{name}',
        tag: 'Documents',
        summary: 'Open a link to a document',
        description:
          'For deployments that keep their files themselves; WhatsApp fetches the media of ' +
          'a message here. The name is for people: only the token counts.',
        params: z.strictObject({ token: z.string().max(2000), name: z.string() }),
        responses: { 200: { description: 'The file.', contentType: 'application/octet-stream' } },
        problems: ['not-found', 'gone'],
      },
      async (c) => {
        const file = await links?.open(c.req.param('token') ?? '', clock.now());
        if (!file) throw new Problem('not-found', 'This link is not valid, or has expired.');
        if (file === 'gone' || !(await openOnFile(file.path)))
          throw new Problem('gone', 'This document is no longer available.');
        return new Response(file.bytes.slice().buffer, {
          headers: {
            'content-type': file.contentType,
            'content-length': String(file.bytes.length),
            'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent(file.fileName)}`,
            // Without it, scripts in an uploaded file would run on this origin.
            'content-security-policy': "default-src 'none'; sandbox",
            'cache-control': 'private, max-age=0, no-store',
          },
        });
      },
    ),
  ];
};
