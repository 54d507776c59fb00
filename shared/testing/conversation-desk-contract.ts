import { describeConversations } from './contract/conversations.ts';
import type { MakeStore, StoreUnderTest } from './contract/harness.ts';

/** The one contract of `ConversationDesk`: every adapter passes it. */
export const describeConversationDesk = (name: string, make: MakeStore): void => {
  describe(`${name} as ConversationDesk`, () => {
    let current: StoreUnderTest | undefined;
    const given = () => {
      if (!current) throw new Error('the store was not made');
      return current;
    };
    beforeAll(async () => {
      current = await make();
    });
    afterAll(async () => {
      await current?.close();
    });
    describeConversations(given);
  });
};
