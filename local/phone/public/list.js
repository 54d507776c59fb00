import { by, element } from './dom.js';
import { plain } from './format.js';
import { agencyName, paintAvatar, ticks, travellerName } from './pieces.js';
import { shortTime, state } from './world.js';

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
  const row =
    rows.get(chat.id) ??
    element('li', {}, element('button', { type: 'button', className: 'chat-row' }));
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
      element('span', { className: 'row-agency', textContent: agencyName(chat) }),
    ),
  );
  return row;
};
const wanted = (chat) => {
  const search = by('search').value.trim().toLowerCase();
  const words = `${travellerName(chat)} ${chat.traveller} ${agencyName(chat)}`.toLowerCase();
  return (
    search === '' ||
    words.includes(search) ||
    (/^[\d +]+$/.test(search) && chat.traveller.includes(search.replaceAll(' ', '')))
  );
};
/** Shows the chats that match the search, the newest first. */
export const drawList = () => {
  const all = [...state.chats.values()].sort((a, b) => (a.last.at < b.last.at ? 1 : -1));
  const found = all.filter(wanted).map(chatRow);
  const list = by('chats');
  for (const row of [...list.children]) if (!found.includes(row)) row.remove();
  for (const [index, row] of found.entries())
    if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
  by('none').hidden = found.length > 0;
  by('none').textContent =
    all.length === 0
      ? 'Nothing yet. Book a trip, and its confirmation arrives here.'
      : 'No chat matches.';
  const unread = all.reduce((sum, chat) => sum + chat.unread, 0);
  document.title = `${unread > 0 ? `(${unread}) ` : ''}Phones · Bauhaus Travel`;
};
