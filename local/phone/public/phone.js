import { formatted, initials, plain, spaced, tint } from './format.js';

const by = (id) => document.getElementById(id);
const element = (tag, properties = {}, ...children) => {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
};
const svgSpace = 'http://www.w3.org/2000/svg';
const icon = (path, name, viewBox) => {
  const svg = document.createElementNS(svgSpace, 'svg');
  svg.setAttribute('viewBox', viewBox);
  svg.setAttribute('class', name);
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(svgSpace, 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
};

const state = {
  /** id -> chat as the server describes it. */
  chats: new Map(),
  /** id -> (sid -> message), only of chats that were opened. */
  messages: new Map(),
  drafts: new Map(),
  open: null,
  clock: { now: Date.now(), speed: 1, at: performance.now() },
};

// Time

const worldNow = () => state.clock.now + (performance.now() - state.clock.at) * state.clock.speed;
const formats = new Map();
const inZone = (at, zone, options) => {
  const key = JSON.stringify([zone, options]);
  if (!formats.has(key)) {
    try {
      formats.set(key, new Intl.DateTimeFormat('en-GB', { timeZone: zone ?? undefined, ...options }));
    } catch {
      formats.set(key, new Intl.DateTimeFormat('en-GB', options));
    }
  }
  return formats.get(key).format(at);
};
const clockTime = (at, zone) => inZone(at, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const day = (at, zone) => inZone(at, zone, { year: 'numeric', month: '2-digit', day: '2-digit' });
const dayMs = 86_400_000;
const dayName = (at, zone) => {
  if (day(at, zone) === day(worldNow(), zone)) return 'Today';
  if (day(at, zone) === day(worldNow() - dayMs, zone)) return 'Yesterday';
  return inZone(at, zone, { weekday: 'long', day: 'numeric', month: 'long' });
};
const shortTime = (at, zone) => {
  if (day(at, zone) === day(worldNow(), zone)) return clockTime(at, zone);
  if (day(at, zone) === day(worldNow() - dayMs, zone)) return 'Yesterday';
  return inZone(at, zone, { day: 'numeric', month: 'short' });
};
const cityOf = (zone) => (zone ? zone.split('/').at(-1).replaceAll('_', ' ') : null);

const setClock = ({ now, speed }) => {
  state.clock = { now: Date.parse(now), speed, at: performance.now() };
  drawClock();
};
const drawClock = () => {
  const now = worldNow();
  by('clock-time').textContent = `${inZone(now, 'UTC', { weekday: 'short', day: 'numeric', month: 'short' })} ${clockTime(now, 'UTC')} UTC`;
  by('clock-speed').hidden = state.clock.speed === 1;
  by('clock-speed').textContent = `${state.clock.speed}×`;
  by('clock-speed').title = `Time runs ${state.clock.speed} times faster`;
  const chat = state.chats.get(state.open);
  by('local').replaceChildren(
    ...(chat?.zone ? [element('b', { textContent: clockTime(now, chat.zone) }), element('span', { textContent: cityOf(chat.zone) })] : []),
  );
  by('local').title = 'Local time of the traveller';
};

// Pieces

const statusWords = {
  queued: 'Queued',
  sent: 'Sent',
  delivered: 'Delivered',
  read: 'Read',
  received: 'Delivered',
  failed: 'Not delivered',
};
const tickPaths = {
  clock: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zm0 1.3a5.2 5.2 0 1 1 0 10.4A5.2 5.2 0 0 1 8 2.8zm-.6 2v3.6l2.7 1.6.6-1-2.1-1.3V4.8z',
  one: 'M12.6 3.2 5.9 10.9 2.7 7.9l-.9.9 4.2 4 7.6-8.7z',
  two: 'M11.6 3.2 4.9 10.9 1.7 7.9l-.9.9 4.2 4 7.6-8.7zm5.8 0-6.7 7.7-.9-.8-.8.9 1.8 1.7 7.6-8.6z',
};
const clipPath =
  'M16.5 6v11.5a4 4 0 0 1-8 0V5a2.5 2.5 0 0 1 5 0v10.5a1 1 0 0 1-2 0V6H10v9.5a2.5 2.5 0 0 0 5 0V5a4 4 0 0 0-8 0v12.5a5.5 5.5 0 0 0 11 0V6z';
const ticks = (status) => {
  const [path, box] =
    status === 'queued' ? [tickPaths.clock, '0 0 16 16'] : status === 'sent' ? [tickPaths.one, '0 0 16 16'] : [tickPaths.two, '0 0 20 16'];
  const mark = element('span', { className: `ticks ${status}`, title: statusWords[status] });
  mark.append(status === 'failed' ? element('span', { textContent: '!', className: 'bang' }) : icon(path, 'tick', box));
  mark.append(element('span', { className: 'visually-hidden', textContent: statusWords[status] }));
  return mark;
};
const travellerName = (chat) => chat.travellerName ?? spaced(chat.traveller);
const agencyName = (chat) => chat.agencyName ?? spaced(chat.sender);
const paintAvatar = (node, name) => {
  node.textContent = initials(name);
  node.dataset.tint = String(tint(name));
  return node;
};

// The list

const preview = (chat) => {
  const { last } = chat;
  const text = plain(last.text) || (last.media.length > 0 ? 'Attachment' : '');
  const line = element('span', { className: 'preview' });
  if (last.by === 'traveller' || last.status === 'failed') line.append(ticks(last.status));
  line.append(element('span', { className: 'preview-text', textContent: text }));
  return line;
};
/** id -> its row: rows stay the same nodes while messages come in, so that no click and no focus is lost. */
const rows = new Map();
const chatRow = (chat) => {
  const row = rows.get(chat.id) ?? element('li', {}, element('button', { type: 'button', className: 'chat-row' }));
  rows.set(chat.id, row);
  const button = row.firstElementChild;
  button.dataset.id = chat.id;
  if (chat.id === state.open) button.setAttribute('aria-current', 'true');
  else button.removeAttribute('aria-current');
  const time = shortTime(Date.parse(chat.last.at), chat.zone);
  const shown = JSON.stringify([chat, time]);
  if (row.shown === shown) return row;
  row.shown = shown;
  const badge = element(
    'span',
    { className: 'badge', textContent: String(chat.unread) },
    element('span', { className: 'visually-hidden', textContent: ' unread' }),
  );
  button.replaceChildren(
    paintAvatar(element('span', { className: 'avatar', ariaHidden: 'true' }), travellerName(chat)),
    element(
      'span',
      { className: 'row-text' },
      element(
        'span',
        { className: 'row-top' },
        element('span', { className: 'row-name', textContent: travellerName(chat) }),
        element('span', { className: chat.unread > 0 ? 'row-time fresh' : 'row-time', textContent: time }),
      ),
      element('span', { className: 'row-bottom' }, preview(chat), ...(chat.unread > 0 ? [badge] : [])),
      element('span', { className: 'row-agency', textContent: agencyName(chat) }),
    ),
  );
  return row;
};
const wanted = (chat) => {
  const search = by('search').value.trim().toLowerCase();
  const words = `${travellerName(chat)} ${chat.traveller} ${agencyName(chat)}`.toLowerCase();
  return search === '' || words.includes(search) || (/^[\d +]+$/.test(search) && chat.traveller.includes(search.replaceAll(' ', '')));
};
const drawList = () => {
  const all = [...state.chats.values()].sort((a, b) => (a.last.at < b.last.at ? 1 : -1));
  const found = all.filter(wanted).map(chatRow);
  const list = by('chats');
  for (const row of [...list.children]) if (!found.includes(row)) row.remove();
  for (const [index, row] of found.entries()) if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
  by('none').hidden = found.length > 0;
  by('none').textContent = all.length === 0 ? 'Nothing yet. Book a trip, and its confirmation arrives here.' : 'No chat matches.';
  const unread = all.reduce((sum, chat) => sum + chat.unread, 0);
  document.title = `${unread > 0 ? `(${unread}) ` : ''}Phones · Bauhaus Travel`;
};

// The conversation

const mediaNode = ({ url, contentType }) => {
  if (contentType.startsWith('image/')) {
    const image = element('img', { src: url, alt: 'Picture', className: 'picture', loading: 'lazy' });
    image.addEventListener('error', () => image.replaceWith(element('span', { className: 'file', textContent: 'Picture' })));
    return image;
  }
  const name = new URL(url, location.href).pathname.split('/').at(-1) || 'File';
  const link = element('a', { className: 'file', href: /^https?:/.test(url) ? url : '#', target: '_blank', rel: 'noopener noreferrer' });
  link.append(icon(clipPath, 'clip', '0 0 24 24'), element('span', { textContent: name }));
  return link;
};
const bubble = (message, chat, previous) => {
  const at = Date.parse(message.at);
  const bubbleNode = element('div', { className: 'bubble' });
  bubbleNode.append(...message.media.map(mediaNode));
  if (message.text) bubbleNode.append(element('div', { className: 'text' }, ...formatted(message.text)));
  const meta = element('div', { className: 'meta' });
  if (message.by === 'agency')
    meta.append(
      element('span', {
        className: 'kind',
        textContent: message.template ? 'template' : 'free text',
        title: message.template
          ? 'Sent as an approved WhatsApp template'
          : 'Sent as free text, within 24 hours of the traveller’s last message',
      }),
    );
  meta.append(
    element('time', { dateTime: message.at, textContent: clockTime(at, chat.zone), title: new Date(at).toISOString() }),
    ticks(message.status),
  );
  bubbleNode.append(meta);
  const row = element('li', { className: `message ${message.by}${previous?.by === message.by ? ' same' : ''}` });
  row.dataset.sid = message.sid;
  row.append(
    element('span', {
      className: 'visually-hidden',
      textContent: message.by === 'agency' ? `${agencyName(chat)} wrote:` : `${travellerName(chat)} wrote:`,
    }),
    bubbleNode,
  );
  if (message.status === 'failed')
    row.append(
      element('p', {
        className: 'failure',
        textContent: message.errorCode ? `Not delivered (${message.errorCode})` : 'Not delivered: nobody took the message',
      }),
    );
  return row;
};
const atBottom = () => by('scroll').scrollHeight - by('scroll').scrollTop - by('scroll').clientHeight < 80;
const toBottom = () => {
  by('scroll').scrollTop = by('scroll').scrollHeight;
};
const drawConversation = (stick = atBottom()) => {
  const chat = state.chats.get(state.open);
  if (!chat) return;
  by('contact').textContent = agencyName(chat);
  by('owner').textContent = `on the phone of ${travellerName(chat)}${chat.travellerName ? ` · ${spaced(chat.traveller)}` : ''}`;
  paintAvatar(by('avatar'), agencyName(chat));
  const rows = [];
  let lastDay = null;
  let previous = null;
  for (const message of state.messages.get(state.open)?.values() ?? []) {
    const today = day(Date.parse(message.at), chat.zone);
    if (today !== lastDay) {
      rows.push(element('li', { className: 'day' }, element('span', { textContent: dayName(Date.parse(message.at), chat.zone) })));
      previous = null;
    }
    lastDay = today;
    rows.push(bubble(message, chat, previous));
    previous = message;
  }
  by('messages').replaceChildren(...rows);
  if (stick) toBottom();
  by('jump').hidden = atBottom();
  drawClock();
};
/** One message arrived or changed: only its own bubble is drawn again, so that readers aloud hear just that. */
const drawMessage = (message) => {
  const chat = state.chats.get(state.open);
  const old = by('messages').querySelector(`[data-sid="${CSS.escape(message.sid)}"]`);
  if (!chat) return;
  if (!old) {
    const stick = atBottom() || message.by === 'traveller';
    const all = [...state.messages.get(state.open).values()];
    const previous = all.at(-2);
    if (all.at(-1) !== message) return drawConversation(stick);
    const zone = chat.zone;
    const newDay = !previous || day(Date.parse(previous.at), zone) !== day(Date.parse(message.at), zone);
    if (newDay)
      by('messages').append(element('li', { className: 'day' }, element('span', { textContent: dayName(Date.parse(message.at), zone) })));
    const row = bubble(message, chat, newDay ? null : previous);
    row.classList.add('arriving');
    by('messages').append(row);
    if (stick) toBottom();
    by('jump').hidden = atBottom();
    return undefined;
  }
  const fresh = bubble(message, chat, null);
  fresh.className = old.className.replace(' arriving', '');
  old.replaceWith(fresh);
  return undefined;
};

// Talking to the server

const call = (path, body) =>
  fetch(
    `/phone/api${path}`,
    body === undefined ? {} : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
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
