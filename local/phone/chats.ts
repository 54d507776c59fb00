import { phoneOf, type SimulatedMessage } from '#local/simulators/twilio/message.ts';
import type { Instant } from '#shared/domain/instant.ts';

/** A conversation between an agency's number and a traveller's, both in E.164. */
export interface ChatKey {
  readonly sender: string;
  readonly traveller: string;
}

/** One message as the page shows it, seen from the traveller's phone. */
export interface ShownMessage {
  readonly sid: string;
  readonly by: 'agency' | 'traveller';
  readonly text: string;
  readonly at: Instant;
  readonly status: SimulatedMessage['status'];
  readonly errorCode: number | null;
  /** Whether it came from a template or was written freely. */
  readonly template: boolean;
  readonly media: readonly { readonly url: string; readonly contentType: string }[];
}

/** What the list of chats shows of one. */
export interface ChatSummary extends ChatKey {
  readonly id: string;
  readonly unread: number;
  readonly last: ShownMessage;
}

const idForm = /^(\d{7,15})-(\d{7,15})$/;

/** The name of a chat in URLs: the digits of both numbers, the agency's first. */
export const chatId = ({ sender, traveller }: ChatKey): string =>
  `${sender.slice(1)}-${traveller.slice(1)}`;

/** The numbers behind the name of a chat, or null where it is none. */
export const chatKey = (id: string): ChatKey | null => {
  const [, sender, traveller] = idForm.exec(id) ?? [];
  return sender === undefined || traveller === undefined
    ? null
    : { sender: `+${sender}`, traveller: `+${traveller}` };
};

/** The chat a message belongs to. */
export const chatOf = (m: SimulatedMessage): ChatKey =>
  m.direction === 'inbound'
    ? { sender: phoneOf(m.to), traveller: phoneOf(m.from) }
    : { sender: phoneOf(m.from), traveller: phoneOf(m.to) };

/** A message as the page shows it. */
export const shown = (m: SimulatedMessage): ShownMessage => ({
  sid: m.sid,
  by: m.direction === 'inbound' ? 'traveller' : 'agency',
  text: m.body,
  at: m.createdAt,
  status: m.status,
  errorCode: m.errorCode,
  template: m.contentSid !== null,
  media: m.media,
});

const isUnread = (m: SimulatedMessage): boolean =>
  m.direction === 'outbound-api' && m.status !== 'read' && m.status !== 'failed';

/** How many messages of each chat, by its name, the traveller has not read. */
export const unreadOf = (messages: readonly SimulatedMessage[]): ReadonlyMap<string, number> => {
  const unread = new Map<string, number>();
  for (const message of messages) {
    const id = chatId(chatOf(message));
    unread.set(id, (unread.get(id) ?? 0) + (isUnread(message) ? 1 : 0));
  }
  return unread;
};

/** The chats among the messages (oldest first), the one with the newest message first, at most `limit`. */
export const chatsOf = (
  messages: readonly SimulatedMessage[],
  limit: number,
): readonly ChatSummary[] => {
  const unread = unreadOf(messages);
  const chats = new Map<string, ChatSummary>();
  for (const message of messages.toReversed()) {
    const key = chatOf(message);
    const id = chatId(key);
    if (chats.size === limit) break;
    if (!chats.has(id))
      chats.set(id, { ...key, id, unread: unread.get(id) ?? 0, last: shown(message) });
  }
  return [...chats.values()];
};
