import { day, epoch, type Instant, instant, minute, plus } from '#shared/domain/instant.ts';
import { localClock, localDate, parseDeparture } from '#shared/domain/local-time.ts';
import { addDays } from '#shared/domain/stay.ts';
import type { PlanEntry, PlannedStay } from '#shared/domain/stay-days.ts';
import { usualMinutes } from '#shared/domain/stay-plan.ts';
import type { Language } from '#shared/domain/trip.ts';
import { zoneOffset } from '#shared/domain/zone-offset.ts';
import { entryText } from './stay-entry.ts';
import { stayWords } from './stay-words.ts';

/** A folded line begins with a space, which makes it the 75 octets that RFC 5545 allows. */
const maxLineBytes = 74;

/** Escapes a TEXT value (RFC 5545 §3.3.11). */
const escapeText = (text: string): string =>
  text
    .replace(/[\\;,]/g, (c) => `\\${c}`)
    .replace(/\r?\n/g, '\\n')
    .replace(/[\p{Cc}]/gu, ' ');
const utcStamp = (at: Instant): string => at.replace(/[-:]|\.\d{3}/g, '');
const dateStamp = (date: string): string => date.replaceAll('-', '');

/** Folds a line of more than 75 octets, never inside a character (RFC 5545 §3.1). */
const foldLine = (line: string): string => {
  const parts: string[] = [];
  let part = '';
  for (const character of line) {
    if (Buffer.byteLength(part + character) > maxLineBytes) {
      parts.push(part);
      part = '';
    }
    part += character;
  }
  return [...parts, part].join('\r\n ');
};

const instantOf = (date: string, time: string, zone: string): Instant | null => {
  const parsed = parseDeparture(`${date}T${time}`, zone);
  return parsed.kind === 'instant' ? parsed.at : null;
};

/** When an entry begins and ends; null: it has no time, or one that the clocks skip. */
const span = (
  entry: PlanEntry,
  date: string,
  zone: string,
): readonly [from: Instant, to: Instant] | null => {
  if (entry.kind === 'flight') return [entry.flight.departsAt, entry.flight.arrivesAt];
  const from = entry.start === null ? null : instantOf(date, entry.start, zone);
  if (from === null) return null;
  const end =
    entry.kind === 'sold' && entry.item.end !== null
      ? instantOf(entry.item.end.slice(0, 10), entry.item.end.slice(11, 16), zone)
      : null;
  return [from, end ?? plus(from, usualMinutes[entry.kind] * minute)];
};

/** The zones in which an entry begins and ends. */
const zonesOf = (entry: PlanEntry, zone: string): readonly [string, string] =>
  entry.kind === 'flight' ? [entry.flight.originZone, entry.flight.destinationZone] : [zone, zone];

const localStamp = (at: Instant, zone: string): string =>
  `${dateStamp(localDate(at, zone))}T${localClock(at, zone).replace(':', '')}00`;

/** Times as clocks show them there; an entry without a time lasts the whole day. */
const timeProperties = (entry: PlanEntry, date: string, zone: string): readonly string[] => {
  const known = span(entry, date, zone);
  const [from, to] = zonesOf(entry, zone);
  if (!known)
    return [
      `DTSTART;VALUE=DATE:${dateStamp(date)}`,
      `DTEND;VALUE=DATE:${dateStamp(addDays(date, 1))}`,
    ];
  return [
    `DTSTART;TZID=${from}:${localStamp(known[0], from)}`,
    `DTEND;TZID=${to}:${localStamp(known[1], to)}`,
  ];
};

const offsetText = (offsetMs: number): string => {
  const minutes = Math.abs(offsetMs) / minute;
  const [h, m] = [Math.floor(minutes / 60), Math.round(minutes % 60)];
  return `${offsetMs < 0 ? '-' : '+'}${String(h).padStart(2, '0')}${String(m).padStart(2, '0')}`;
};

/** The first minute after `from`, and not after `to`, with another offset than at `from`. */
const transitionIn = (from: number, to: number, zone: string): number | null => {
  const before = zoneOffset(from, zone);
  if (zoneOffset(to, zone) === before) return null;
  let [low, high] = [from, to];
  while (high - low > minute) {
    const middle = Math.floor((low + high) / 2 / minute) * minute;
    if (zoneOffset(middle, zone) === before) low = middle;
    else high = middle;
  }
  return high;
};

