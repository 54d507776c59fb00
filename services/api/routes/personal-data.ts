import { z } from 'zod';
import type { DocumentStore } from '#shared/ports/document-store.ts';
import type { PersonalExport } from '#shared/ports/personal-data.ts';
import { removeFiles } from '#shared/retention.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { Problem } from '../problem.ts';
import { agencyRoute, json, type Route } from '../route.ts';
import { zipFile } from '../zip-file.ts';

const params = z.strictObject({ id: z.uuid() });
const noContact = () => new Problem('not-found', 'There is no such contact.');

const Erasure = z
  .strictObject({
    dryRun: z
      .boolean()
      .default(true)
      .describe('Answer what would go, and change nothing; `false` erases.'),
    withdraw: z
      .boolean()
      .default(false)
      .describe('Withdraw the journeys that are not over, without a word to the traveller.'),
  })
  .meta({ id: 'Erasure', description: 'How to erase a contact.' });
const ErasureReport = z
  .object({
    erased: z.boolean().describe('False: it was a dry run.'),
    counts: z
      .record(z.string(), z.int())
      .describe('What goes, by kind; of trips, messages and tasks the row stays without words.'),
    withdrawn: z.array(z.uuid()).describe('Journeys that were not over.'),
    shared: z
      .array(z.uuid())
      .describe(
        'Journeys on which others travel: their notes, plans and itineraries stay and may name ' +
          'the person.',
      ),
  })
  .meta({ id: 'ErasureReport', description: 'What an erasure takes.' });

/**
 * The archive that a person gets: `data.json`, and each file under the name that it has there.
 * Files are compressed already, so they are only put together.
 */
const archiveOf = async (
  { documents: rows, ...data }: PersonalExport,
  documents: Pick<DocumentStore, 'get'>,
): Promise<Buffer> => {
  const files = new Map<string, Uint8Array>();
  const listed = [];
  for (const { path, ...row } of rows) {
    const file = await documents.get(path);
    const name = `files/${row.id}-${row.fileName ?? row.type}`;
    if (file) files.set(name, file.bytes);
    listed.push({ ...row, file: file ? name : null });
  }
  const json = JSON.stringify({ ...data, documents: listed }, null, 2);
  return zipFile(new Map([['data.json', Buffer.from(json)], ...files]));
};

/** What a person may ask for: all that is kept about them, and its end. */
export const personalDataRoutes = ({
  audit,
  personalData,
  documents,
  clock,
}: Pick<ApiDependencies, 'audit' | 'personalData' | 'documents' | 'clock'>): readonly Route[] => [
  agencyRoute(
    'admin',
    {
      method: 'POST',
      path: '/contacts/{id}/export',
      tag: 'Contacts',
      summary: 'Export what is kept about a contact',
      description:
        'A zip: `data.json` with contact, consents, trips, messages, words, plans and the ' +
        'reasons of decisions, and the documents under `files/`.',
      params,
      responses: { 200: { description: 'The archive.', contentType: 'application/zip' } },
      problems: ['not-found'],
    },
    async ({ caller: { agencyId }, params: { id } }) => {
      const exported = await personalData.exportOf(agencyId, id);
      if (!exported) throw noContact();
      await audit.record(agencyId, {
        action: 'contacts.export',
        objectKind: 'contacts',
        objectId: id,
      });
      return new Response(new Uint8Array(await archiveOf(exported, documents)), {
        headers: {
          'content-type': 'application/zip',
          'content-disposition': `attachment; filename="contact-${id}.zip"`,
        },
      });
    },
  ),
  agencyRoute(
    'admin',
    {
      method: 'POST',
      path: '/contacts/{id}/erase',
      tag: 'Contacts',
      summary: 'Erase a contact',
      description:
        'Everything personal goes, at once and for good; files within minutes. Counts, hashes ' +
        'and the reasons of decisions stay, and so does an opt-out, as a digest. What was said ' +
        'before the erasure and arrives again is not taken up; a new message or booking is.',
      params,
      body: Erasure,
      example: { dryRun: true },
      responses: {
        200: { description: 'What went, or would go.', schema: ErasureReport },
      },
      problems: [
        'malformed-body',
        'not-found',
        'body-too-large',
        'unsupported-media-type',
        'invalid-fields',
        'live-journeys',
      ],
    },
    async ({ caller: { agencyId }, params: { id }, body }) => {
      const result = await personalData.erase({
        agencyId,
        contactId: id,
        ...body,
        now: clock.now(),
      });
      switch (result.kind) {
        case 'not-found':
          throw noContact();
        case 'live':
          throw new Problem('live-journeys', 'The contact has journeys that are not over.', {
            extra: { journeys: result.journeys },
          });
        case 'erased':
          await removeFiles(personalData, documents, agencyId);
          break;
        case 'rehearsed':
      }
      const { kind, ...report } = result;
      return json({ erased: kind === 'erased', ...report });
    },
  ),
];
