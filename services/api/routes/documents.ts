import { z } from 'zod';
import { uuidV5 } from '#shared/actor/uuid-v5.ts';
import { detectFileType } from '#shared/domain/detect-file-type.ts';
import {
  FiledAs,
  type FiledDocument,
  longestDocumentBytes,
  UploadedByType,
} from '#shared/domain/document.ts';
import { hour, Instant, plus } from '#shared/domain/instant.ts';
import { readBytes } from '../body.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { storableText } from '../domain/storable.ts';
import { Problem, pointer } from '../problem.ts';
import { agencyRoute, json, openRoute, type Route } from '../route.ts';
import { listOf } from '../views.ts';

const linkLife = hour;
/** The form around the file. */
const formBytes = 65_536;
const longestFileName = 120;

const DocumentView = z
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
    url: z.url().describe('Opens without a key until `expiresAt`.'),
    expiresAt: Instant,
  })
  .meta({
    id: 'Document',
    description: 'A document of a trip, with a link to it that lives for an hour.',
  });
const UploadForm = z.object({
  file: z
    .string()
    .meta({ format: 'binary' })
    .describe(
      'A PDF, an image, sound or film of at most 16 MB; known by its bytes, not by its name.',
    ),
  type: FiledAs.describe('What it is: a traveller who asks for this gets the file.'),
  uploadedBy: z.string().max(200).optional().describe('Who uploads it; else the API key’s name.'),
});

const noTrip = () => new Problem('not-found', 'There is no such trip.');
const wrongField = (field: string, code: string, message: string) =>
  new Problem('invalid-fields', 'Some fields cannot be accepted.', {
    errors: [{ pointer: pointer([field]), code, message }],
  });

/** A name as it may stand in a header and on a telephone. */
const safeName = (name: string, extension: string): string => {
  const base = storableText(name)
    .replace(/^.*[/\\]/, '')
    .replace(/[\p{Cc}\p{Cf}"\\/:*?<>|]/gu, '')
    .replace(/\.[^.]{1,8}$/, '')
    .trim()
    .slice(0, longestFileName);
  return `${base || 'document'}.${extension}`;
};

/**
 * Documents of trips: put on file by the agency, listed with short-lived links, and opened by
 * whoever holds one.
 */
export const documentRoutes = ({
  clock,
  conversations,
  documents,
  documentLinks: links,
}: Pick<
  ApiDependencies,
  'clock' | 'conversations' | 'documents' | 'documentLinks'
>): readonly Route[] => {
  const view = async ({ path, ...row }: FiledDocument) => {
    const expiresAt = plus(clock.now(), linkLife);
    return {
      ...row,
      url: await documents.link(path, { fileName: row.fileName ?? row.type, expiresAt }),
      expiresAt,
    };
  };
  return [
    {
      method: 'POST',
      path: '/trips/{id}/documents',
      tag: 'Documents',
      summary: 'Put a document on file',
      description:
        'A traveller who asks for a document of this type gets it as a file. The same ' +
        'bytes under the same type and name again are the same document.',
      params: z.strictObject({ id: z.uuid() }),
      body: UploadForm,
      bodyTypes: ['multipart/form-data'],
      answers: { 201: { description: 'The document.', schema: DocumentView } },
      problems: [
        'malformed-body',
        'not-found',
        'body-too-large',
        'unsupported-media-type',
        'invalid-fields',
      ],
      secured: true,
      handle: async (c, caller) => {
        const tripId = z.uuid().safeParse(c.req.param('id'));
        if (
          !tripId.success ||
          (await conversations.documents(caller.agencyId, tripId.data)) === null
        )
          throw noTrip();
        const contentType = c.req.header('content-type') ?? '';
        if (!/^multipart\/form-data\s*;/i.test(contentType))
          throw new Problem('unsupported-media-type', 'Send the document as multipart/form-data.', {
            headers: { accept: 'multipart/form-data' },
          });
        const body = await readBytes(c.req.raw, longestDocumentBytes + formBytes);
        const form = await new Response(body, { headers: { 'content-type': contentType } })
          .formData()
          .catch(() => null);
        if (!form)
          throw new Problem('malformed-body', 'The body is no well-formed multipart form.');
        const file = form.get('file');
        const type = FiledAs.safeParse(form.get('type'));
        const by = form.get('uploadedBy');
        if (!(file instanceof File)) throw wrongField('file', 'required', 'must be a file');
        if (!type.success)
          throw wrongField('type', 'invalid_value', `must be one of ${FiledAs.options.join(', ')}`);
        if (file.size > longestDocumentBytes)
          throw new Problem(
            'body-too-large',
            `A document may have at most ${longestDocumentBytes} bytes.`,
          );
        const bytes = new Uint8Array(await file.arrayBuffer());
        const fileType = detectFileType(bytes);
        if (!fileType)
          throw wrongField('file', 'unsupported_file', 'must be a PDF, an image, sound or film');
        const digest = Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex');
        const fileName = safeName(file.name, fileType.extension);
        const id = uuidV5('document', tripId.data, type.data, fileName, digest);
        const path = `${caller.agencyId}/${tripId.data}/${id}.${fileType.extension}`;
        await documents.put(path, { bytes, contentType: fileType.contentType });
        const document: FiledDocument = {
          id,
          tripId: tripId.data,
          type: type.data,
          path,
          fileName,
          contentType: fileType.contentType,
          bytes: bytes.length,
          uploadedBy:
            typeof by === 'string' && by.trim() !== ''
              ? storableText(by.trim()).slice(0, 200)
              : caller.keyName,
          uploadedByType: 'api_integration',
          uploadedAt: clock.now(),
        };
        const row = await conversations.addDocument({ agencyId: caller.agencyId, document });
        if (!row) throw noTrip();
        return json(await view(row), 201);
      },
    },
    agencyRoute(
      {
        method: 'GET',
        path: '/trips/{id}/documents',
        tag: 'Documents',
        summary: 'List the documents of a trip',
        params: z.strictObject({ id: z.uuid() }),
        answers: {
          200: {
            description: 'The documents, oldest first; what travellers sent is among them.',
            schema: listOf(DocumentView),
          },
        },
        problems: ['not-found'],
      },
      async ({ caller, params: { id } }) => {
        const rows = await conversations.documents(caller.agencyId, id);
        if (!rows) throw noTrip();
        return json({ items: await Promise.all(rows.map(view)) });
      },
    ),
    openRoute(
      {
        method: 'GET',
        path: '/documents/{token}/{name}',
        tag: 'Documents',
        summary: 'Open a link to a document',
        description:
          'Where the files are kept on this machine; WhatsApp fetches the media of a ' +
          'message here. The name is for people: the token alone decides.',
        params: z.strictObject({ token: z.string().max(2000), name: z.string() }),
        answers: { 200: { description: 'The file.', contentType: 'application/octet-stream' } },
        problems: ['not-found'],
      },
      async (c) => {
        const file = await links?.open(c.req.param('token') ?? '', clock.now());
        if (!file) throw new Problem('not-found', 'This link is not valid, or its time is over.');
        return new Response(file.bytes.slice().buffer, {
          headers: {
            'content-type': file.contentType,
            'content-length': String(file.bytes.length),
            'content-disposition': `inline; filename*=UTF-8''${encodeURIComponent(file.fileName)}`,
            // Whatever a file claims to be, nothing in it runs.
            'content-security-policy': "default-src 'none'; sandbox",
            'cache-control': 'private, max-age=0, no-store',
          },
        });
      },
    ),
  ];
};
