import { isAtBottom, scrollToBottom } from './conversation.js';
import { byId, element } from './dom.js';
import { clockTime, shortTime, state } from './world.js';

const label = {
  cancel: 'Cancel',
  reinstate: 'Reinstate',
  delay: 'Delay 90 min',
  gate: 'New gate',
  depart: 'Depart',
  divert: 'Divert',
  land: 'Land',
  belt: 'Belt',
  lose: 'Lose',
  find: 'Find again',
};
const hint = {
  lose: 'The record disappears: looks find nothing',
  find: 'The record is there again',
};
const random = (high) => 1 + Math.floor(Math.random() * high);
/** The details of an item that a button tells. */
const details = {
  delay: () => ({ minutes: 90 }),
  gate: () => ({ gate: `${'ABCD'[random(4) - 1]}${random(38)}` }),
  divert: ({ alternate }) => ({ airport: alternate }),
  belt: () => ({ belt: String(random(14)) }),
};

/** The last of these types that has happened. */
const latest = (story, types) => story.happened.findLast(({ type }) => types.includes(type))?.type;

/** What can happen to a flight next. */
export const possibleTypes = ({ story, alternate }) => {
  const isLost = latest(story, ['lose', 'find']) === 'lose';
  const phase = latest(story, ['cancel', 'reinstate', 'depart', 'land']);
  const isDiverted = story.happened.some(({ type }) => type === 'divert');
  const byPhase = {
    cancel: ['reinstate'],
    depart: [...(isDiverted || !alternate ? [] : ['divert']), 'land'],
    land: ['belt'],
  }[phase] ?? ['cancel', 'delay', 'gate', 'depart'];
  return [...byPhase, isLost ? 'find' : 'lose'];
};

const eventText = ({ type, minutes, gate, airport, belt }) =>
  ({
    cancel: 'cancelled',
    reinstate: 'reinstated',
    delay: minutes === 0 ? 'on time' : `${minutes} min late`,
    earlier: `${minutes} min early`,
    gate: `gate ${gate}`,
    depart: 'departs',
    divert: `diverted to ${airport}`,
    land: 'lands',
    belt: `belt ${belt}`,
    lose: 'lost',
    find: 'found again',
  })[type];

/** `13:20` today, else with the day: `4 Mar 13:20`. */
const departureText = (at, zone) =>
  [...new Set([shortTime(at, zone), clockTime(at, zone)])].join(' ');
const nextText = ({ story, zone, origin }) => {
  const [next] = story.toCome;
  return next
    ? `Next: ${eventText(next)} at ${clockTime(Date.parse(next.at), zone)} (${origin})`
    : '';
};

const say = (text) => {
  keepingBottom(() => {
    byId('flights-said').textContent = text;
  });
};
const tell = async (flight, type) => {
  const id = state.openId;
  say('');
  const response = await fetch(
    `/phone/api/chats/${id}/flights/${encodeURIComponent(flight.key)}/story`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ type, ...details[type]?.(flight) }),
    },
  ).catch(() => null);
  const answer = (await response?.json().catch(() => null)) ?? {};
  if (state.openId !== id) return;
  await loadFlights();
  say(
    response?.ok
      ? `${flight.designator}: told. The tracker hears of it by a push or at its next look.`
      : `${flight.designator}: ${answer.title ?? 'the server does not answer'}.`,
  );
};

const flightNode = (flight) => {
  const { story, designator, origin, destination, zone } = flight;
  const node = element('li', { className: 'flight' });
  const head = element(
    'p',
    { className: 'flight-head' },
    element('b', { textContent: designator }),
    ` ${origin} → ${destination}`,
  );
  node.append(head);
  if (!story) {
    node.append(
      element('p', { className: 'hint', textContent: 'The timetable has no such flight.' }),
    );
    return node;
  }
  const departure = departureText(Date.parse(story.scheduledDeparture), zone);
  const next = nextText(flight);
  head.append(
    element('span', {
      className: 'hint',
      textContent: ` · ${departure} · ${story.status ?? 'No record'}`,
    }),
  );
  if (next) node.append(element('p', { className: 'hint', textContent: next }));
  node.append(
    element(
      'div',
      { className: 'tells' },
      ...possibleTypes(flight).map((type) => {
        const button = element('button', {
          type: 'button',
          textContent: label[type],
          title: hint[type] ?? '',
        });
        button.dataset.type = type;
        button.setAttribute('aria-label', `${label[type]}, flight ${designator}`);
        button.addEventListener('click', () => void tell(flight, type));
        return button;
      }),
    ),
  );
  return node;
};

/** Loads the flights of the open chat and shows them; without any the panel cannot be opened. */
export const loadFlights = async () => {
  const id = state.openId;
  const response = await fetch(`/phone/api/chats/${id}/flights`).catch(() => null);
  const { flights } = response?.ok ? await response.json() : { flights: [] };
  if (state.openId !== id) return;
  keepingBottom(() => byId('flights-list').replaceChildren(...flights.map(flightNode)));
  byId('flights-toggle').hidden = flights.length === 0;
  if (flights.length === 0) showFlights(false);
};
/** The panel takes room from the messages; the newest one stays in sight. */
const keepingBottom = (draw) => {
  const wasAtBottom = isAtBottom();
  draw();
  if (wasAtBottom) scrollToBottom();
};
const showFlights = (isShown) =>
  keepingBottom(() => {
    byId('flights').hidden = !isShown;
    byId('flights-toggle').setAttribute('aria-expanded', String(isShown));
  });
/** Opens or closes the panel. */
export const toggleFlights = () => {
  const isShown = byId('flights').hidden;
  showFlights(isShown);
  say('');
  if (isShown) void loadFlights();
};
