import type { Address, Agent } from '#shared/actor/agent.ts';
import { decide } from './domain/decide.ts';
import { ConciergeState, initialState } from './domain/state.ts';

/** Answers the traveller. So far it knows one thing, and completely: when to stop writing, and when to begin again. Actor: a conversation. */
export const createConcierge = (): Agent<ConciergeState, null> => ({
  name: 'concierge',
  subscriptions: ['InboundMessageReceived'],
  timers: [],
  codec: { schemaVersion: 1, schema: ConciergeState, initial: initialState },
  address: (event): readonly Address[] =>
    event.type === 'InboundMessageReceived'
      ? [{ actorId: event.data.conversationId, conversation: { id: event.data.conversationId, messageId: event.data.messageId } }]
      : [],
  gather: async () => null,
  decide,
});
