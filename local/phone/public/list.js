import { byId, element } from './dom.js';
import { formatPhone, plainText } from './format.js';
import { about, agencyName, paintAvatar, ticks, travellerName } from './pieces.js';
import { shortTime, state } from './world.js';

const preview = (chat) => {
  const { last } = chat;
  const text =
    plainText(last.text) ||
    (last.location ? 'Location' : last.media.length > 0 ? 'Attachment' : '');
  const line = element('span', { className: 'preview' });
  if (last.by === 'traveller' || ['failed', 'undelivered'].includes(last.status))
    line.append(ticks(last.status));
  line.append(element('span', { className: 'preview-text', textContent: text }));
  return line;
};
/** Rows by chat id; a row keeps its node while messages arrive, so that it keeps the focus. */
const rows = new Map();
const chatRow = (chat) => {
  const row =
    rows.get(chat.id) ??
    element('li', {}, element('button', { type: 'button', className: 'chat-row' }));
  rows.set(chat.id, row);
  const button = row.firstElementChild;
  button.dataset.id = chat.id;
  if (chat.id === state.openId) button.setAttribute('aria-current', 'true');
  else button.removeAttribute('aria-current');
  const time = shortTime(Date.parse(chat.last.at), chat.zone);
  const content = JSON.stringify([chat, time]);
  if (row.content === content) return row;
  row.content = content;
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
        element('span', {
          className: chat.unread > 0 ? 'row-time fresh' : 'row-time',
          textContent: time,
        }),
      ),
      element(
        'span',
        { className: 'row-bottom' },
        preview(chat),
        ...(chat.unread > 0 ? [badge] : []),
      ),
      element('span', {
        className: 'row-agency',
        textContent: [about(chat), agencyName(chat)].filter(Boolean).join(' · '),
      }),
    ),
  );
  return row;
};
const matchesSearch = (chat) => {
  const search = byId('search').value.trim().toLowerCase();
  const text = [travellerName(chat), chat.traveller, agencyName(chat), ...(chat.passengers ?? [])]
    .join(' ')
    .toLowerCase();
  return (
    search === '' ||
    text.includes(search) ||
    (/^[\d +]+$/.test(search) && chat.traveller.includes(search.replaceAll(' ', '')))
  );
};
/** Shows the chats that match the search, the newest first. */
export const drawList = () => {
  const all = [...state.chats.values()].sort((a, b) => (a.last.at < b.last.at ? 1 : -1));
  const visibleRows = all.filter(matchesSearch).map(chatRow);
  const list = byId('chats');
  for (const row of [...list.children]) if (!visibleRows.includes(row)) row.remove();
  for (const [index, row] of visibleRows.entries())
    if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
  byId('none').hidden = visibleRows.length > 0;
  byId('none').textContent =
    all.length === 0
      ? 'Nothing yet. Book a trip, and its confirmation arrives here.'
      : 'No chat matches.';
  const unread = all.reduce((sum, chat) => sum + chat.unread, 0);
  document.title = `${unread > 0 ? `(${unread}) ` : ''}Phones · Bauhaus Travel`;
};
/** Shows the numbers that fail in known ways. */
export const drawNumbers = (numbers) => {
  byId('numbers').hidden = numbers.length === 0;
  byId('numbers-list').replaceChildren(
    ...numbers.flatMap(({ phone, what, code }) => [
      element('dt', { textContent: formatPhone(phone) }),
      element('dd', { textContent: code === null ? what : `${what} (${code})` }),
    ]),
  );
};
