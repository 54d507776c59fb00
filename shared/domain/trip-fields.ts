import { type Instant, instant } from './instant.ts';
import { parseDeparture } from './local-time.ts';
import { ShownPhone } from './shown-phone.ts';
import type { Trip } from './trip.ts';

/** What the assistant answers from the `metadata` of a trip, by the names that are documented. */
export interface TripFields {
  readonly baggage_included?: string;
  readonly check_in_url?: string;
  readonly check_in_opens?: Instant;
  readonly seat?: string;
  readonly hotel_phone?: string;
  readonly hotel_address?: string;
  /** On the clocks of the place, as `2027-03-03T16:20` or `16:20`. */
  readonly transfer_time?: string;
  readonly transfer_place?: string;
  readonly transfer_phone?: string;
}

/** A documented name with a value that says nothing. */
export interface UnreadField {
  readonly name: keyof TripFields;
  readonly expected: string;
}

interface Field {
  readonly expected: string;
  /** Null: the value cannot be read. */
  readonly read: (value: unknown, zone: string) => string | null;
}

const longest = 300;
const textOf = (value: unknown): string | null => {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const line = String(value)
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return line === '' || line.length > longest ? null : line;
};
const text = (example: string): Field => ({
  expected: `a text such as ${example}, at most ${longest} characters`,
  read: textOf,
});
/** Direction marks and the like, which come with numbers out of lists of contacts. */
const invisible = /\p{Default_Ignorable_Code_Point}/gu;
const phone: Field = {
  expected: 'a telephone number with its country code, such as +54 11 5555 0100',
  read: (value) =>
    ShownPhone.safeParse(typeof value === 'string' ? value.replace(invisible, '') : value).data ??
    null,
};
const link: Field = {
  expected: 'a link that begins with https://',
  read: (value) =>
    typeof value === 'string' && URL.canParse(value) && new URL(value).protocol === 'https:'
      ? value
      : null,
};
const moment: Field = {
  expected: 'a date and time such as 2027-03-02T16:20, local at the origin where it has no offset',
  read: (value, zone) => {
    const parsed = parseDeparture(String(value), zone);
    return parsed.kind === 'instant' ? parsed.at : null;
  },
};
const clock: Field = {
  expected: 'a local time such as 16:20 or 2027-03-03T16:20',
  read: (value) => {
    const [, date = '', time] =
      /^(?:(\d{4}-\d{2}-\d{2})[T ])?(([01]\d|2[0-3]):[0-5]\d)(?::\d{2})?$/.exec(String(value)) ??
      [];
    if (time === undefined) return null;
    if (date === '') return time;
    const at = Date.parse(`${date}T${time}:00.000Z`);
    return Number.isNaN(at) || !instant(at).startsWith(date) ? null : `${date}T${time}`;
  },
};

const fields: readonly (readonly [keyof TripFields, Field])[] = [
  ['baggage_included', text('“23 kg and cabin bag”')],
  ['check_in_url', link],
  ['check_in_opens', moment],
  ['seat', text('14C')],
  ['hotel_phone', phone],
  ['hotel_address', text('“Calle Mayor 1, Madrid”')],
  ['transfer_time', clock],
  ['transfer_place', text('“Exit of Terminal 1, sign with your name”')],
  ['transfer_phone', phone],
];

/** The names of telephone numbers: `readTripFields` reads their form, not whether they exist. */
export const phoneFields = ['hotel_phone', 'transfer_phone'] as const;

/** The documentation of `metadata` with the names that the assistant answers from. */
export const tripFieldsDescription = [
  'Anything of yours; names of your own are kept and not read.',
  'The assistant answers from these:',
  ...fields.map(([name, { expected }]) => `\`${name}\` (${expected});`),
]
  .join(' ')
  .replace(/;$/, '.');

/** What one flight alone has, and its journey cannot say for it. */
const ofOneFlight: ReadonlySet<string> = new Set<keyof TripFields>(['seat', 'check_in_opens']);

/** The `metadata` of a trip with what its journey says by the documented names and it does not. */
export const withJourneyFields = (
  metadata: Trip['metadata'],
  ofJourney: Trip['metadata'],
): Trip['metadata'] => ({
  ...Object.fromEntries(
    fields.flatMap(([name]) =>
      ofOneFlight.has(name) || ofJourney[name] === undefined ? [] : [[name, ofJourney[name]]],
    ),
  ),
  ...metadata,
});

type Read = { readonly values: TripFields; readonly unread: readonly UnreadField[] };

/**
 * What the `metadata` of a trip says by the documented names; a value that cannot be read is not
 * refused, and nothing is answered from it.
 */
export const readTripFields = ({
  metadata,
  originZone,
}: Pick<Trip, 'metadata' | 'originZone'>): Read => {
  const values: Partial<Record<keyof TripFields, string>> = {};
  const unread: UnreadField[] = [];
  for (const [name, { expected, read }] of fields) {
    const value = metadata[name];
    if (value === undefined || value === null) continue;
    const known = read(value, originZone);
    if (known === null) unread.push({ name, expected });
    else values[name] = known;
  }
  return { values, unread };
};
