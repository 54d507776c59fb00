import { html } from 'hono/html';
import type { Instant } from '#shared/domain/instant.ts';
import { localDate } from '#shared/domain/local-time.ts';
import { mapUrl } from '#shared/domain/map-url.ts';
import { addDays } from '#shared/domain/stay.ts';
import {
  type FreeDays,
  foldedDays,
  type PlanDay,
  type PlannedStay,
} from '#shared/domain/stay-days.ts';
import type { StayLink } from '#shared/domain/stay-link.ts';
import type { Language } from '#shared/domain/trip.ts';
import { type EntryText, entryText } from './domain/stay-entry.ts';
import { dateName, datesName, type StayWords, shortDates, stayWords } from './domain/stay-words.ts';
import { type Html, renderPage } from './html-page.ts';
import { previewSize } from './stay-preview.ts';

const style = `
:root{color-scheme:light dark;--ink:#1d1d1b;--soft:#63615a;--paper:#f7f3ea;--card:#fff;
--line:#e2dccd;--red:#c8321f;--blue:#1c5796;--yellow:#f2b71f;--today:#fff6dc}
@media (prefers-color-scheme:dark){:root{--ink:#efece4;--soft:#a9a69c;--paper:#171716;
--card:#222220;--line:#3a3934;--red:#f0705c;--blue:#86baf5;--yellow:#e5ae24;--today:#2c2718}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:17px/1.45 system-ui,sans-serif;
overflow-wrap:anywhere;-webkit-text-size-adjust:100%}
.wrap{max-width:44rem;margin:auto;padding:0 1rem 2.5rem}
.poster{display:flex;height:3.2rem;overflow:hidden;background:#1f5fa8}
.poster i{display:block;height:100%}
.poster i:nth-child(1){width:3.2rem;background:#d23a2a;border-radius:0 100% 0 0}
.poster i:nth-child(2){width:1.6rem;background:#1d1d1b}
.poster i:nth-child(3){width:6.4rem;background:#f2b71f;border-radius:0 0 100% 0}
.poster i:nth-child(4){flex:1}
.poster i:nth-child(5){width:4.8rem;background:#f4f0e6;border-radius:100% 0 0 0}
header{padding:1.3rem 0 .4rem}
h1{margin:0;font-size:1.85rem;line-height:1.12;letter-spacing:-.02em}
.sub{margin:.35rem 0 0;color:var(--soft)}
nav{display:flex;flex-wrap:wrap;gap:.5rem;margin:1rem 0 0}
.button{display:inline-flex;align-items:center;gap:.4rem;min-height:44px;padding:.4rem 1rem;
background:var(--card);border:1px solid var(--line);border-radius:99px;color:var(--ink);
text-decoration:none;font-weight:600;font-size:.95rem}
section{margin:1.4rem 0 0}
h2{display:flex;flex-wrap:wrap;align-items:baseline;gap:.5rem;margin:0 0 .5rem;font-size:1.12rem}
.tag{padding:.1rem .55rem;border-radius:99px;background:var(--yellow);color:#1d1d1b;
font-size:.8rem;font-weight:700}
ol,ul{list-style:none;margin:0;padding:0}
.card{background:var(--card);border:1px solid var(--line);border-radius:.9rem;padding:0 1rem}
.today .card{background:var(--today);border-color:var(--yellow)}
li{display:grid;grid-template-columns:3.4rem 1fr;gap:0 .7rem;padding:.8rem 0}
li+li{border-top:1px solid var(--line)}
time{display:block;font-variant-numeric:tabular-nums;font-weight:600}
.icon{font-size:1.25rem;line-height:1.3}
b{font-weight:650}p{margin:.12rem 0}
a{color:var(--blue)}
.soft{color:var(--soft);font-size:.92rem}
.warn{color:var(--red);font-size:.92rem;font-weight:600}
.acts{display:flex;flex-wrap:wrap;gap:0 1.1rem}
.acts a{display:inline-flex;align-items:center;min-height:40px;font-size:.95rem;font-weight:600;
text-decoration:none}
.idea{display:inline-block;margin-left:.4rem;padding:0 .45rem;border:1px solid var(--line);
border-radius:99px;color:var(--soft);font-size:.75rem;font-weight:600;vertical-align:.1em}
.hotel{display:grid;grid-template-columns:3.4rem 1fr;gap:0 .7rem;padding:.8rem 1rem}
.free{display:flex;flex-wrap:wrap;gap:.5rem;color:var(--soft);padding:.2rem 0}
details{margin-top:1.6rem}summary{cursor:pointer;min-height:44px;font-weight:600;color:var(--soft)}
footer{margin-top:2rem;padding-top:1rem;border-top:1px solid var(--line)}
@media (min-width:60rem){body{font-size:18px}.wrap{padding-bottom:4rem}h1{font-size:2.4rem}}
@media print{.button,nav,.poster{display:none}body{background:#fff;color:#000}
section,li{break-inside:avoid}}`;

