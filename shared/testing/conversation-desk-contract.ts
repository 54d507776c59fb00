import { describeConversations } from './contract/conversations.ts';
import { describeDocuments } from './contract/documents.ts';
import type { MakeStore, StoreUnderTest } from './contract/harness.ts';
import { describeTakeovers } from './contract/takeovers.ts';

/** The contract test of `ConversationDesk`, which every adapter passes. */
export const describeConversationDesk = (name: string, make: MakeStore): void => {
  describe(`${name} as ConversationDesk`, () => {
    let current: StoreUnderTest | undefined;
    const subject = () => {
      if (!current) throw new Error('the store was not made');
      return current;
    };
    beforeAll(async () => {
      current = await make();
    });
    afterAll(async () => {
      await current?.close();
    });
    describeConversations(subject);
    describeDocuments(subject);
    describeTakeovers(subject);
  });
};
