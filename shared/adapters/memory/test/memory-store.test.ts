import { randomUUID } from 'node:crypto';
import { describeActorStore } from '#shared/testing/actor-store-contract.ts';
import { describeConversationDesk } from '#shared/testing/conversation-desk-contract.ts';
import { describeTripDesk } from '#shared/testing/trip-desk-contract.ts';
import { createMemoryStore } from '../memory-store.ts';

const make = async () => {
  const store = createMemoryStore({ ids: { random: randomUUID, chance: Math.random } });
  return {
    store,
    desk: store,
    conversations: store,
    addAgency: async (agency: Parameters<typeof store.addAgency>[0]) => store.addAgency(agency),
    setCeilings: async (ceilings: Parameters<typeof store.setCeilings>[0]) =>
      store.setCeilings(ceilings),
    close: async () => {},
  };
};

describeActorStore('the in-memory store', make);
describeTripDesk('the in-memory store', make);
describeConversationDesk('the in-memory store', make);
