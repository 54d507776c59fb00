import { z } from 'zod';
import { AuditEntry, type AuditTrail } from '#shared/ports/audit-trail.ts';
import type { Rpc } from './rpc.ts';

/** `AuditTrail` by functions of the data API. */
export const createAuditTrail = (rpc: Rpc): AuditTrail => ({
  list: (agencyId, filter) => rpc('list_audit', { filter }, agencyId, z.array(AuditEntry)),
  record: async (agencyId, act) => {
    await rpc('record_act', { act }, agencyId, z.unknown());
  },
});
