import { countingIds } from '#shared/testing/fakes.ts';
import { describeItinerariesAndPlaces } from '#shared/testing/itineraries-contract.ts';
import { createMemoryStore } from '../memory-store.ts';

describeItinerariesAndPlaces('the in-memory store', async () => {
  const store = createMemoryStore({ ids: countingIds() });
  return {
    store,
    desk: store,
    conversations: store,
    addAgency: async (agency) => store.addAgency(agency),
    setCeilings: async (ceilings) => store.setCeilings(ceilings),
    emitted: async () => store.inspect.unpublished(),
    close: async () => {},
  };
});
