import { day, epoch, hour, type Instant, instant, minute } from './instant.ts';
import { offsetChange, zoneOffset } from './zone-offset.ts';

/**
 * A daily stretch of local time, `HH:MM`, start inclusive and end exclusive; it may cross midnight,
 * and the same start and end means never.
 */
export interface QuietHours {
  readonly start: string;
  readonly end: string;
}

const timeOfDay = (clock: string): number =>
  Number(clock.slice(0, 2)) * hour + Number(clock.slice(3, 5)) * minute;
const wrap = (ms: number): number => ((ms % day) + day) % day;
const localTime = (at: number, zone: string): number => wrap(at + zoneOffset(at, zone));

const quietAt = (at: number, zone: string, quiet: QuietHours): boolean => {
  const start = timeOfDay(quiet.start);
  return wrap(localTime(at, zone) - start) < wrap(timeOfDay(quiet.end) - start);
};

const endOf = (at: number, zone: string, quiet: QuietHours): number => {
  if (!quietAt(at, zone, quiet)) return at;
  const end = at + wrap(timeOfDay(quiet.end) - localTime(at, zone));
  if (zoneOffset(end, zone) === zoneOffset(at, zone)) return end;
  // The clocks change on the way: what they show from then on decides.
  return endOf(offsetChange(at, end, zone), zone, quiet);
};

const startOf = (at: number, zone: string, quiet: QuietHours): number => {
  const start = at - wrap(localTime(at, zone) - timeOfDay(quiet.start));
  if (zoneOffset(start, zone) === zoneOffset(at, zone)) {
    // Clocks put back to the very start of quiet hours were in them before.
    return quietAt(start - 1, zone, quiet) ? startOf(start - 1, zone, quiet) : start;
  }
  const change = offsetChange(start, at, zone);
  return quietAt(change - 1, zone, quiet) ? startOf(change - 1, zone, quiet) : change;
};

/** Whether the clocks in `zone` show quiet hours at `at` (RULES §4). */
export const isQuiet = (at: Instant, zone: string, quiet: QuietHours): boolean =>
  quietAt(epoch(at), zone, quiet);

/**
 * The first instant after the quiet period that `at` lies in; `at` itself where it is not quiet.
 */
export const quietEnd = (at: Instant, zone: string, quiet: QuietHours): Instant =>
  instant(endOf(epoch(at), zone, quiet));

/** The first instant of the quiet period that `at` lies in; `at` itself where it is not quiet. */
export const quietStart = (at: Instant, zone: string, quiet: QuietHours): Instant =>
  isQuiet(at, zone, quiet) ? instant(startOf(epoch(at), zone, quiet)) : at;
