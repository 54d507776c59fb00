import { z } from 'zod';
import { DutyRoster } from '#shared/domain/duty-roster.ts';
import { Incident } from '#shared/domain/incident.ts';
import { Instant } from '#shared/domain/instant.ts';
import { StaffMember } from '#shared/domain/staff.ts';
import type { Duty, DutyDesk } from '#shared/ports/duty-desk.ts';
import type { Rpc } from './rpc.ts';

const StoredDuty: z.ZodType<Duty> = z.object({
  zone: z.string().nullable(),
  roster: DutyRoster.nullable(),
  revision: z.int(),
  updatedAt: Instant.nullable(),
  updatedBy: z.string().nullable(),
  members: z.array(StaffMember),
  untold: z.array(Incident),
});
const Put = z.object({ kind: z.enum(['put', 'stale']) });

/** `DutyDesk` by functions of the data API. */
export const createDutyDesk = (rpc: Rpc): DutyDesk => ({
  duty: (agencyId) => rpc('get_duty', {}, agencyId, StoredDuty),
  putRoster: async (agencyId, request) => (await rpc('put_duty', { request }, agencyId, Put)).kind,
  putReach: (agencyId, memberId, reach) =>
    rpc('put_reach', { member_id: memberId, reach }, agencyId, StaffMember.nullable()),
});
