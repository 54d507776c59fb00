import { day, epoch, type Instant, instant, minute, plus } from '#shared/domain/instant.ts';
import type { Itinerary, ItineraryItem } from '#shared/domain/itinerary.ts';
import { parseDeparture } from '#shared/domain/local-time.ts';
import type { Language } from '#shared/domain/trip.ts';
import { type ItineraryWords, itineraryWords, typeIcons } from './itinerary-words.ts';

const itemMinutes = 90;
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
const nextDate = (date: string): string =>
  instant(epoch(`${date}T00:00:00.000Z`) + day).slice(0, 10);

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

/**
 * DTSTART and DTEND of an item: 90 minutes from its start. Without a start, or with one that the
 * change to summer time skips, it lasts the whole day.
 */
const timeProperties = (date: string, item: ItineraryItem, zone: string): readonly string[] => {
  const start = item.start === null ? null : parseDeparture(`${date}T${item.start}`, zone);
  if (start?.kind !== 'instant')
    return [
      `DTSTART;VALUE=DATE:${dateStamp(date)}`,
      `DTEND;VALUE=DATE:${dateStamp(nextDate(date))}`,
    ];
  return [
    `DTSTART:${utcStamp(start.at)}`,
    `DTEND:${utcStamp(plus(start.at, itemMinutes * minute))}`,
  ];
};

/** The text of an item: its hours and warnings, and whether anybody has checked it. */
const description = (item: ItineraryItem, { unchecked }: ItineraryWords): string =>
  [item.opening_hours, ...item.safety_warnings, item.source === 'agency' ? null : unchecked]
    .filter(Boolean)
    .join('\n');

/**
 * An itinerary as an iCalendar file (RFC 5545). UID and SEQUENCE make a newer version replace the
 * same items of an older one; `zone` is the IANA time zone of the destination.
 */
export const itineraryCalendar = (
  itinerary: Itinerary,
  options: {
    readonly tripId: string;
    readonly zone: string;
    readonly language: Language;
    readonly city: string;
  },
): string => {
  const { tripId, zone, language, city } = options;
  const words = itineraryWords[language];
  const events = itinerary.days.flatMap(({ date, items }) =>
    items.flatMap((item, index) => [
      'BEGIN:VEVENT',
      `UID:${tripId}-${date}-${index}@bauhaus-travel`,
      `DTSTAMP:${utcStamp(itinerary.generatedAt)}`,
      `SEQUENCE:${itinerary.version}`,
      ...timeProperties(date, item, zone),
      `SUMMARY:${escapeText(`${typeIcons[item.type]} ${item.title}`)}`,
      ...(item.address === null
        ? []
        : [`LOCATION:${escapeText([item.address, item.city].filter(Boolean).join(', '))}`]),
      ...(item.lat === null || item.lng === null ? [] : [`GEO:${item.lat};${item.lng}`]),
      `DESCRIPTION:${escapeText(description(item, words))}`,
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    ]),
  );
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Bauhaus Travel//Itinerary//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escapeText(`${words.title} · ${city}`)}`,
    ...events,
    'END:VCALENDAR',
  ];
  return `${lines.map(foldLine).join('\r\n')}\r\n`;
};
