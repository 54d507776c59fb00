import { day, epoch, type Instant, instant, minute, plus } from '#shared/domain/instant.ts';
import type { Itinerary, ItineraryItem } from '#shared/domain/itinerary.ts';
import { parseDeparture } from '#shared/domain/local-time.ts';
import type { Language } from '#shared/domain/trip.ts';
import { itineraryWords, typeIcons } from './itinerary-words.ts';

const usualMinutes = 90;
const lineBytes = 74;

const escaped = (text: string): string =>
  text
    .replace(/[\\;,]/g, (c) => `\\${c}`)
    .replace(/\r?\n/g, '\\n')
    .replace(/[\p{Cc}]/gu, ' ');
const stamp = (at: Instant): string => at.replace(/[-:]|\.\d{3}/g, '');
const dateStamp = (date: string): string => date.replaceAll('-', '');
const nextDate = (date: string): string =>
  instant(epoch(`${date}T00:00:00.000Z`) + day).slice(0, 10);

/**
 * Lines of more than 75 octets go on in the next one, never in the middle of a character (RFC 5545
 * §3.1).
 */
const folded = (line: string): string => {
  const parts: string[] = [];
  let part = '';
  for (const character of line) {
    if (Buffer.byteLength(part + character) > lineBytes) {
      parts.push(part);
      part = '';
    }
    part += character;
  }
  return [...parts, part].join('\r\n ');
};

/**
 * When an item is: an hour and a half from its start, or the whole day. A local time that the
 * clocks skip is the whole day too.
 */
const whenOf = (date: string, item: ItineraryItem, zone: string): readonly string[] => {
  const start = item.start === null ? null : parseDeparture(`${date}T${item.start}`, zone);
  if (start?.kind !== 'instant')
    return [
      `DTSTART;VALUE=DATE:${dateStamp(date)}`,
      `DTEND;VALUE=DATE:${dateStamp(nextDate(date))}`,
    ];
  return [`DTSTART:${stamp(start.at)}`, `DTEND:${stamp(plus(start.at, usualMinutes * minute))}`];
};

/**
 * The itinerary as an iCalendar file (RFC 5545); the same item of a newer version replaces the
 * older one in a calendar.
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
      `DTSTAMP:${stamp(itinerary.generatedAt)}`,
      `SEQUENCE:${itinerary.version}`,
      ...whenOf(date, item, zone),
      `SUMMARY:${escaped(`${typeIcons[item.type]} ${item.title}`)}`,
      ...(item.address === null
        ? []
        : [`LOCATION:${escaped([item.address, item.city].filter(Boolean).join(', '))}`]),
      ...(item.lat === null || item.lng === null ? [] : [`GEO:${item.lat};${item.lng}`]),
      `DESCRIPTION:${escaped([item.opening_hours, ...item.safety_warnings, item.source === 'agency' ? null : words.unchecked].filter(Boolean).join('\n'))}`,
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
    `X-WR-CALNAME:${escaped(`${words.title} · ${city}`)}`,
    ...events,
    'END:VCALENDAR',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
};
