import { by, element } from './dom.js';

/** What the page knows. */
export const state = {
  /** id -> chat as the server describes it. */
  chats: new Map(),
  /** id -> (sid -> message), only of chats that were opened. */
  messages: new Map(),
  drafts: new Map(),
  open: null,
  clock: { now: Date.now(), speed: 1, at: performance.now() },
};

const worldNow = () => state.clock.now + (performance.now() - state.clock.at) * state.clock.speed;
const formats = new Map();
/** An instant in a zone, in words. */
const inZone = (at, zone, options) => {
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
/** `13:20` */
export const clockTime = (at, zone) =>
  inZone(at, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
/** A day as a key to compare. */
export const day = (at, zone) =>
  inZone(at, zone, { year: 'numeric', month: '2-digit', day: '2-digit' });
const dayMs = 86_400_000;
/** The day over the messages of a day. */
export const dayName = (at, zone) => {
  if (day(at, zone) === day(worldNow(), zone)) return 'Today';
  if (day(at, zone) === day(worldNow() - dayMs, zone)) return 'Yesterday';
  return inZone(at, zone, { weekday: 'long', day: 'numeric', month: 'long' });
};
/** The time beside a chat: a time of day, or the day. */
export const shortTime = (at, zone) => {
  if (day(at, zone) === day(worldNow(), zone)) return clockTime(at, zone);
  if (day(at, zone) === day(worldNow() - dayMs, zone)) return 'Yesterday';
  return inZone(at, zone, { day: 'numeric', month: 'short' });
};
const cityOf = (zone) => (zone ? zone.split('/').at(-1).replaceAll('_', ' ') : null);

/** Sets the clock of the simulated world by the server's. */
export const setClock = ({ now, speed }) => {
  state.clock = { now: Date.parse(now), speed, at: performance.now() };
  drawClock();
};
/** Shows the time of the simulated world, and the traveller's own. */
export const drawClock = () => {
  const now = worldNow();
  by('clock-time').textContent =
    `${inZone(now, 'UTC', { weekday: 'short', day: 'numeric', month: 'short' })} ${clockTime(now, 'UTC')} UTC`;
  by('clock-speed').hidden = state.clock.speed === 1;
  by('clock-speed').textContent = `${state.clock.speed}×`;
  by('clock-speed').title = `Time runs ${state.clock.speed} times faster`;
  const chat = state.chats.get(state.open);
  by('local').replaceChildren(
    ...(chat?.zone
      ? [
          element('b', { textContent: clockTime(now, chat.zone) }),
          element('span', { textContent: cityOf(chat.zone) }),
        ]
      : []),
  );
  by('local').title = 'Local time of the traveller';
};
