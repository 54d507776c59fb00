import { element, icon } from './dom.js';
import { formatPhone, initials, tint } from './format.js';

const statusWords = {
  queued: 'Queued',
  sent: 'Sent',
  delivered: 'Delivered',
  read: 'Read',
  received: 'Delivered',
  failed: 'Not delivered',
  undelivered: 'Not delivered',
};
const tickPaths = {
  clock: [
    'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zm0 1.3a5.2 5.2 0 1 1 0 10.4',
    'A5.2 5.2 0 0 1 8 2.8zm-.6 2v3.6l2.7 1.6.6-1-2.1-1.3V4.8z',
  ].join(''),
  one: 'M12.6 3.2 5.9 10.9 2.7 7.9l-.9.9 4.2 4 7.6-8.7z',
  two: 'M11.6 3.2 4.9 10.9 1.7 7.9l-.9.9 4.2 4 7.6-8.7zm5.8 0-6.7 7.7-.9-.8-.8.9 1.8 1.7 7.6-8.6z',
};
/** The path of a paper clip icon. */
export const clipPath = [
  'M16.5 6v11.5a4 4 0 0 1-8 0V5a2.5 2.5 0 0 1 5 0v10.5a1 1 0 0 1-2 0V6H10v9.5',
  'a2.5 2.5 0 0 0 5 0V5a4 4 0 0 0-8 0v12.5a5.5 5.5 0 0 0 11 0V6z',
].join('');

/** The path of a pin on a map. */
export const pinPath = [
  'M12 2a7 7 0 0 0-7 7c0 5.2 7 13 7 13s7-7.8 7-13a7 7 0 0 0-7-7zm0 9.5a2.5 2.5 0 1 1',
  '0-5 2.5 2.5 0 0 1 0 5z',
].join(' ');

/** The delivery status of a message as an icon. */
export const ticks = (status) => {
  const [path, box] =
    status === 'queued'
      ? [tickPaths.clock, '0 0 16 16']
      : status === 'sent'
        ? [tickPaths.one, '0 0 16 16']
        : [tickPaths.two, '0 0 20 16'];
  const node = element('span', { className: `ticks ${status}`, title: statusWords[status] });
  node.append(
    status === 'failed' || status === 'undelivered'
      ? element('span', { textContent: '!', className: 'bang' })
      : icon(path, 'tick', box),
  );
  node.append(element('span', { className: 'visually-hidden', textContent: statusWords[status] }));
  return node;
};
/** The traveller's name, or number. */
export const travellerName = (chat) => chat.travellerName ?? formatPhone(chat.traveller);
/** The agency's name, or number. */
export const agencyName = (chat) => chat.agencyName ?? formatPhone(chat.sender);
const shownNames = 3;
const listed = (names) =>
  names.length <= shownNames + 1
    ? names.join(', ')
    : `${names.slice(0, shownNames).join(', ')} and ${names.length - shownNames} more`;
/** Whom the messages are about, where it is not the person who gets them; empty otherwise. */
export const about = ({ travellerName: name, passengers, role }) => {
  const others = passengers ?? [];
  if (others.length === 0 || (others.length === 1 && name?.startsWith(others[0]))) return '';
  const preposition = role === 'guardian' || role === 'guide' ? `${role} of` : 'for';
  return `${preposition} ${role === 'guide' ? `${others.length} passengers` : listed(others)}`;
};
/** Turns an element into the avatar of a name. */
export const paintAvatar = (node, name) => {
  node.textContent = initials(name);
  node.dataset.tint = String(tint(name));
  return node;
};
