import { randomUUID } from 'node:crypto';
import type { ConversationDesk } from '#shared/ports/conversation-desk.ts';
import { phoneOf } from '../builders.ts';
import { emittedBy, hour, later, minute, type Scene, type StoreUnderTest } from './harness.ts';

/** Until when the conversations of these tests are taken over. */
export const until = later(12 * hour);

/** What tests do with conversations of a store. */
export const conversing = (subject: () => StoreUnderTest) => {
  const conversations = (): ConversationDesk => subject().conversations;
  const receiveMessage = async (
    scene: Scene,
    over: { text?: string; media?: readonly { url: string; contentType: string }[] } = {},
  ) => {
    const providerId = `SM${randomUUID()}`;
    const received = await subject().desk.receiveInbound({
      sender: scene.agency.sender,
      phone: phoneOf(scene.trip),
      providerId,
      text: 'hola',
      media: [],
      now: later(minute),
      ...over,
    });
    if (!received) throw new Error('expected a conversation');
    const event = (await emittedBy(subject())).find(
      (e) =>
        e.type === 'InboundMessageReceived' && e.data.conversationId === received.conversationId,
    );
    if (event?.type !== 'InboundMessageReceived')
      throw new Error('expected the event of the message');
    return { id: received.conversationId, messageId: event.data.messageId };
  };
  const loadConversation = async (scene: Scene, id: string, messageId: string | null = null) => {
    const loaded = await subject().store.load({
      agent: 'concierge',
      actorId: id,
      eventId: randomUUID(),
      agencyId: scene.agency.id,
      tripId: null,
      conversation: { id, messageId },
      flightKey: null,
      timerKind: null,
    });
    if (!loaded.conversation) throw new Error('expected the conversation');
    return loaded.conversation;
  };
  const move = (scene: Scene, id: string) => ({
    agencyId: scene.agency.id,
    conversationId: id,
    by: 'Lucía',
    now: later(2 * minute),
  });
  return { conversations, receiveMessage, loadConversation, move };
};
