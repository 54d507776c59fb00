import type { MemoryStore } from '#shared/adapters/memory/memory-store.ts';
import type { ItinerariesUnderTest } from './contract/harness.ts';

/** The in-memory store, as the contracts test it. */
export const memoryUnderTest = (store: MemoryStore): ItinerariesUnderTest => ({
  store,
  desk: store,
  conversations: store,
  incidents: store.incidents,
  addAgency: async (agency) => store.addAgency(agency),
  setCeilings: async (ceilings) => store.setCeilings(ceilings),
  setPlatformBrake: async (brake) => store.setPlatformBrake(brake),
  setStaff: async (agencyId, members, roster) => store.setStaff(agencyId, members, roster),
  attempts: async (id) =>
    store.inspect
      .attempts()
      .filter(({ messageId }) => messageId === id)
      .map(({ messageId: _, agencyId: __, ...attempt }) => attempt),
  close: async () => {},
});