const soft = (text: string): Html => html`<p class="soft">${text}</p>`;

const actions = (text: EntryText, words: StayWords): Html | string => {
  const { phone, mapQuery } = text;
  if (phone === null && mapQuery === null) return '';
  return html`<p class="acts">${[
    mapQuery !== null && html`<a href="${mapUrl(mapQuery)}" rel="noreferrer">📍 ${words.map}</a>`,
    phone !== null && html`<a href="tel:${phone.replace(/[^+\d]/g, '')}">📞 ${phone}</a>`,
  ]}</p>`;
};

const entryPart = (text: EntryText, words: StayWords): Html =>
  html`<li><div>${text.time === '' ? '' : html`<time>${text.time}</time>`}<span
class="icon" aria-hidden="true">${text.icon}</span></div><div><b>${text.title}</b>${[
    text.isIdea && html`<span class="idea">${words.idea}</span>`,
    text.lines.map(soft),
    text.address !== null && soft(text.address),
    text.warnings.map((warning) => html`<p class="warn">${warning}</p>`),
    actions(text, words),
  ]}</div></li>`;

/** What the page shows beside the stay itself. */
export interface StayPageOptions {
  readonly language: Language;
  readonly city: string;
  readonly agency: string;
  readonly emergencyPhone: string | null;
  readonly link: StayLink;
  readonly publicBaseUrl: string;
  /** Other stays of the contact on the journey. */
  readonly others: readonly {
    readonly city: string;
    readonly dates: string;
    readonly url: string;
  }[];
  /** The local date where the traveller is. */
  readonly today: string;
}

const tagOf = (date: string, today: string, words: StayWords): Html | string => {
  const tag = date === today ? words.today : date === addDays(today, 1) ? words.tomorrow : null;
  return tag === null ? '' : html`<span class="tag">${tag}</span>`;
};

const isFreeDays = (part: PlanDay | FreeDays): part is FreeDays => 'to' in part;

const dayPart = (part: PlanDay | FreeDays, options: StayPageOptions): Html => {
  const { language, city, today } = options;
  const words = stayWords[language];
  const isToday = (isFreeDays(part) ? part.from : part.date) === today;
  const attribute = isToday ? html` class="today"` : '';
  if (isFreeDays(part)) {
    const free = part.from === part.to ? words.free : words.freeMany;
    const dates = datesName(part.from, part.to, words);
    return html`<section${attribute}><p class="free">${dates}: ${free}
${isToday ? tagOf(part.from, today, words) : ''}</p></section>`;
  }
  const entries = part.entries.map((entry) => entryPart(entryText(entry, city, language), words));
  return html`<section${attribute}><h2>${dateName(part.date, words)}${tagOf(
    part.date,
    today,
    words,
  )}</h2><ol class="card">${entries}</ol></section>`;
};

const hotelPart = ({ hotel }: PlannedStay, { language, city }: StayPageOptions): Html | string => {
  if (!hotel) return '';
  const words = stayWords[language];
  const entry = { kind: 'hotel', event: 'check_in', hotel, start: null } as const;
  const text = entryText(entry, city, language);
  return html`<section><h2>${words.lodging}</h2><div class="card hotel">
<span class="icon" aria-hidden="true">🏨</span><div>
<b>${hotel.name}</b>${hotel.address !== null ? soft(hotel.address) : ''}${text.lines.map(
    soft,
  )}${actions(text, words)}</div></div></section>`;
};

