import { isDeepStrictEqual } from 'node:util';
import type { AgencyProfile, AgencySeed } from '#shared/domain/agency.ts';
import { InvariantBroken } from '#shared/errors.ts';
import type { AgencyDesk } from '#shared/ports/agency-desk.ts';
import type { Tables } from './tables.ts';

/** An agency as it shows itself. */
export const agencyProfile = (agency: AgencySeed): AgencyProfile => ({
  id: agency.id,
  name: agency.name,
  sender: agency.sender,
  phone: agency.phone ?? null,
  emergencyPhone: agency.emergencyPhone,
  zone: agency.zone ?? null,
  hours: agency.hours ?? null,
  languages: [...(agency.languages ?? [])],
  revision: agency.revision ?? 1,
});

/** `AgencyDesk` in memory. */
export const memoryAgencyDesk = (tables: Tables): AgencyDesk => {
  const own = (agencyId: string): AgencySeed => {
    const agency = tables.agencies.get(agencyId);
    if (!agency) throw new InvariantBroken('there is no such agency');
    return agency;
  };
  return {
    agencyProfile: async (agencyId) => agencyProfile(own(agencyId)),
    editAgency: async ({ agencyId, revision, set }) => {
      const agency = own(agencyId);
      const present = agencyProfile(agency);
      if (present.revision !== revision) return { kind: 'stale' };
      const next = { ...present, ...set };
      if (isDeepStrictEqual(next, present)) return { kind: 'unchanged', agency: present };
      const edited = { ...agency, ...set, revision: revision + 1 };
      tables.agencies.set(agencyId, edited);
      return { kind: 'edited', agency: agencyProfile(edited) };
    },
  };
};
