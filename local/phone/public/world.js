import { byId, element } from './dom.js';

/** The state of the page. */
export const state = {
  /** Chat summaries of the server by chat id. */
  chats: new Map(),
  /** Messages by sid, by chat id; only of chats that were opened. */
  messages: new Map(),
  /** Unsent replies by chat id. */
  drafts: new Map(),
  /** The id of the open chat. */
  openId: null,
  /** The simulated time `now` at the page's time `at`, both in milliseconds. */
  clock: { now: Date.now(), speed: 1, at: performance.now() },
};

const simulatedNow = () =>
  state.clock.now + (performance.now() - state.clock.at) * state.clock.speed;
const formats = new Map();
/** Formats an instant in a time zone. */
const formatInZone = (at, zone, options) => {
  const key = JSON.stringify([zone, options]);
  if (!formats.has(key)) {
    try {
      formats.set(
        key,
        new Intl.DateTimeFormat('en-GB', { timeZone: zone ?? undefined, ...options }),
      );
    } catch {
      formats.set(key, new Intl.DateTimeFormat('en-GB', options));
    }
  }
  return formats.get(key).format(at);
};
/** The time of day: `13:20`. */
export const clockTime = (at, zone) =>
  formatInZone(at, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
/** The date as a key to compare. */
export const dateKey = (at, zone) =>
  formatInZone(at, zone, { year: 'numeric', month: '2-digit', day: '2-digit' });
const dayMs = 86_400_000;
/** The heading of a day's messages. */
export const dayName = (at, zone) => {
  if (dateKey(at, zone) === dateKey(simulatedNow(), zone)) return 'Today';
  if (dateKey(at, zone) === dateKey(simulatedNow() - dayMs, zone)) return 'Yesterday';
  return formatInZone(at, zone, { weekday: 'long', day: 'numeric', month: 'long' });
};
/** The time of a chat in the list: the time of day, or the day. */
export const shortTime = (at, zone) => {
  if (dateKey(at, zone) === dateKey(simulatedNow(), zone)) return clockTime(at, zone);
  if (dateKey(at, zone) === dateKey(simulatedNow() - dayMs, zone)) return 'Yesterday';
  return formatInZone(at, zone, { day: 'numeric', month: 'short' });
};
const cityOf = (zone) => (zone ? zone.split('/').at(-1).replaceAll('_', ' ') : null);

/** Synchronises the simulated time with the server's clock. */
export const setClock = ({ now, speed }) => {
  state.clock = { now: Date.parse(now), speed, at: performance.now() };
  drawClock();
};
/** Shows the simulated time, and the local time of the open chat's traveller. */
export const drawClock = () => {
  const now = simulatedNow();
  const date = formatInZone(now, 'UTC', { weekday: 'short', day: 'numeric', month: 'short' });
  byId('clock-time').textContent = `${date} ${clockTime(now, 'UTC')} UTC`;
  byId('clock-speed').hidden = state.clock.speed === 1;
  byId('clock-speed').textContent = `${state.clock.speed}×`;
  byId('clock-speed').title = `Time runs ${state.clock.speed} times faster`;
  const chat = state.chats.get(state.openId);
  byId('local').replaceChildren(
    ...(chat?.zone
      ? [
          element('b', { textContent: clockTime(now, chat.zone) }),
          element('span', { textContent: cityOf(chat.zone) }),
        ]
      : []),
  );
  byId('local').title = 'Local time of the traveller';
};
