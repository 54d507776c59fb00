import { drawConversation, drawMessage, isAtBottom, scrollToBottom } from './conversation.js';
import { byId } from './dom.js';
import { loadFlights, toggleFlights } from './flights.js';
import { drawList, drawNumbers } from './list.js';
import { connectSending } from './sending.js';
import { drawClock, setClock, state } from './world.js';

// Requests

const call = (path, body) =>
  fetch(
    `/phone/api${path}`,
    body === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        },
  );
const loadChats = async () => {
  const { clock, chats } = await (await call('/chats')).json();
  setClock(clock);
  state.chats = new Map(chats.map((chat) => [chat.id, chat]));
  drawList();
};
const loadMessages = async (id) => {
  const { messages } = await (await call(`/chats/${id}/messages`)).json();
  state.messages.set(id, new Map(messages.map((message) => [message.sid, message])));
};
let isMarkingRead = false;
const markRead = async () => {
  const chat = state.chats.get(state.openId);
  if (!chat || document.hidden || isMarkingRead || chat.unread === 0) return;
  isMarkingRead = true;
  await call(`/chats/${chat.id}/read`, {}).catch(() => undefined);
  isMarkingRead = false;
};
const receive = async (changes) => {
  if (changes.some(({ chat }) => !state.chats.has(chat))) await loadChats();
  for (const { chat: id, unread, message } of changes) {
    const chat = state.chats.get(id);
    if (!chat) continue;
    chat.unread = unread;
    if (message.at >= chat.last.at) chat.last = message;
    const messages = state.messages.get(id);
    messages?.set(message.sid, message);
    if (id === state.openId && messages) drawMessage(message);
    if (id === state.openId && !byId('flights').hidden) void loadFlights();
  }
  drawList();
  await markRead();
};

const connect = () => {
  const stream = new EventSource('/phone/api/stream');
  stream.addEventListener('open', async () => {
    byId('offline').hidden = true;
    await loadChats();
    if (state.openId && state.chats.has(state.openId)) {
      await loadMessages(state.openId);
      drawConversation();
    }
  });
  stream.addEventListener('error', () => {
    byId('offline').hidden = false;
  });
  stream.addEventListener('clock', (event) => setClock(JSON.parse(event.data)));
  // One batch at a time: a batch that loads the chats first must not be overtaken.
  let queue = Promise.resolve();
  stream.addEventListener('messages', (event) => {
    queue = queue.then(() => receive(JSON.parse(event.data))).catch(() => undefined);
  });
};

// Navigation: the fragment of the URL is the open chat, so that the back button works.

/** Sets the focus once the other pane is shown. */
let focusAfterShow = null;
const show = async () => {
  await showPane();
  focusAfterShow?.();
  focusAfterShow = null;
};
const showPane = async () => {
  const id = location.hash.slice(1);
  if (state.openId) state.drafts.set(state.openId, byId('reply').value);
  if (!id || !state.chats.has(id)) {
    state.openId = null;
    document.body.dataset.pane = 'list';
    byId('conversation').hidden = true;
    byId('welcome').hidden = false;
    drawList();
    return;
  }
  state.openId = id;
  if (!state.messages.has(id)) await loadMessages(id);
  if (state.openId !== id) return;
  document.body.dataset.pane = 'chat';
  byId('welcome').hidden = true;
  byId('conversation').hidden = false;
  byId('reply').value = state.drafts.get(id) ?? '';
  resizeReply();
  drawList();
  drawConversation(true);
  byId('flights-said').textContent = '';
  void loadFlights();
  await markRead();
};
const resizeReply = () => {
  const reply = byId('reply');
  reply.style.setProperty('height', 'auto');
  reply.style.setProperty('height', `${Math.min(reply.scrollHeight, 140)}px`);
  byId('send').disabled = reply.value.trim() === '';
};
const send = async () => {
  const body = byId('reply').value.trim();
  const id = state.openId;
  if (!body || !id) return;
  byId('reply').value = '';
  resizeReply();
  const response = await call(`/chats/${id}/messages`, { body }).catch(() => null);
  if (response?.ok || state.openId !== id) return;
  byId('reply').value = body;
  resizeReply();
};

byId('chats').addEventListener('click', (event) => {
  const row = event.target.closest('[data-id]');
  if (!row) return;
  // On a small screen the keyboard would cover the messages.
  focusAfterShow = matchMedia('(min-width: 761px)').matches ? () => byId('reply').focus() : null;
  location.hash = row.dataset.id;
});
byId('chats').addEventListener('keydown', (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const rows = [...byId('chats').querySelectorAll('.chat-row')];
  rows[rows.indexOf(document.activeElement) + step]?.focus();
});
byId('search').addEventListener('input', drawList);
byId('back').addEventListener('click', () => {
  location.hash = '';
});
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || !state.openId) return;
  const { openId } = state;
  location.hash = '';
  setTimeout(() =>
    byId('chats')
      .querySelector(`[data-id="${CSS.escape(openId)}"]`)
      ?.focus(),
  );
});
byId('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  void send();
});
byId('reply').addEventListener('input', resizeReply);
byId('reply').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  void send();
});
byId('flights-toggle').addEventListener('click', toggleFlights);
connectSending(call);
byId('jump').addEventListener('click', scrollToBottom);
byId('scroll').addEventListener('scroll', () => {
  byId('jump').hidden = isAtBottom();
});
document.addEventListener('visibilitychange', () => void markRead());
window.addEventListener('hashchange', () => void show());
setInterval(drawClock, 1_000);

await loadChats();
drawNumbers((await (await call('/numbers')).json()).numbers);
await show();
connect();
