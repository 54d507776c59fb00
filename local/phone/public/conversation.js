import { byId, element, icon } from './dom.js';
import { formatPhone, formatText } from './format.js';
import {
  about,
  agencyName,
  clipPath,
  paintAvatar,
  pinPath,
  ticks,
  travellerName,
} from './pieces.js';
import { clockTime, dateKey, dayName, drawClock, state } from './world.js';

/** The file name of a URL, decoded. */
const fileName = (url) => {
  const last = new URL(url, location.href).pathname.split('/').at(-1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
};
const mediaNode = ({ url, contentType }) => {
  if (contentType.startsWith('image/')) {
    const image = element('img', {
      src: url,
      alt: 'Picture',
      className: 'picture',
      loading: 'lazy',
    });
    image.addEventListener('error', () =>
      image.replaceWith(element('span', { className: 'file', textContent: 'Picture' })),
    );
    return image;
  }
  if (contentType.startsWith('audio/') || contentType.startsWith('video/'))
    return element(contentType.startsWith('audio/') ? 'audio' : 'video', {
      src: url,
      controls: true,
      preload: 'metadata',
      className: 'recording',
    });
  const name = /\/ME[0-9a-f]{32}$/.test(url) ? 'File' : fileName(url) || 'File';
  const link = element('a', {
    className: 'file',
    href: /^(?:https?:|\/phone\/api\/files\/)/.test(url) ? url : '#',
    target: '_blank',
    rel: 'noopener noreferrer',
  });
  link.append(icon(clipPath, 'clip', '0 0 24 24'), element('span', { textContent: name }));
  return link;
};
/** Quick replies, or the items of a list, as buttons. */
const choicesNode = ({ list, items }, sid) => {
  const node = element('div', { className: 'choices', role: 'group' });
  if (list) node.append(element('span', { className: 'list-name', textContent: list }));
  for (const { id, title } of items) {
    const button = element('button', { type: 'button', textContent: title });
    button.dataset.choice = id;
    button.dataset.of = sid;
    node.append(button);
  }
  return node;
};
const locationNode = ({ latitude, longitude, label }) =>
  element(
    'p',
    { className: 'file' },
    icon(pinPath, 'clip', '0 0 24 24'),
    element('span', {
      textContent: [label, `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`]
        .filter(Boolean)
        .join(' · '),
    }),
  );
const messageRow = (message, chat, previous) => {
  const at = Date.parse(message.at);
  const bubble = element('div', { className: 'bubble' });
  bubble.append(...message.media.map(mediaNode));
  if (message.location) bubble.append(locationNode(message.location));
  if (message.text)
    bubble.append(element('div', { className: 'text' }, ...formatText(message.text)));
  const meta = element('div', { className: 'meta' });
  if (message.by === 'agency')
    meta.append(
      element('span', {
        className: 'kind',
        textContent: message.isTemplate ? 'template' : 'free text',
        title: message.isTemplate
          ? 'Sent as an approved WhatsApp template'
          : 'Sent as free text, within 24 hours of the traveller’s last message',
      }),
    );
  meta.append(
    element('time', {
      dateTime: message.at,
      textContent: clockTime(at, chat.zone),
      title: new Date(at).toISOString(),
    }),
    ticks(message.status),
  );
  bubble.append(meta);
  if (message.choices) bubble.append(choicesNode(message.choices, message.sid));
  const row = element('li', {
    className: `message ${message.by}${previous?.by === message.by ? ' same' : ''}`,
  });
  row.dataset.sid = message.sid;
  row.dataset.status = message.status;
  row.append(
    element('span', {
      className: 'visually-hidden',
      textContent:
        message.by === 'agency' ? `${agencyName(chat)} wrote:` : `${travellerName(chat)} wrote:`,
    }),
    bubble,
  );
  if (message.status === 'failed' || message.status === 'undelivered')
    row.append(
      element('p', {
        className: 'failure',
        textContent: message.errorCode
          ? `Not delivered (${message.errorCode})`
          : 'Not delivered: nobody took the message',
      }),
    );
  return row;
};
/** Whether the newest message is visible. */
export const isAtBottom = () =>
  byId('scroll').scrollHeight - byId('scroll').scrollTop - byId('scroll').clientHeight < 80;
/** Scrolls to the newest message. */
export const scrollToBottom = () => {
  byId('scroll').scrollTop = byId('scroll').scrollHeight;
};
/** Draws all messages of the open chat. */
export const drawConversation = (shouldScroll = isAtBottom()) => {
  const chat = state.chats.get(state.openId);
  if (!chat) return;
  byId('contact').textContent = agencyName(chat);
  const number = chat.travellerName ? ` · ${formatPhone(chat.traveller)}` : '';
  byId('owner').textContent = [`on the phone of ${travellerName(chat)}${number}`, about(chat)]
    .filter(Boolean)
    .join(' · ');
  byId('owner').title = byId('owner').textContent;
  byId('note').hidden = !chat.failure;
  byId('note').textContent = `This number is one that fails: ${chat.failure}.`;
  paintAvatar(byId('avatar'), agencyName(chat));
  const rows = [];
  let lastDate = null;
  let previous = null;
  for (const message of state.messages.get(state.openId)?.values() ?? []) {
    const date = dateKey(Date.parse(message.at), chat.zone);
    if (date !== lastDate) {
      rows.push(
        element(
          'li',
          { className: 'day' },
          element('span', { textContent: dayName(Date.parse(message.at), chat.zone) }),
        ),
      );
      previous = null;
    }
    lastDate = date;
    rows.push(messageRow(message, chat, previous));
    previous = message;
  }
  byId('messages').replaceChildren(...rows);
  if (shouldScroll) scrollToBottom();
  byId('jump').hidden = isAtBottom();
  drawClock();
};
/** Draws a new or changed message alone, so that screen readers announce only that. */
export const drawMessage = (message) => {
  const chat = state.chats.get(state.openId);
  const row = byId('messages').querySelector(`[data-sid="${CSS.escape(message.sid)}"]`);
  if (!chat) return;
  if (!row) {
    const shouldScroll = isAtBottom() || message.by === 'traveller';
    const all = [...state.messages.get(state.openId).values()];
    const previous = all.at(-2);
    if (all.at(-1) !== message) return drawConversation(shouldScroll);
    const zone = chat.zone;
    const isNewDay =
      !previous || dateKey(Date.parse(previous.at), zone) !== dateKey(Date.parse(message.at), zone);
    if (isNewDay)
      byId('messages').append(
        element(
          'li',
          { className: 'day' },
          element('span', { textContent: dayName(Date.parse(message.at), zone) }),
        ),
      );
    const newRow = messageRow(message, chat, isNewDay ? null : previous);
    newRow.classList.add('arriving');
    byId('messages').append(newRow);
    if (shouldScroll) scrollToBottom();
    byId('jump').hidden = isAtBottom();
    return undefined;
  }
  const replacement = messageRow(message, chat, null);
  replacement.className = row.className.replace(' arriving', '');
  row.replaceWith(replacement);
  return undefined;
};
