import { countingIds } from '#shared/testing/fakes.ts';
import { describePlans } from '#shared/testing/plans-contract.ts';
import { createMemoryStore } from '../memory-store.ts';

describePlans('the in-memory store', async () => {
  const store = createMemoryStore({ ids: countingIds() });
  return {
    store,
    desk: store,
    conversations: store,
    addAgency: async (agency) => store.addAgency(agency),
    emitted: async () => store.inspect.uncarried(),
    close: async () => {},
  };
});
