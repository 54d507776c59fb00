import { atBottom, drawConversation, drawMessage, toBottom } from './conversation.js';
import { by } from './dom.js';
import { drawList } from './list.js';
import { drawClock, setClock, state } from './world.js';

// Talking to the server

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
let reading = false;
const markRead = async () => {
  const chat = state.chats.get(state.open);
  if (!chat || document.hidden || reading || chat.unread === 0) return;
  reading = true;
  await call(`/chats/${chat.id}/read`, {}).catch(() => undefined);
  reading = false;
};
const receive = async (changes) => {
  if (changes.some(({ chat }) => !state.chats.has(chat))) await loadChats();
  for (const { chat: id, unread, message } of changes) {
    const chat = state.chats.get(id);
    if (!chat) continue;
    chat.unread = unread;
    if (message.at >= chat.last.at) chat.last = message;
    const known = state.messages.get(id);
    known?.set(message.sid, message);
    if (id === state.open && known) drawMessage(message);
  }
  drawList();
  await markRead();
};

const connect = () => {
  const stream = new EventSource('/phone/api/stream');
  stream.addEventListener('open', async () => {
    by('offline').hidden = true;
    await loadChats();
    if (state.open && state.chats.has(state.open)) {
      await loadMessages(state.open);
      drawConversation();
    }
  });
  stream.addEventListener('error', () => {
    by('offline').hidden = false;
  });
  stream.addEventListener('clock', (event) => setClock(JSON.parse(event.data)));
  // One batch after the other: a batch that has to load the chats first must not be overtaken.
  let queue = Promise.resolve();
  stream.addEventListener('messages', (event) => {
    queue = queue.then(() => receive(JSON.parse(event.data))).catch(() => undefined);
  });
};

// Navigation: the address says which chat is open, so that going back works as on a phone

/** Where the focus goes once the other pane is shown. */
let focusNext = null;
const show = async () => {
  await showPane();
  focusNext?.();
  focusNext = null;
};
const showPane = async () => {
  const id = location.hash.slice(1);
  if (state.open) state.drafts.set(state.open, by('reply').value);
  if (!id || !state.chats.has(id)) {
    state.open = null;
    document.body.dataset.pane = 'list';
    by('conversation').hidden = true;
    by('welcome').hidden = false;
    drawList();
    return;
  }
  state.open = id;
  if (!state.messages.has(id)) await loadMessages(id);
  if (state.open !== id) return;
  document.body.dataset.pane = 'chat';
  by('welcome').hidden = true;
  by('conversation').hidden = false;
  by('reply').value = state.drafts.get(id) ?? '';
  sizeReply();
  drawList();
  drawConversation(true);
  await markRead();
};
const sizeReply = () => {
  const reply = by('reply');
  reply.style.setProperty('height', 'auto');
  reply.style.setProperty('height', `${Math.min(reply.scrollHeight, 140)}px`);
  by('send').disabled = reply.value.trim() === '';
};
const send = async () => {
  const body = by('reply').value.trim();
  const id = state.open;
  if (!body || !id) return;
  by('reply').value = '';
  sizeReply();
  const answer = await call(`/chats/${id}/messages`, { body }).catch(() => null);
  if (answer?.ok || state.open !== id) return;
  by('reply').value = body;
  sizeReply();
};

by('chats').addEventListener('click', (event) => {
  const row = event.target.closest('[data-id]');
  if (!row) return;
  // On a small screen the keyboard would cover the messages.
  focusNext = matchMedia('(min-width: 761px)').matches ? () => by('reply').focus() : null;
  location.hash = row.dataset.id;
});
by('chats').addEventListener('keydown', (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const rows = [...by('chats').querySelectorAll('.chat-row')];
  rows[rows.indexOf(document.activeElement) + step]?.focus();
});
by('search').addEventListener('input', drawList);
by('back').addEventListener('click', () => {
  location.hash = '';
});
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || !state.open) return;
  const { open } = state;
  location.hash = '';
  setTimeout(() =>
    by('chats')
      .querySelector(`[data-id="${CSS.escape(open)}"]`)
      ?.focus(),
  );
});
by('composer').addEventListener('submit', (event) => {
  event.preventDefault();
  void send();
});
by('reply').addEventListener('input', sizeReply);
by('reply').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  void send();
});
by('jump').addEventListener('click', toBottom);
by('scroll').addEventListener('scroll', () => {
  by('jump').hidden = atBottom();
});
document.addEventListener('visibilitychange', () => void markRead());
window.addEventListener('hashchange', () => void show());
setInterval(drawClock, 1_000);

await loadChats();
await show();
connect();
