import { html } from 'hono/html';
import type { Itinerary, ItineraryItem } from '#shared/domain/itinerary.ts';
import type { Language } from '#shared/domain/trip.ts';
import { itineraryWords, typeIcons } from './domain/itinerary-words.ts';
import { type Html, renderPage } from './html-page.ts';

const style = `
:root{color-scheme:light dark;--ink:#1d1d1b;--soft:#66655f;--paper:#fbfaf6;--line:#dedbd0;
--red:#c8321f;--blue:#1f5fa8;--yellow:#e5a912}
@media (prefers-color-scheme:dark){:root{--ink:#ecebe6;--soft:#a3a198;--paper:#191918;
--line:#3a3935;--red:#ef6a55;--blue:#76b0f2;--yellow:#f2c14b}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.5 system-ui,sans-serif;
overflow-wrap:break-word}
header,main{max-width:40rem;margin:auto;padding:1.1rem}
header{border-top:.5rem solid var(--red)}
h1{margin:.2rem 0;font-size:1.7rem;line-height:1.2}
h2{margin:1.8rem 0 .4rem;padding-bottom:.25rem;border-bottom:3px solid var(--yellow);
font-size:1.2rem}
ol{list-style:none;margin:0;padding:0}
li{display:grid;grid-template-columns:4rem 1fr;gap:.2rem .7rem;padding:.7rem 0;
border-bottom:1px solid var(--line)}
time{font-variant-numeric:tabular-nums;color:var(--soft)}
li>div{grid-column:2}b{font-weight:600}p{margin:.15rem 0}a{color:var(--blue)}
.soft{color:var(--soft);font-size:.9rem}.warn{color:var(--red);font-size:.9rem}
.button{display:inline-block;margin-top:.6rem;padding:.55rem .9rem;border:1px solid var(--line);
border-radius:99px;text-decoration:none}
@media print{.button{display:none}body{background:#fff;color:#000}}`;

/** The long name of a local date. It is formatted in UTC, so that no time zone shifts it. */
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

const soft = (text: string): Html => html`<p class="soft">${text}</p>`;

const itemPart = (item: ItineraryItem, language: Language): Html => {
  const words = itineraryWords[language];
  const map = mapLink(item);
  return html`<li><time>${item.start}</time><div><b>${typeIcons[item.type]} ${item.title}</b>${[
    item.address !== null && soft(item.address),
    item.opening_hours !== null && soft(`🕑 ${item.opening_hours}`),
    item.safety_warnings.map((warning) => html`<p class="warn">⚠️ ${warning}</p>`),
    item.source !== 'agency' && soft(words.unchecked),
    map !== null && html`<p><a href="${map}" rel="noreferrer">${words.map}</a></p>`,
  ]}</div></li>`;
};

/**
 * An itinerary as a page to read on a phone, print and keep. Every text in it is escaped. Its
 * address is a secret: the page sends no referrer and asks search engines not to index it.
 */
export const itineraryPage = (
  itinerary: Itinerary,
  options: { readonly language: Language; readonly city: string; readonly calendarUrl: string },
): Promise<() => Response> => {
  const { language, city, calendarUrl } = options;
  const words = itineraryWords[language];
  const title = `${words.title} · ${city}`;
  const days = itinerary.days.map(({ date, items }, index) => {
    const parts = items.map((item) => itemPart(item, language));
    return html`<section>
<h2>${words.day} ${index + 1} · ${dateName(date, words.locale)}</h2>
${parts.length === 0 ? soft(words.freeDay) : html`<ol>${parts}</ol>`}</section>`;
  });
  return renderPage({
    language,
    title,
    style,
    body: html`<header><h1>${title}</h1>
${itinerary.origin === 'agency_places' && soft(words.fromPlaces)}
<a class="button" href="${calendarUrl}">📅 ${words.calendar}</a></header>
<main>${days}</main>`,
    headers: { 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex, nofollow' },
  });
};
