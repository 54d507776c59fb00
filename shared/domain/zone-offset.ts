import { day } from './instant.ts';
import { amendedOffset } from './zone-amendments.ts';

/**
 * Days kept per zone before the cache starts anew: about eleven years, so a long-running process
 * stays small.
 */
const maxDays = 4_096;

interface Zone {
  readonly format: Intl.DateTimeFormat;
  /** UTC day number -> offset at its first instant. */
  readonly days: Map<number, number>;
}
const zones = new Map<string, Zone>();

const known = (name: string): Zone => {
  const found = zones.get(name);
  if (found) return found;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const zone = { format, days: new Map<number, number>() };
  zones.set(name, zone);
  return zone;
};

const exact = (zone: Zone, epochMs: number): number => {
  const whole = Math.floor(epochMs / 1_000) * 1_000;
  const [month = 0, dayOfMonth = 0, year = 0, hours = 0, minutes = 0, seconds = 0] = (
    zone.format.format(whole).match(/\d+/g) ?? []
  ).map(Number);
  return Date.UTC(year, month - 1, dayOfMonth, hours, minutes, seconds) - whole;
};

const atDay = (zone: Zone, dayNumber: number): number => {
  const cached = zone.days.get(dayNumber);
  if (cached !== undefined) return cached;
  if (zone.days.size >= maxDays) zone.days.clear();
  const offset = exact(zone, dayNumber * day);
  zone.days.set(dayNumber, offset);
  return offset;
};

/**
 * Milliseconds that clocks in an IANA zone are ahead of UTC at an instant; the offset is remembered
 * per day, since asking `Intl` is slow.
 * @throws RangeError where the zone does not exist.
 */
export const zoneOffset = (epochMs: number, zoneName: string): number => {
  const amended = amendedOffset(epochMs, zoneName);
  if (amended !== null) return amended;
  const zone = known(zoneName);
  const dayNumber = Math.floor(epochMs / day);
  const first = atDay(zone, dayNumber);
  return first === atDay(zone, dayNumber + 1) ? first : exact(zone, epochMs);
};

/**
 * The instants at which clocks in the zone show a local time, given as if it were UTC, earliest
 * first: two where they are put back over it, none where they are put forward over it.
 */
export const instantsOf = (wallMs: number, zoneName: string): readonly number[] =>
  [...new Set([wallMs - day, wallMs + day].map((at) => zoneOffset(at, zoneName)))]
    .map((offset) => wallMs - offset)
    .filter((at) => at + zoneOffset(at, zoneName) === wallMs)
    .sort((a, b) => a - b);

/** Whether an IANA time zone of this name exists here. */
export const isZone = (name: string): boolean => {
  try {
    known(name);
    return true;
  } catch {
    return false;
  }
};

/**
 * The first instant in `(from, to]` at which the zone's clocks show another offset than at `from`;
 * the offsets at both ends must differ.
 */
export const offsetChange = (from: number, to: number, zoneName: string): number => {
  const before = zoneOffset(from, zoneName);
  let low = from;
  let high = to;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (zoneOffset(middle, zoneName) === before) low = middle;
    else high = middle;
  }
  return high;
};
