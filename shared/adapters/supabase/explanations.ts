import { ContactRecord, type Explanations } from '#shared/ports/explanations.ts';
import type { Rpc } from './rpc.ts';

/** `Explanations` by a function of the data API. */
export const createExplanations = (rpc: Rpc): Explanations => ({
  of: (agencyId, contactId) =>
    rpc('explain_contact', { contact_id: contactId }, agencyId, ContactRecord.nullable()),
});
