import { type Asks, isSocial } from './asks.ts';
import { fold } from './plain-text.ts';
import type { Intent } from './understanding/intents.ts';
import type { Understanding } from './understanding/understand.ts';

/** What needs no person, whatever was told. */
const isQuiet: ReadonlySet<Intent> = new Set<Intent>([
  'ack',
  'thanks',
  'goodbye',
  'laugh',
  'wishes',
  'greeting',
  'language',
  'is_bot',
  'who_are_you',
  'why_message',
  'help',
  'emergency_phone',
  'agency_phone',
  'agency_hours',
  'local_time',
  'time_difference',
  'emergency_number',
]);
/** What the facts answer after a long delay, and after a flight is lost. */
const answeredWhenLate: ReadonlySet<Intent> = new Set<Intent>([
  'gate',
  'terminal',
  'departure',
  'arrival',
  'duration',
  'status',
  'time_until',
  'at_airport',
  'belt',
  'flight_number',
  'all_flights',
  'return_flight',
  'document',
  'who_travels',
  'itinerary',
  'hotel',
]);
const answeredWhenLost: ReadonlySet<Intent> = new Set<Intent>([
  'gate',
  'terminal',
  'status',
  'belt',
  'return_flight',
  'document',
  'who_travels',
  'itinerary',
]);

const wantsAnother = /\b(?:otro|another|outro|next|proximo|alternativ\w*)\b/u;
const asksWho =
  /\b(?:bot|robot|robo|maquina|machine|computer|computadora|ia|ai|real|human\w*|person\w*|pessoa)\b/u;
const laughs = /(?:ja|je|ha|he|ka|kk|rs){2,}|lol|[😂🤣]/iu;

/** After something was told that upset the trip, all that the facts do not answer is about it. */
export const afterDisruption = (asks: Asks, { disruption }: Understanding, text: string): Asks => {
  if (disruption === null || asks.intents.includes('what_now')) return asks;
  const folded = fold(text);
  const answered = disruption === 'delayed' ? answeredWhenLate : answeredWhenLost;
  const isSettled = (intent: Intent): boolean => {
    if (intent === 'laugh') return laughs.test(text);
    if (intent === 'ack') return folded.split(' ').length <= 2;
    // "You're kidding" asks nobody whether they are a machine.
    if (intent === 'is_bot') return asksWho.test(folded);
    return isQuiet.has(intent) || answered.has(intent);
  };
  return asks.intents.length > 0 &&
    !asks.hasOpenQuestion &&
    asks.intents.every(isSettled) &&
    !wantsAnother.test(folded)
    ? asks
    : {
        intents: ['what_now', ...asks.intents.filter((intent) => !isSocial(intent))],
        hasOpenQuestion: false,
      };
};
