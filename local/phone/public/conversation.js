import { by, element, icon } from './dom.js';
import { formatted, spaced } from './format.js';
import { agencyName, clipPath, paintAvatar, ticks, travellerName } from './pieces.js';
import { clockTime, day, dayName, drawClock, state } from './world.js';

/** The last part of an address, as a person reads it. */
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
  const name = fileName(url) || 'File';
  const link = element('a', {
    className: 'file',
    href: /^https?:/.test(url) ? url : '#',
    target: '_blank',
    rel: 'noopener noreferrer',
  });
  link.append(icon(clipPath, 'clip', '0 0 24 24'), element('span', { textContent: name }));
  return link;
};
const bubble = (message, chat, previous) => {
  const at = Date.parse(message.at);
  const bubbleNode = element('div', { className: 'bubble' });
  bubbleNode.append(...message.media.map(mediaNode));
  if (message.text)
    bubbleNode.append(element('div', { className: 'text' }, ...formatted(message.text)));
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
    element('time', {
      dateTime: message.at,
      textContent: clockTime(at, chat.zone),
      title: new Date(at).toISOString(),
    }),
    ticks(message.status),
  );
  bubbleNode.append(meta);
  const row = element('li', {
    className: `message ${message.by}${previous?.by === message.by ? ' same' : ''}`,
  });
  row.dataset.sid = message.sid;
  row.append(
    element('span', {
      className: 'visually-hidden',
      textContent:
        message.by === 'agency' ? `${agencyName(chat)} wrote:` : `${travellerName(chat)} wrote:`,
    }),
    bubbleNode,
  );
  if (message.status === 'failed')
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
/** Whether the newest message is in sight. */
export const atBottom = () =>
  by('scroll').scrollHeight - by('scroll').scrollTop - by('scroll').clientHeight < 80;
/** Brings the newest message into sight. */
export const toBottom = () => {
  by('scroll').scrollTop = by('scroll').scrollHeight;
};
/** Shows all messages of the open chat. */
export const drawConversation = (stick = atBottom()) => {
  const chat = state.chats.get(state.open);
  if (!chat) return;
  by('contact').textContent = agencyName(chat);
  by('owner').textContent =
    `on the phone of ${travellerName(chat)}${chat.travellerName ? ` · ${spaced(chat.traveller)}` : ''}`;
  paintAvatar(by('avatar'), agencyName(chat));
  const rows = [];
  let lastDay = null;
  let previous = null;
  for (const message of state.messages.get(state.open)?.values() ?? []) {
    const today = day(Date.parse(message.at), chat.zone);
    if (today !== lastDay) {
      rows.push(
        element(
          'li',
          { className: 'day' },
          element('span', { textContent: dayName(Date.parse(message.at), chat.zone) }),
        ),
      );
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
export const drawMessage = (message) => {
  const chat = state.chats.get(state.open);
  const old = by('messages').querySelector(`[data-sid="${CSS.escape(message.sid)}"]`);
  if (!chat) return;
  if (!old) {
    const stick = atBottom() || message.by === 'traveller';
    const all = [...state.messages.get(state.open).values()];
    const previous = all.at(-2);
    if (all.at(-1) !== message) return drawConversation(stick);
    const zone = chat.zone;
    const newDay =
      !previous || day(Date.parse(previous.at), zone) !== day(Date.parse(message.at), zone);
    if (newDay)
      by('messages').append(
        element(
          'li',
          { className: 'day' },
          element('span', { textContent: dayName(Date.parse(message.at), zone) }),
        ),
      );
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
