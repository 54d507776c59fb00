import { randomUUID } from 'node:crypto';
import { describeActorStore } from '#shared/testing/actor-store-contract.ts';
import { describeConversationDesk } from '#shared/testing/conversation-desk-contract.ts';
import { memoryUnderTest } from '#shared/testing/memory-under-test.ts';
import { describeTripDesk } from '#shared/testing/trip-desk-contract.ts';
import { createMemoryStore } from '../memory-store.ts';

const make = async () =>
  memoryUnderTest(createMemoryStore({ ids: { random: randomUUID, chance: Math.random } }));

describeActorStore('the in-memory store', make);
describeTripDesk('the in-memory store', make);
describeConversationDesk('the in-memory store', make);
