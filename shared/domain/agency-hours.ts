import { z } from 'zod';
import { day, epoch, type Instant, instant } from './instant.ts';
import { localClock, localDate } from './local-time.ts';
import { instantsOf } from './zone-offset.ts';

/** The weekdays of opening hours and rosters, from Sunday on. */
export const weekdays = [
  'sunday',
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
] as const;

/** A part of a day on local clocks. */
export const clockRange = {
  from: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day as HH:MM')
    .describe('From this local time on, inclusive.'),
  to: z
    .string()
    .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a time of day as HH:MM, or 24:00')
    .describe('Until this local time, exclusive.'),
};
interface ClockRange {
  readonly from: string;
  readonly to: string;
}
/** Whether a part of a day ends after it begins. */
export const endsAfterItBegins = ({ from, to }: ClockRange): boolean => from < to;
/** What is said where it does not. */
export const itEndsBefore = {
  message: 'must end after it begins: hours past midnight are two ranges',
  path: ['to'],
  params: { code: 'ends_before_it_begins' },
};
/** Whether parts of a day follow each other. */
export const followEachOther = (ranges: readonly ClockRange[]): boolean =>
  ranges.every(({ from }, i) => (ranges[i - 1]?.to ?? '') <= from);
/** What is said where they do not. */
export const theyOverlap = {
  message: 'must follow each other without an overlap',
  params: { code: 'overlap' },
};

const OpenRange = z.strictObject(clockRange).refine(endsAfterItBegins, itEndsBefore);

const OpenRanges = z
  .array(OpenRange)
  .max(6)
  .refine(followEachOther, theyOverlap)
  .describe('Empty: closed.');
const Holidays = z
  .array(z.iso.date())
  .max(366)
  .describe('Closed on these dates, whatever the weekday.');

/**
 * When an agency answers: for each weekday the local times in its zone, and the dates on which it
 * is closed all the same.
 */
export const AgencyHours = z
  .strictObject({
    monday: OpenRanges.default([]),
    tuesday: OpenRanges.default([]),
    wednesday: OpenRanges.default([]),
    thursday: OpenRanges.default([]),
    friday: OpenRanges.default([]),
    saturday: OpenRanges.default([]),
    sunday: OpenRanges.default([]),
    holidays: Holidays.default([]),
  })
  .meta({ id: 'AgencyHours', description: 'When an agency answers, on the clocks of its zone.' });
export type AgencyHours = z.infer<typeof AgencyHours>;

const changedRanges = OpenRanges.nullable().optional();
/** Changes to hours: absent weekdays stay, null empties one. */
export const AgencyHoursEdit = z.strictObject({
  monday: changedRanges,
  tuesday: changedRanges,
  wednesday: changedRanges,
  thursday: changedRanges,
  friday: changedRanges,
  saturday: changedRanges,
  sunday: changedRanges,
  holidays: Holidays.nullable().optional(),
});

/** Hours after a change; what neither names is closed. */
export const hoursAfterEdit = (
  present: AgencyHours | null,
  edit: z.output<typeof AgencyHoursEdit>,
): AgencyHours =>
  AgencyHours.parse(
    Object.fromEntries(
      Object.entries({ ...present, ...edit }).map(([name, value]) => [name, value ?? []]),
    ),
  );

/** Two weeks and the rest of today. */
const searchedDays = 15;

const rangesOn = (hours: AgencyHours, date: string): AgencyHours['monday'] =>
  hours.holidays.includes(date)
    ? []
    : hours[weekdays[new Date(`${date}T00:00:00.000Z`).getUTCDay()] ?? 'sunday'];

/** Whether an agency with these hours answers at an instant. */
export const isAgencyOpen = (hours: AgencyHours, zone: string, at: Instant): boolean => {
  const clock = localClock(at, zone);
  return rangesOn(hours, localDate(at, zone)).some(({ from, to }) => from <= clock && clock < to);
};

/**
 * When an agency with these hours opens next after an instant; null: not within two weeks.
 * @example
 * opensNext(weekdaysFromNine, 'America/Argentina/Buenos_Aires', friday20h); // monday 09:00 there
 */
export const opensNext = (hours: AgencyHours, zone: string, after: Instant): Instant | null => {
  const firstDay = Date.parse(`${localDate(after, zone)}T00:00:00.000Z`);
  for (let n = 0; n < searchedDays; n += 1) {
    const midnight = firstDay + n * day;
    for (const { from } of rangesOn(hours, instant(midnight).slice(0, 10))) {
      const wallMs = Date.parse(`${instant(midnight).slice(0, 10)}T${from}:00.000Z`);
      const [opening] = instantsOf(wallMs, zone);
      if (opening !== undefined && opening > epoch(after)) return instant(opening);
    }
  }
  return null;
};