/** A VTIMEZONE that is right from one date to another; clocks change at most once a day. */
const timeZone = (zone: string, from: string, to: string): readonly string[] => {
  const start = epoch(`${addDays(from, -2)}T00:00:00.000Z`);
  const end = epoch(`${addDays(to, 2)}T00:00:00.000Z`);
  const observance = (at: Instant, before: number, after: number) => [
    'BEGIN:STANDARD',
    `DTSTART:${utcStamp(at).slice(0, -1)}`,
    `TZOFFSETFROM:${offsetText(before)}`,
    `TZOFFSETTO:${offsetText(after)}`,
    'END:STANDARD',
  ];
  const first = zoneOffset(start, zone);
  const changes: string[] = [];
  for (let at = start; at < end; at += day) {
    const change = transitionIn(at, at + day, zone);
    if (change === null) continue;
    const before = zoneOffset(at, zone);
    changes.push(...observance(instant(change + before), before, zoneOffset(change, zone)));
  }
  return [
    'BEGIN:VTIMEZONE',
    `TZID:${zone}`,
    ...observance('1970-01-01T00:00:00.000Z', first, first),
    ...changes,
    'END:VTIMEZONE',
  ];
};

/**
 * What identifies an entry in every version of its plan: what it is, else which of its kind on that
 * day. A flight ends one stay and begins the next, and is one entry in both.
 */
const identity = (
  entry: PlanEntry,
  date: string,
  stayKey: string,
  entries: readonly PlanEntry[],
): string => {
  switch (entry.kind) {
    case 'flight':
      return `flight-${entry.flight.trip.id}`;
    case 'hotel':
      return `${stayKey}-${entry.event}`;
    default: {
      const nth = entries.filter(({ kind }) => kind === entry.kind).indexOf(entry);
      return `${stayKey}-${entry.kind}-${date}-${nth}`;
    }
  }
};

/**
 * A stay as an iCalendar file (RFC 5545): flights, hotel, transfers, what was sold and what we
 * suggest. UID and SEQUENCE make a later file replace the entries of an earlier one.
 */
export const stayCalendar = (
  { stay, days }: PlannedStay,
  options: {
    readonly journeyId: string;
    readonly language: Language;
    readonly city: string;
    readonly now: Instant;
  },
): string => {
  const { journeyId, language, city, now } = options;
  const words = stayWords[language];
  const events = days.flatMap(({ date, entries }) =>
    entries.flatMap((entry) => {
      const text = entryText(entry, city, language);
      const description = [...text.lines, text.phone, ...text.warnings].filter(Boolean).join('\n');
      const isBusy = entry.kind !== 'idea' && entry.kind !== 'hotel';
      return [
        'BEGIN:VEVENT',
        `UID:${journeyId}-${identity(entry, date, stay.key, entries)}@bauhaus-travel`,
        `DTSTAMP:${utcStamp(now)}`,
        `SEQUENCE:${Math.floor(epoch(now) / minute)}`,
        ...timeProperties(entry, date, stay.zone),
        `SUMMARY:${escapeText(`${text.icon} ${text.title}`)}`,
        ...(text.address === null
          ? []
          : [`LOCATION:${escapeText([text.address, city].join(', '))}`]),
        ...(description === '' ? [] : [`DESCRIPTION:${escapeText(description)}`]),
        `TRANSP:${isBusy ? 'OPAQUE' : 'TRANSPARENT'}`,
        'END:VEVENT',
      ];
    }),
  );
  const zones = new Set(
    days.flatMap(({ entries }) => entries.flatMap((entry) => zonesOf(entry, stay.zone))),
  );
  const first = days[0]?.date ?? stay.from;
  const last = days.at(-1)?.date ?? stay.to;
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Bauhaus Travel//Stay//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escapeText(words.title(city))}`,
    `X-WR-TIMEZONE:${stay.zone}`,
    ...[...zones].sort().flatMap((zone) => timeZone(zone, first, last)),
    ...events,
    'END:VCALENDAR',
  ];
  return `${lines.map(foldLine).join('\r\n')}\r\n`;
};
