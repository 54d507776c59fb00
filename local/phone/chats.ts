import { phoneOf, type SimulatedMessage } from '#local/simulators/twilio/message.ts';
import type { Instant } from '#shared/domain/instant.ts';

/** A conversation between an agency's number and a traveller's, both in E.164. */
export interface ChatKey {
  readonly sender: string;
  readonly traveller: string;
}

/** A message as the page shows it, from the traveller's side. */
export interface ShownMessage {
  readonly sid: string;
  readonly by: 'agency' | 'traveller';
  readonly text: string;
  readonly at: Instant;
  readonly status: SimulatedMessage['status'];
  readonly errorCode: number | null;
  /** Whether it was sent as a template; false for free text. */
  readonly isTemplate: boolean;
  readonly media: readonly { readonly url: string; readonly contentType: string }[];
  readonly choices: SimulatedMessage['choices'];
  readonly location: SimulatedMessage['location'];
}

/** A chat as the list shows it. */
export interface ChatSummary extends ChatKey {
  readonly id: string;
  readonly unread: number;
  readonly last: ShownMessage;
}

const idPattern = /^(\d{7,15})-(\d{7,15})$/;

/** The id of a chat in URLs: the digits of both numbers, the agency's first. */
export const chatId = ({ sender, traveller }: ChatKey): string =>
  `${sender.slice(1)}-${traveller.slice(1)}`;

/** Parses the id of a chat; null where it is malformed. */
export const parseChatId = (id: string): ChatKey | null => {
  const [, sender, traveller] = idPattern.exec(id) ?? [];
  return sender === undefined || traveller === undefined
    ? null
    : { sender: `+${sender}`, traveller: `+${traveller}` };
};

/** The chat of a message. */
export const chatOf = (m: SimulatedMessage): ChatKey =>
  m.direction === 'inbound'
    ? { sender: phoneOf(m.to), traveller: phoneOf(m.from) }
    : { sender: phoneOf(m.from), traveller: phoneOf(m.to) };

/** Twilio gives files of travellers to its account only; the page has them at an own address. */
const urlOnPage = (url: string): string => {
  const [, sid] = /\/Media\/(ME[0-9a-f]{32})$/.exec(url) ?? [];
  return sid === undefined ? url : `/phone/api/files/${sid}`;
};

/** A message as the page shows it. */
export const shownMessage = (m: SimulatedMessage): ShownMessage => ({
  sid: m.sid,
  by: m.direction === 'inbound' ? 'traveller' : 'agency',
  text: m.body,
  at: m.createdAt,
  status: m.status,
  errorCode: m.errorCode,
  isTemplate: m.contentSid !== null && m.choices === null,
  media: m.media.map(({ url, contentType }) => ({ url: urlOnPage(url), contentType })),
  choices: m.choices,
  location: m.location,
});

const isUnread = (m: SimulatedMessage): boolean =>
  m.direction !== 'inbound' && m.status !== 'read' && m.status !== 'failed';

/** The number of unread messages of each chat, by chat id. */
export const unreadCounts = (
  messages: readonly SimulatedMessage[],
): ReadonlyMap<string, number> => {
  const unread = new Map<string, number>();
  for (const message of messages) {
    const id = chatId(chatOf(message));
    unread.set(id, (unread.get(id) ?? 0) + (isUnread(message) ? 1 : 0));
  }
  return unread;
};

/** At most `limit` chats of the messages (oldest first), that with the newest message first. */
export const chatsOf = (
  messages: readonly SimulatedMessage[],
  limit: number,
): readonly ChatSummary[] => {
  const unread = unreadCounts(messages);
  const chats = new Map<string, ChatSummary>();
  for (const message of messages.toReversed()) {
    const key = chatOf(message);
    const id = chatId(key);
    if (chats.size === limit) break;
    if (!chats.has(id))
      chats.set(id, { ...key, id, unread: unread.get(id) ?? 0, last: shownMessage(message) });
  }
  return [...chats.values()];
};
