import { createHash } from 'node:crypto';
import type { Itinerary, ItineraryItem } from '#shared/domain/itinerary.ts';
import type { Language } from '#shared/domain/trip.ts';
import { itineraryWords, typeIcons } from './itinerary-words.ts';

const style = `
:root{color-scheme:light dark;--ink:#1d1d1b;--soft:#66655f;--paper:#fbfaf6;--line:#dedbd0;--red:#c8321f;--blue:#1f5fa8;--yellow:#e5a912}
@media (prefers-color-scheme:dark){:root{--ink:#ecebe6;--soft:#a3a198;--paper:#191918;--line:#3a3935;--red:#ef6a55;--blue:#76b0f2;--yellow:#f2c14b}}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.5 system-ui,sans-serif;overflow-wrap:break-word}
header,main{max-width:40rem;margin:auto;padding:1.1rem}header{border-top:.5rem solid var(--red)}h1{margin:.2rem 0;font-size:1.7rem;line-height:1.2}
h2{margin:1.8rem 0 .4rem;padding-bottom:.25rem;border-bottom:3px solid var(--yellow);font-size:1.2rem}ol{list-style:none;margin:0;padding:0}
li{display:grid;grid-template-columns:4rem 1fr;gap:.2rem .7rem;padding:.7rem 0;border-bottom:1px solid var(--line)}time{font-variant-numeric:tabular-nums;color:var(--soft)}
li>div{grid-column:2}b{font-weight:600}p{margin:.15rem 0}.soft{color:var(--soft);font-size:.9rem}.warn{color:var(--red);font-size:.9rem}a{color:var(--blue)}
.button{display:inline-block;margin-top:.6rem;padding:.55rem .9rem;border:1px solid var(--line);border-radius:99px;text-decoration:none}
@media print{.button{display:none}body{background:#fff;color:#000}}`;

/** What the page's answer says of itself: its one style, nothing else, and no word to where a link leads. */
export const itineraryPageHeaders: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`,
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow',
};

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const text = (raw: string): string =>
  raw.replace(/[&<>"']/g, (character) => escapes[character] ?? '');

/** Local dates have no zone: the calendar's own names, read in UTC. */
const dateName = (date: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  }).format(new Date(`${date}T00:00:00Z`));

const mapLink = (item: ItineraryItem): string | null => {
  const query =
    item.address !== null
      ? [item.title, item.address, item.city].filter(Boolean).join(', ')
      : item.lat !== null && item.lng !== null
        ? `${item.lat},${item.lng}`
        : null;
  return query === null
    ? null
    : `https://www.google.com/maps/search/?api=1&query=${encodeURIComponent(query)}`;
};

const itemPart = (item: ItineraryItem, language: Language): string => {
  const words = itineraryWords[language];
  const map = mapLink(item);
  const lines = [
    item.address === null ? '' : `<p class="soft">${text(item.address)}</p>`,
    item.opening_hours === null ? '' : `<p class="soft">🕑 ${text(item.opening_hours)}</p>`,
    ...item.safety_warnings.map((warning) => `<p class="warn">⚠️ ${text(warning)}</p>`),
    item.source === 'agency' ? '' : `<p class="soft">${text(words.unchecked)}</p>`,
    map === null ? '' : `<p><a href="${text(map)}" rel="noreferrer">${text(words.map)}</a></p>`,
  ];
  return `<li><time>${text(item.start ?? '')}</time><div><b>${typeIcons[item.type]} ${text(item.title)}</b>${lines.join('')}</div></li>`;
};

/** The itinerary as a page that a traveller can read on a phone, print and keep; everything in it is somebody's text and is shown as such. */
export const itineraryPage = (
  itinerary: Itinerary,
  options: { readonly language: Language; readonly city: string; readonly calendarUrl: string },
): string => {
  const { language, city, calendarUrl } = options;
  const words = itineraryWords[language];
  const days = itinerary.days.map(({ date, items }, index) => {
    const list =
      items.length === 0
        ? `<p class="soft">${text(words.nothing)}</p>`
        : `<ol>${items.map((item) => itemPart(item, language)).join('')}</ol>`;
    return `<section><h2>${text(words.day)} ${index + 1} · ${text(dateName(date, words.locale))}</h2>${list}</section>`;
  });
  const note =
    itinerary.origin === 'agency_places' ? `<p class="soft">${text(words.fromPlaces)}</p>` : '';
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${text(words.title)} · ${text(city)}</title><style>${style}</style></head><body><header><h1>${text(words.title)} · ${text(city)}</h1>${note}<a class="button" href="${text(calendarUrl)}">📅 ${text(words.calendar)}</a></header><main>${days.join('')}</main></body></html>`;
};
