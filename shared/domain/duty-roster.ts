import { z } from 'zod';
import {
  clockRange,
  endsAfterItBegins,
  followEachOther,
  itEndsBefore,
  theyOverlap,
  weekdays,
} from './agency-hours.ts';
import { day, epoch, type Instant, instant, minute } from './instant.ts';
import { localClock, localDate } from './local-time.ts';
import { instantsOf, zoneOffset } from './zone-offset.ts';

const DutyShift = z
  .strictObject({
    ...clockRange,
    first: z.uuid().describe('The member who is written to first.'),
    second: z
      .uuid()
      .nullable()
      .default(null)
      .describe('The one who is written to where the first does not answer; null: the owners are.'),
  })
  .refine(endsAfterItBegins, itEndsBefore)
  .refine(({ first, second }) => first !== second, {
    message: 'must be somebody else than the first',
    path: ['second'],
    params: { code: 'same_as_first' },
  });
const DutyShifts = z
  .array(DutyShift)
  .max(12)
  .refine(followEachOther, theyOverlap)
  .describe('In the order of the day; what none of them covers falls to the owners.');

/**
 * Who is on duty: for each weekday by local time in the agency's zone, and on the dates that have
 * shifts of their own, whatever the weekday.
 */
export const DutyRoster = z
  .strictObject({
    monday: DutyShifts.default([]),
    tuesday: DutyShifts.default([]),
    wednesday: DutyShifts.default([]),
    thursday: DutyShifts.default([]),
    friday: DutyShifts.default([]),
    saturday: DutyShifts.default([]),
    sunday: DutyShifts.default([]),
    holidays: z
      .array(z.strictObject({ date: z.iso.date(), shifts: DutyShifts.default([]) }))
      .max(366)
      .refine((days) => new Set(days.map(({ date }) => date)).size === days.length, {
        message: 'must name each date once',
        params: { code: 'repeated' },
      })
      .default([])
      .describe('Dates on which these shifts stand in for those of their weekday.'),
  })
  .meta({ id: 'DutyRoster', description: 'Who is on duty, on the clocks of the agency’s zone.' });
export type DutyRoster = z.output<typeof DutyRoster>;
type DutyShift = DutyRoster['monday'][number];

/** A time at which nobody is on duty, so that owners are: of each week, or of one date. */
export const DutyHole = z.object({
  day: z.union([z.enum(weekdays), z.iso.date()]).describe('A weekday, or the date of a holiday.'),
  ...clockRange,
});
export type DutyHole = z.output<typeof DutyHole>;

/** Who is on duty at a moment. */
export interface OnDuty {
  readonly first: string;
  readonly second: string | null;
}

const shiftsOn = (roster: DutyRoster, date: string): readonly DutyShift[] =>
  roster.holidays.find((holiday) => holiday.date === date)?.shifts ??
  roster[weekdays[new Date(`${date}T00:00:00.000Z`).getUTCDay()] ?? 'sunday'];

/**
 * Who is on duty at an instant; null: nobody, a hole. Where clocks are put back the same shift
 * holds for the hour that comes twice.
 * @example
 * onDuty(roster, 'America/Argentina/Buenos_Aires', '2027-03-03T06:00:00.000Z'); // 03:00 there
 */
export const onDuty = (roster: DutyRoster, zone: string, at: Instant): OnDuty | null => {
  const clock = localClock(at, zone);
  const shift = shiftsOn(roster, localDate(at, zone)).find(
    ({ from, to }) => from <= clock && clock < to,
  );
  return shift ? { first: shift.first, second: shift.second } : null;
};

const uncovered = (shifts: readonly DutyShift[]): readonly { from: string; to: string }[] => {
  const borders = ['00:00', ...shifts.flatMap(({ from, to }) => [from, to]), '24:00'];
  // What lies between a shift and the next one stands at even places.
  return borders.flatMap((from, index) => {
    const to = borders[index + 1];
    return index % 2 === 0 && to !== undefined && from < to ? [{ from, to }] : [];
  });
};

/** When nobody is on duty, from Monday on, and then on holidays by date. */
export const holesOf = (roster: DutyRoster): readonly DutyHole[] => [
  ...[...weekdays.slice(1), weekdays[0]].flatMap((weekday) =>
    uncovered(roster[weekday]).map((range) => ({ day: weekday, ...range })),
  ),
  ...roster.holidays
    .toSorted((a, b) => (a.date < b.date ? -1 : 1))
    .flatMap(({ date, shifts }) => uncovered(shifts).map((range) => ({ day: date, ...range }))),
];

/** A week, and the rest of today. */
const searchedDays = 8;

/** The first instant after `at` at which others are on duty; null: not within a week. */
export const dutyChangesAt = (roster: DutyRoster, zone: string, at: Instant): Instant | null => {
  const now = JSON.stringify(onDuty(roster, zone, at));
  const firstDay = Date.parse(`${localDate(at, zone)}T00:00:00.000Z`);
  const borders = Array.from({ length: searchedDays }, (_, n) => dateOf(firstDay + n * day))
    .flatMap((date) =>
      ['00:00', ...shiftsOn(roster, date).flatMap(({ from, to }) => [from, to])]
        // That of the next day.
        .filter((clock) => clock !== '24:00')
        .map((clock) => Date.parse(`${date}T${clock}:00.000Z`)),
    )
    .flatMap((wallMs) => instantsOf(wallMs, zone));
  const found = [...borders, ...clockChanges(zone, epoch(at))]
    .filter((ms) => ms > epoch(at))
    .sort((a, b) => a - b)
    .find((ms) => JSON.stringify(onDuty(roster, zone, instant(ms))) !== now);
  return found === undefined ? null : instant(found);
};

const dateOf = (ms: number): string => instant(ms).slice(0, 10);

/** Clocks are changed at a quarter of an hour. */
const quarterHour = 15 * minute;

/** When clocks are put forward or back within the days that are searched. */
const clockChanges = (zone: string, fromMs: number): readonly number[] => {
  const first = Math.floor(fromMs / quarterHour) * quarterHour;
  const offsets = Array.from({ length: (searchedDays * day) / quarterHour }, (_, n) => {
    const ms = first + n * quarterHour;
    return { ms, offset: zoneOffset(ms, zone) };
  });
  return offsets.flatMap(({ ms, offset }, n) =>
    n > 0 && offset !== offsets[n - 1]?.offset ? [ms] : [],
  );
};
