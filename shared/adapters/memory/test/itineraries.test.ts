import { countingIds } from '#shared/testing/fakes.ts';
import { describeItinerariesAndPlaces } from '#shared/testing/itineraries-contract.ts';
import { memoryUnderTest } from '#shared/testing/memory-under-test.ts';
import { createMemoryStore } from '../memory-store.ts';

describeItinerariesAndPlaces('the in-memory store', async () => {
  const store = createMemoryStore({ ids: countingIds() });
  return { ...memoryUnderTest(store), emitted: async () => store.inspect.unpublished() };
});
