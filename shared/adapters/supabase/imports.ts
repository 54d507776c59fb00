import { z } from 'zod';
import {
  BookingImport,
  ImportedContent,
  ImportedJourney,
  ImportedState,
  ImportTable,
  ImportVerdict,
} from '#shared/domain/booking-import.ts';
import { Journey } from '#shared/domain/journey.ts';
import type { Imports } from '#shared/ports/imports.ts';
import type { Rpc } from './rpc.ts';

const ActorOfImport = z.object({
  kind: z.enum(['key', 'member', 'operator', 'link', 'bus']),
  id: z.string().nullable(),
  name: z.string().nullable(),
});
const Claim = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('claimed'), import: BookingImport, actor: ActorOfImport }),
  z.object({ kind: z.enum(['busy', 'idle']) }),
]);
const Context = z.object({
  journeys: z.array(Journey),
  ofOthers: z.array(z.uuid()),
  keyed: z.array(z.object({ key: z.string(), journeyId: z.uuid() })),
  taken: z.array(z.object({ nth: z.int(), journeyId: z.uuid(), reference: z.string().nullable() })),
});
const Row = z
  .looseObject({ content: z.looseObject({}) })
  .transform(({ content, ...row }) => ({ ...content, ...row }))
  .pipe(ImportedJourney);
const Work = z.object({
  position: z.int(),
  state: ImportedState,
  verdict: ImportVerdict,
  journeyId: z.uuid().nullable(),
  basis: z.int().nullable(),
  revisionAfter: z.int().nullable(),
  content: ImportedContent,
  nth: z.int(),
  of: z.int(),
});

/** `Imports` by functions of the data API. */
export const createImports = (rpc: Rpc): Imports => ({
  create: ({ agencyId, ...request }) => rpc('create_import', { request }, agencyId, BookingImport),
  get: (agencyId, id) => rpc('get_import', { import_id: id }, agencyId, BookingImport.nullable()),
  list: (agencyId, limit) =>
    rpc('list_imports', { at_most: limit }, agencyId, z.array(BookingImport)),
  table: (agencyId, id) =>
    rpc('get_import_table', { import_id: id }, agencyId, ImportTable.nullable()),
  journeys: (agencyId, id, filter) =>
    rpc('list_imported_journeys', { import_id: id, filter }, agencyId, z.array(Row)),
  readAgain: ({ agencyId, ...request }) =>
    rpc('read_import_again', { request }, agencyId, BookingImport.nullable()),
  begin: ({ agencyId, ...request }) =>
    rpc('begin_import', { request }, agencyId, BookingImport.nullable()),
  claim: async ({ agencyId, ...request }) => {
    const claim = await rpc('claim_import', { request }, agencyId, Claim);
    return claim.kind === 'claimed' ? claim : claim.kind === 'busy' ? 'busy' : null;
  },
  release: async ({ agencyId, ...request }) => {
    await rpc('release_import', { request }, agencyId, z.boolean());
  },
  context: (agencyId, request) => rpc('import_context', { request }, agencyId, Context),
  saveReading: ({ agencyId, ...request }) =>
    rpc('save_import_reading', { request }, agencyId, z.boolean()),
  work: (agencyId, id, what) =>
    rpc('import_work', { import_id: id, what }, agencyId, z.array(Work)),
  settle: async ({ agencyId, ...request }) => {
    await rpc('settle_imported_journey', { request }, agencyId, z.boolean());
  },
  finish: async ({ agencyId, ...request }) => {
    await rpc('finish_import', { request }, agencyId, z.boolean());
  },
  wasSaid: (agencyId, journeyId, since) =>
    rpc('was_said', { journey_id: journeyId, since }, agencyId, z.boolean()),
});
