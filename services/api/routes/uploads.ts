import { z } from 'zod';
import { detectFileType } from '#shared/domain/detect-file-type.ts';
import { FiledAs, longestDocumentBytes } from '#shared/domain/document.ts';
import { Instant } from '#shared/domain/instant.ts';
import { readBytes } from '../arrival.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, json, openRoute, type Route } from '../route.ts';
import { noTrip } from '../trip-responses.ts';
import {
  DocumentView,
  documentRemover,
  documentView,
  invalidField,
  maxUploaderLength,
  ownPassenger,
  safeName,
  uploaderOf,
} from './documents.ts';

const UploadView = z
  .object({
    id: z.uuid(),
    url: z.url().describe('PUT the file there, as it is; no key is needed.'),
    expiresAt: Instant,
    maxBytes: z.int(),
  })
  .meta({ id: 'Upload', description: 'Where the file of a document can be put.' });

const UploadedFile = z.strictObject({
  type: FiledAs.describe('A traveller who asks for this type gets the file.'),
  fileName: z.string().min(1).max(200),
  passengerId: z.uuid().optional().describe('Whose it is; absent: of all passengers.'),
  uploadedBy: z
    .string()
    .min(1)
    .max(maxUploaderLength)
    .optional()
    .describe('Who uploads it; by default the name of the API key.'),
  replaces: z
    .uuid()
    .optional()
    .describe('A document of the same trip, which goes once this one is on file.'),
});

/** Where an upload lies until it was looked at: below its agency, whose token alone reaches it. */
const uploadPath = (agencyId: string, tripId: string, uploadId: string): string =>
  `${agencyId}/${tripId}/uploads/${uploadId}`;

/**
 * Documents in two steps, for files larger than a request to the API may be on AWS: the file goes
 * to the document store itself, and is looked at before it is filed.
 */
export const uploadRoutes = ({
  clock,
  ids,
  desk,
  conversations,
  documents,
  documentLinks: links,
  personalData,
}: Pick<
  ApiDependencies,
  'clock' | 'ids' | 'desk' | 'conversations' | 'documents' | 'documentLinks' | 'personalData'
>): readonly Route[] => {
  const remove = documentRemover({ clock, documents, personalData });
  return [
    agencyRoute(
      'book',
      {
        method: 'POST',
        path: '/trips/{id}/uploads',
        tag: 'Documents',
        summary: 'Begin an upload',
        description:
          'For files of more than 4 MB, which a deployment cannot take as a form. PUT the file ' +
          'to `url`, then complete the upload; nothing is on file before, and what is not ' +
          'completed within a day is removed.',
        params: z.strictObject({ id: z.uuid() }),
        responses: { 201: { description: 'Where to put the file.', schema: UploadView } },
        problems: ['not-found', 'over-ceiling'],
      },
      async ({ caller, params: { id } }) => {
        if ((await conversations.documents(caller.agencyId, id)) === null) throw noTrip();
        const uploadId = ids.random();
        const { agencyId } = caller;
        await conversations.holdStorage(agencyId, 0);
        const path = uploadPath(agencyId, id, uploadId);
        // Noted before anybody can put it there, so that retention and erasure reach it.
        await conversations.beginUpload({ agencyId, path, now: clock.now() });
        const link = await documents.uploadLink(path);
        return json({ id: uploadId, ...link, maxBytes: longestDocumentBytes }, 201);
      },
    ),
    agencyRoute(
      'book',
      {
        method: 'POST',
        path: '/trips/{id}/uploads/{uploadId}/complete',
        tag: 'Documents',
        summary: 'Complete an upload',
        description:
          'Looks at the file and puts it on file. Completing again gives the same document.',
        params: z.strictObject({ id: z.uuid(), uploadId: z.uuid() }),
        body: UploadedFile,
        responses: { 201: { description: 'The document.', schema: DocumentView } },
        problems: [
          'malformed-body',
          'not-found',
          'body-too-large',
          'unsupported-media-type',
          'invalid-fields',
          'over-ceiling',
        ],
      },
      async ({ caller, params: { id: tripId, uploadId }, body }) => {
        const { agencyId } = caller;
        const toView = documentView({ clock, documents });
        const filed = await conversations.documents(agencyId, tripId);
        if (filed === null) throw noTrip();
        const earlier = filed.find(({ id }) => id === uploadId);
        const replaced = filed.find(({ id }) => id === body.replaces);
        // Of an upload that was completed before, what it replaces may be gone already.
        if (earlier) {
          if (replaced && replaced.id !== uploadId) await remove(agencyId, replaced.id);
          return json(await toView(earlier), 201);
        }
        if (body.replaces !== undefined && !replaced)
          throw invalidField('replaces', 'unknown_document', 'must be a document of this trip');
        const passengerId = await ownPassenger(desk, agencyId, tripId, body.passengerId);
        const uploaded = uploadPath(agencyId, tripId, uploadId);
        const file = await documents.get(uploaded);
        if (file === null) throw new Problem('not-found', 'No file was put to this upload yet.');
        const { bytes } = file;
        const fileType = detectFileType(bytes);
        if (bytes.length > longestDocumentBytes || fileType === null) {
          await documents.remove(uploaded);
          if (fileType === null)
            throw invalidField('file', 'unsupported_file', 'must be a PDF, image, audio or video');
          throw new Problem(
            'body-too-large',
            `A document may have at most ${longestDocumentBytes} bytes.`,
          );
        }
        await conversations.holdStorage(agencyId, bytes.length);
        // A copy under the type that its bytes have: whoever put it there chose the other one.
        const path = `${agencyId}/${tripId}/${uploadId}.${fileType.extension}`;
        await documents.put(path, { bytes, contentType: fileType.contentType });
        const row = await conversations.addDocument({
          agencyId,
          document: {
            id: uploadId,
            tripId,
            type: body.type,
            path,
            fileName: safeName(body.fileName, fileType.extension),
            contentType: fileType.contentType,
            bytes: bytes.length,
            ...uploaderOf(caller, body.uploadedBy),
            uploadedAt: clock.now(),
            passengerId,
          },
        });
        if (!row) throw noTrip();
        await documents.remove(uploaded);
        if (replaced) await remove(agencyId, replaced.id);
        return json(await toView(row), 201);
      },
    ),
    openRoute(
      {
        method: 'PUT',
        path: '/uploads/{token}',
        tag: 'Documents',
        summary: 'Put the file of an upload',
        description: 'For deployments that keep their files themselves. A file can be put once.',
        params: z.strictObject({ token: z.string().max(2000) }),
        body: z.string().meta({ format: 'binary' }).describe('The file.'),
        bodyTypes: ['application/octet-stream'],
        responses: { 204: { description: 'The file is there; complete the upload.' } },
        problems: ['not-found', 'body-too-large'],
        heavyBody: { maxBytes: longestDocumentBytes, withinMs: 30_000 },
      },
      async (c, maxBytes) => {
        const bytes = await readBytes(c.req.raw, maxBytes);
        const isTaken = await links?.receive(c.req.param('token') ?? '', bytes, clock.now());
        if (!isTaken) throw new Problem('not-found', 'This upload is not valid, or is over.');
        return new Response(null, { status: 204 });
      },
      // Nothing of a body is received for a token that is not ours.
      (c) => links?.uploaderOf(c.req.param('token') ?? '', clock.now()) ?? null,
    ),
  ];
};
