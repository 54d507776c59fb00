import { z } from 'zod';
import { Instant } from './instant.ts';
import { PlaceType } from './itinerary.ts';
import { ShownPhone } from './shown-phone.ts';
import { addDays } from './stay.ts';

const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters');
const optional = <T extends z.ZodType>(schema: T) => schema.nullable().default(null);

const isDate = (value: string): boolean => z.iso.date().safeParse(value.slice(0, 10)).success;
const moment = z
  .string()
  .regex(
    /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d$/,
    'must be a local time such as 2027-03-03T18:30',
  )
  .refine(isDate, 'is no date of the calendar')
  .describe('Local time at the destination, `2027-03-03T18:30`.');
const momentOrDate = z
  .string()
  .regex(
    /^\d{4}-\d{2}-\d{2}(T([01]\d|2[0-3]):[0-5]\d)?$/,
    'must be a date, or a local time such as 2027-03-03T18:30',
  )
  .refine(isDate, 'is no date of the calendar')
  .describe('Local time at the destination, or a date for the whole day.');

const supplier = {
  supplier: optional(text(120)).describe('Who provides it.'),
  phone: optional(ShownPhone).describe(
    'The supplier’s, with its country code, as it is to be shown.',
  ),
  notes: optional(text(500)).describe('For the traveller: what to bring, a booking code.'),
};

/** Where travellers sleep, as it was sold. */
export const SoldHotel = z
  .strictObject({
    name: text(160),
    address: optional(text(300)),
    phone: optional(ShownPhone),
    checkIn: optional(moment),
    checkOut: optional(moment),
    notes: optional(text(500)),
  })
  .meta({ id: 'SoldHotel', description: 'Where travellers sleep, as it was sold.' });
export type SoldHotel = z.output<typeof SoldHotel>;

/** A ride that was sold. */
export const SoldTransfer = z
  .strictObject({
    start: moment,
    pickUp: text(300).describe('Where the travellers are met.'),
    dropOff: optional(text(300)),
    ...supplier,
  })
  .meta({ id: 'SoldTransfer', description: 'A ride that was sold.' });
export type SoldTransfer = z.output<typeof SoldTransfer>;

/** An excursion, a table, a ticket: anything else that was sold. */
export const SoldItem = z
  .strictObject({
    title: text(160),
    type: PlaceType.default('activity'),
    start: momentOrDate,
    end: optional(moment),
    address: optional(text(300)),
    ...supplier,
  })
  .meta({ id: 'SoldItem', description: 'An excursion, a ticket, a table that was sold.' });
export type SoldItem = z.output<typeof SoldItem>;

/** What an agency sold for a stay. It is the plan: what we make up only fills what is free. */
export const SoldPlan = z
  .strictObject({
    hotel: optional(SoldHotel),
    transfers: z.array(SoldTransfer).max(20).default([]),
    items: z.array(SoldItem).max(100).default([]),
  })
  .meta({ id: 'StayPlan', description: 'What the agency sold for a stay.' });
export type SoldPlan = z.output<typeof SoldPlan>;

/** A sold plan as it is stored. */
export const StoredPlan = z.object({
  stay: z.string(),
  revision: z.int().positive().describe('Counts up with every edit, removals included.'),
  plan: SoldPlan,
  updatedAt: Instant,
});
export type StoredPlan = z.output<typeof StoredPlan>;

/** A plan with nothing in it. */
export const nothingSold: SoldPlan = { hotel: null, transfers: [], items: [] };

/** Whether there is nothing in a plan. */
export const isEmptyPlan = ({ hotel, transfers, items }: SoldPlan): boolean =>
  hotel === null && transfers.length === 0 && items.length === 0;

/** The dates on which something in a plan begins or ends. */
export const datesOf = ({ hotel, transfers, items }: SoldPlan): readonly string[] =>
  [
    hotel?.checkIn,
    hotel?.checkOut,
    ...transfers.map(({ start }) => start),
    ...items.flatMap(({ start, end }) => [start, end]),
  ].flatMap((moment) => moment?.slice(0, 10) ?? []);

/** A place in a plan that cannot be, with the path to it. */
export interface PlanFault {
  readonly path: readonly (string | number)[];
  readonly code: 'outside_stay' | 'ends_before_start';
  readonly message: string;
}

/**
 * What is wrong with a plan of the right shape: times on other days than those of the stay, and
 * ends before their start.
 */
export const planFaults = (
  { hotel, transfers, items }: SoldPlan,
  { from, to }: { readonly from: string; readonly to: string },
): readonly PlanFault[] => {
  const outside = (value: string | null, ...path: PlanFault['path']): PlanFault[] => {
    const date = value?.slice(0, 10);
    return date === undefined || (date >= from && date <= to)
      ? []
      : [
          {
            path,
            code: 'outside_stay',
            message: `must be a day of the stay, from ${from} to ${to}`,
          },
        ];
  };
  const ends = (start: string | null, end: string | null, ...path: PlanFault['path']) =>
    start !== null && end !== null && end <= start
      ? [{ path, code: 'ends_before_start' as const, message: 'must be after the start' }]
      : [];
  return [
    ...outside(hotel?.checkIn ?? null, 'hotel', 'checkIn'),
    ...outside(hotel?.checkOut ?? null, 'hotel', 'checkOut'),
    ...ends(hotel?.checkIn ?? null, hotel?.checkOut ?? null, 'hotel', 'checkOut'),
    ...transfers.flatMap(({ start }, n) => outside(start, 'transfers', n, 'start')),
    ...items.flatMap(({ start, end }, n) => [
      ...outside(start, 'items', n, 'start'),
      ...outside(end, 'items', n, 'end'),
      ...ends(start, end, 'items', n, 'end'),
    ]),
  ];
};

/** A time on a day that is taken; times are minutes of the day, and the end may lie past it. */
export interface TakenTime {
  readonly date: string;
  readonly from: number;
  readonly to: number;
}

/** How long the entries of a day last whose end is not known, in minutes. */
export const usualMinutes = { hotel: 60, transfer: 60, sold: 180, idea: 90 } as const;
const dayMinutes = 24 * 60;

const minutesOf = (time: string): number =>
  Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

const takenTimes = (start: string, end: string | null, usual: number): readonly TakenTime[] => {
  const first = start.slice(0, 10);
  const last = end?.slice(0, 10) ?? first;
  const from = start.length > 10 ? minutesOf(start.slice(11)) : 0;
  const unknownEnd = start.length > 10 ? from + usual : dayMinutes;
  const to = end === null ? unknownEnd : minutesOf(end.slice(11));
  const times: TakenTime[] = [];
  for (let date = first; date <= last; date = addDays(date, 1))
    times.push({
      date,
      from: date === first ? from : 0,
      to: date === last ? to : dayMinutes,
    });
  return times.filter((one) => one.from < one.to);
};

/** The times that a sold plan takes, day by day; an item without a time takes its whole day. */
export const soldTimes = ({ transfers, items }: SoldPlan): readonly TakenTime[] => [
  ...transfers.flatMap(({ start }) => takenTimes(start, null, usualMinutes.transfer)),
  ...items.flatMap(({ start, end }) => takenTimes(start, end, usualMinutes.sold)),
];

/** Whether something that we suggest at a local time leaves what was sold alone. */
export const isFree = (taken: readonly TakenTime[], date: string, time: string): boolean => {
  const from = minutesOf(time);
  return taken.every(
    (one) => one.date !== date || from >= one.to || from + usualMinutes.idea <= one.from,
  );
};
