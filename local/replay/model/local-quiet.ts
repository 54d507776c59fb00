const minute = 60_000;
const dayMinutes = 24 * 60;
const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (zone: string): Intl.DateTimeFormat => {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  formats.set(zone, format);
  return format;
};

/** The local time of day, as `22:05`. */
export const clockIn = (at: number, zone: string): string => formatOf(zone).format(at);

const minutesOf = (clock: string): number => {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
};

/** Quiet hours in local time: from `start` inclusive to `end` exclusive. */
export interface Quiet {
  readonly start: string;
  readonly end: string;
}

/** Whether it is quiet at a moment in a zone (RULES §4). */
export const quietAt = (at: number, zone: string, { start, end }: Quiet): boolean => {
  const clock = clockIn(at, zone);
  return start <= end ? start <= clock && clock < end : start <= clock || clock < end;
};

/** The end of the quiet hours that `at` lies in. */
export const quietEnd = (at: number, zone: string, { end }: Quiet): number => {
  const wholeMinute = Math.floor(at / minute) * minute;
  const ahead = (minutesOf(end) - minutesOf(clockIn(at, zone)) + dayMinutes) % dayMinutes;
  const guess = wholeMinute + ahead * minute;
  // On a night in which the clocks change the guess is an hour off.
  const off = minutesOf(clockIn(guess, zone)) - minutesOf(end);
  return guess - off * minute;
};
