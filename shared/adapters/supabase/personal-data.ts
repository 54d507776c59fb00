import { z } from 'zod';
import { Contact } from '#shared/domain/contact.ts';
import { Instant } from '#shared/domain/instant.ts';
import { Consent, Trip } from '#shared/domain/trip.ts';
import type { PersonalData } from '#shared/ports/personal-data.ts';
import { Document } from './conversation-desk.ts';
import type { Rpc } from './rpc.ts';
import { MessageOfTrip } from './trip-desk.ts';

/** Rows of a kind in one call; a call must stay short. */
const maxRows = 500;

const Counts = z.record(z.string(), z.int());
const Erased = z.discriminatedUnion('kind', [
  z.object({
    kind: z.enum(['erased', 'rehearsed']),
    counts: Counts,
    withdrawn: z.array(z.uuid()),
    shared: z.array(z.uuid()),
  }),
  z.object({ kind: z.literal('not-found') }),
  z.object({
    kind: z.literal('live'),
    journeys: z.array(z.object({ id: z.uuid(), reference: z.string().nullable() })),
  }),
]);
const ofJourney = { journeyId: z.uuid(), stay: z.string() };
const Exported = z.object({
  contact: Contact,
  consents: z.array(Consent),
  trips: z.array(Trip),
  documents: z.array(Document),
  messages: z.array(MessageOfTrip),
  words: z.array(
    z.object({
      at: Instant,
      direction: z.enum(['in', 'out']),
      text: z.string(),
      media: z.int(),
    }),
  ),
  optOuts: z.array(z.object({ sender: z.string(), optedOut: z.boolean(), at: Instant })),
  itineraries: z.array(z.object({ ...ofJourney, version: z.int(), itinerary: z.unknown() })),
  plans: z.array(z.object({ ...ofJourney, plan: z.unknown() })),
  decisions: z.array(
    z.object({
      tripId: z.uuid(),
      at: Instant,
      decision: z.string(),
      subject: z.string(),
      rule: z.string(),
    }),
  ),
});

/** `PersonalData` by functions of the data API, each as the agency whose data it is. */
export const createPersonalData = (rpc: Rpc): PersonalData => ({
  erase: (request) => rpc('erase_contact', { request }, request.agencyId, Erased),
  exportOf: (agencyId, contactId) =>
    rpc('export_contact', { contact_id: contactId }, agencyId, Exported.nullable()),
  removeDocument: (agencyId, documentId, now) =>
    rpc('remove_document', { document_id: documentId, at: now }, agencyId, z.boolean()),
  agencies: () => rpc('agency_ids', {}, null, z.array(z.uuid())),
  purgeAgency: (agencyId, { mostMonths, now }) =>
    rpc('purge_agency', { at: now, most_months: mostMonths, at_most: maxRows }, agencyId, Counts),
  filesToRemove: (agencyId) =>
    rpc('files_to_remove', { at_most: maxRows }, agencyId, z.array(z.string())),
  filesRemoved: async (agencyId, paths) => {
    await rpc('files_removed', { paths }, agencyId, z.object({ removed: z.int() }));
  },
});