/** The meta elements by which a chat shows a title, a line and a picture beside a link. */
const previewOf = (title: string, description: string, options: StayPageOptions): Html => {
  const image = `${options.publicBaseUrl}/i/preview.png`;
  return html`<meta name="description" content="${description}">
<meta name="theme-color" content="#1c5796">
<meta property="og:type" content="website"><meta property="og:title" content="${title}">
<meta property="og:description" content="${description}">
<meta property="og:site_name" content="${options.agency}">
<meta property="og:url" content="${options.link.page}">
<meta property="og:image" content="${image}"><meta property="og:image:type" content="image/png">
<meta property="og:image:width" content="${previewSize.width}">
<meta property="og:image:height" content="${previewSize.height}">
<meta name="twitter:card" content="summary_large_image">`;
};

/** The local date where a traveller is: at home until the stay's first flight has left. */
export const todayOf = ({ stay, days }: PlannedStay, now: Instant): string => {
  const flights = days.flatMap(({ entries }) =>
    entries.flatMap((entry) => (entry.kind === 'flight' ? [entry.flight] : [])),
  );
  const outbound = flights.find(({ direction }) => direction === 'arrival');
  return localDate(now, outbound && now < outbound.departsAt ? outbound.originZone : stay.zone);
};

/**
 * A stay as a page to read on a phone: today first, days gone by last. Every text in it is escaped.
 * Its address is a secret: the page sends no referrer and asks search engines not to index it.
 */
export const stayPage = (
  planned: PlannedStay,
  options: StayPageOptions,
): Promise<() => Response> => {
  const { language, city, agency, emergencyPhone, link, others, today } = options;
  const { stay, days } = planned;
  const words = stayWords[language];
  const title = words.title(city);
  const dates = shortDates(stay.from, days.at(-1)?.date ?? stay.to, words);
  const ahead = days.filter(({ date }) => date >= today);
  const gone = days.filter(({ date }) => date < today);
  // Today stands alone, above the hotel: a free today is not folded into the days after it.
  const [current, next] = [
    ahead.filter(({ date }) => date === today),
    ahead.filter(({ date }) => date > today),
  ];
  const parts = (some: readonly PlanDay[]) =>
    foldedDays(some).map((part) => dayPart(part, options));
  const hasIdeas = days.some(({ entries }) => entries.some(({ kind }) => kind === 'idea'));
  return renderPage({
    language,
    title,
    style,
    head: previewOf(title, words.description(city, dates), options),
    body: html`<div class="poster" aria-hidden="true"><i></i><i></i><i></i><i></i><i></i></div>
<div class="wrap"><header><h1>${title}</h1><p class="sub">${dates} · ${words.by(agency)}</p>
<nav><a class="button" href="${link.calendar}">📅 ${words.calendar}</a>
<a class="button" href="${link.pdf}">📄 ${words.pdf}</a></nav></header>
<main>${parts(current)}${hotelPart(planned, options)}${parts(next)}${
      gone.length > 0
        ? html`<details${ahead.length === 0 ? html` open` : ''}>
<summary>${words.past}</summary>${parts(gone)}</details>`
        : ''
    }</main>
<footer>${[
      hasIdeas && soft(words.ideas),
      emergencyPhone !== null &&
        html`<p><a href="tel:${emergencyPhone}">📞 ${words.emergency}: ${emergencyPhone}</a></p>`,
      others.length > 0 &&
        html`<p class="soft">${words.otherStays}: ${others.map(
          (other, nth) =>
            html`${nth > 0 ? ' · ' : ''}<a href="${other.url}">${other.city}, ${other.dates}</a>`,
        )}</p>`,
    ]}</footer></div>`,
    headers: { 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex, nofollow' },
  });
};

/** What a link says that does not open: it is wrong, its journey is long over, or it was undone. */
export const closedLinkPage = (status: 404 | 410): Promise<() => Response> =>
  renderPage({
    language: 'es',
    title: 'Este enlace ya no está disponible',
    style,
    status,
    body: html`<div class="poster" aria-hidden="true"><i></i><i></i><i></i><i></i><i></i></div>
<div class="wrap"><header><h1>Este enlace ya no está disponible</h1>
<p class="sub">Pedile a tu agencia uno nuevo.</p></header>
<p lang="en">This link is no longer available: ask your agency for a new one.</p>
<p lang="pt">Este link não está mais disponível: peça um novo à sua agência.</p></div>`,
    headers: { 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex, nofollow' },
  });
