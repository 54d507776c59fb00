import { z } from 'zod';
import { AgencyProfile } from '#shared/domain/agency.ts';
import type { AgencyDesk } from '#shared/ports/agency-desk.ts';
import type { Rpc } from './rpc.ts';

const Edited = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('edited'), agency: AgencyProfile }),
  z.object({ kind: z.literal('unchanged'), agency: AgencyProfile }),
  z.object({ kind: z.literal('stale') }),
]);

/** `AgencyDesk` by functions of the data API. */
export const createAgencyDesk = (rpc: Rpc): AgencyDesk => ({
  agencyProfile: (agencyId) => rpc('get_agency', {}, agencyId, AgencyProfile),
  editAgency: ({ agencyId, revision, set }) =>
    rpc('edit_agency', { request: { revision, set } }, agencyId, Edited),
});
