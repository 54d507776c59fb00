import { z } from 'zod';
import { Instant } from '#shared/domain/instant.ts';
import { type NewPassenger, Passenger, passengerOf } from '#shared/domain/passenger.ts';
import { Language } from '#shared/domain/trip.ts';
import { flightAndDay } from '../journey-legs.ts';
import { sameName } from '../journey-people.ts';
import type { ReadRow, RowIssue, RowLeg } from './rows.ts';

/** Who is written to about some of the passengers, which are positions. */
const PlannedContact = z.object({
  name: z.string(),
  phone: z.string(),
  email: z.string().nullable(),
  language: Language,
  passengers: z.array(z.int()),
});
type PlannedContact = z.infer<typeof PlannedContact>;

/** A row that can be booked: which passenger it puts on which leg. */
const PlannedRow = z.object({
  line: z.int(),
  passenger: z.int(),
  leg: z.int(),
  isRepeated: z.boolean().describe('An earlier row says the same.'),
});
export type PlannedRow = z.infer<typeof PlannedRow>;

const PlannedLeg = z.object({
  flightNumber: z.string(),
  originIata: z.string(),
  destinationIata: z.string(),
  originZone: z.string(),
  destinationZone: z.string(),
  departure: Instant,
  flightKey: z.string(),
  stay: z.string().nullable(),
  returnDate: z.string().nullable(),
  isPast: z.boolean(),
  localDeparture: z.string(),
});

/** What a file says of one journey; legs by departure. */
export const JourneyPlan = z.object({
  reference: z.string().nullable(),
  group: z.string().nullable(),
  passengers: z.array(Passenger.pick({ name: true, callName: true, kind: true })),
  legs: z.array(PlannedLeg),
  contacts: z.array(PlannedContact),
  rows: z.array(PlannedRow),
});
export type JourneyPlan = z.infer<typeof JourneyPlan>;

/** A row that cannot be booked, and why. */
export interface RefusedRow {
  readonly row: ReadRow;
  readonly problems: readonly RowIssue[];
}

/** As many as a journey may have. */
const mostPassengers = 100;
const mostLegs = 20;

const tooMany = (field: RowIssue['field'], code: string, message: string): RowIssue => ({
  field,
  code,
  message,
  suggestion: null,
});

/** The natural key of a journey in a file: its booking code, else who flies under which number. */
export const journeyKeyOf = ({ reference, name, phone }: ReadRow): string =>
  reference === null
    ? `person ${name.toUpperCase()} ${phone ?? ''}`
    : `reference ${reference.toUpperCase()}`;

/** The rows of each journey of a file, in the order in which the file begins them. */
export const groupedRows = (rows: readonly ReadRow[]): readonly (readonly ReadRow[])[] => [
  ...Map.groupBy(rows, journeyKeyOf).values(),
];

/**
 * Makes one journey of its rows: each puts a passenger on a leg. Rows that contradict an earlier
 * one are refused with what that one says.
 */
export const planOf = (
  rows: readonly ReadRow[],
): { readonly plan: JourneyPlan; readonly refused: readonly RefusedRow[] } => {
  const passengers: NewPassenger[] = [];
  const phones: (string | null)[] = [];
  const legs: RowLeg[] = [];
  const planned: PlannedRow[] = [];
  const own: ReadRow[] = [];
  const refused: RefusedRow[] = [];
  const flown = new Set<string>();
  for (const row of rows) {
    const { leg } = row;
    const refuse = (...problems: readonly RowIssue[]): void => {
      refused.push({ row, problems });
    };
    if (leg === null || row.problems.length > 0) {
      refuse(...row.problems);
      continue;
    }
    const sameFlight = legs.findIndex((other) => flightAndDay(other) === flightAndDay(leg));
    const known = legs[sameFlight];
    if (known && known.departure !== leg.departure) {
      refuse({
        field: 'time',
        code: 'differs_in_file',
        message: 'is another time than an earlier row of the booking says for this flight',
        suggestion: known.localDeparture.slice(11),
      });
      continue;
    }
    const knownPassenger = passengers.findIndex(({ name }) => sameName(name, row.name));
    const phone = phones[knownPassenger];
    if (phone && row.phone !== null && phone !== row.phone) {
      refuse({
        field: 'phone',
        code: 'differs_in_file',
        message: 'is another number than an earlier row of the booking says for this passenger',
        suggestion: phone,
      });
      continue;
    }
    if (knownPassenger === -1 && passengers.length === mostPassengers) {
      refuse(
        tooMany(
          'passenger',
          'too_many_passengers',
          `a booking may have at most ${mostPassengers} passengers`,
        ),
      );
      continue;
    }
    if (sameFlight === -1 && legs.length === mostLegs) {
      refuse(tooMany('flight', 'too_many_legs', `a booking may have at most ${mostLegs} flights`));
      continue;
    }
    const passenger =
      knownPassenger === -1 ? passengers.push(passengerOf(row.name)) - 1 : knownPassenger;
    phones[passenger] = phone ?? row.phone;
    const nth = sameFlight === -1 ? legs.push(leg) - 1 : sameFlight;
    const pair = `${passenger} ${nth}`;
    planned.push({ line: row.line, passenger, leg: nth, isRepeated: flown.has(pair) });
    own.push(row);
    flown.add(pair);
  }
  const order = [...legs.keys()].sort((a, b) =>
    (legs[a]?.departure ?? '') < (legs[b]?.departure ?? '') ? -1 : 1,
  );
  const first = rows[0];
  return {
    plan: {
      reference: first?.reference ?? null,
      group: rows.find(({ group }) => group !== null)?.group ?? null,
      passengers,
      legs: order.flatMap((nth) => legs[nth] ?? []),
      contacts: contactsOf(passengers, phones, own),
      rows: planned.map((one) => ({ ...one, leg: order.indexOf(one.leg) })),
    },
    refused,
  };
};

/** One contact for each number, named after the first adult whom it stands for. */
const contactsOf = (
  passengers: readonly NewPassenger[],
  phones: readonly (string | null)[],
  rows: readonly ReadRow[],
): PlannedContact[] =>
  [...Map.groupBy(passengers.keys(), (nth) => phones[nth] ?? null)].flatMap(
    ([phone, positions]): readonly PlannedContact[] => {
      if (phone === null) return [];
      const named = positions.find((nth) => passengers[nth]?.kind === 'adult') ?? positions[0] ?? 0;
      const { name = '' } = passengers[named] ?? {};
      const said = rows.find((row) => row.phone === phone && sameName(row.name, name));
      return [
        {
          name,
          phone,
          email: said?.email ?? null,
          language: said?.language ?? 'es',
          passengers: positions,
        },
      ];
    },
  );

/** Which legs each passenger flies, by position. */
const flownLegs = ({ passengers, rows }: JourneyPlan): readonly ReadonlySet<number>[] =>
  passengers.map(
    (_, nth) => new Set(rows.filter(({ passenger }) => passenger === nth).map(({ leg }) => leg)),
  );

/**
 * The part of a plan that is booked at once, in which everybody flies every leg: all legs that all
 * fly, else those of the leg that most fly. Positions in passengers and legs.
 */
export const rectangleOf = (
  plan: JourneyPlan,
): { readonly passengers: readonly number[]; readonly legs: readonly number[] } => {
  const flown = flownLegs(plan);
  const legsOf = (passengers: readonly number[]): readonly number[] =>
    [...plan.legs.keys()].filter((leg) => passengers.every((nth) => flown[nth]?.has(leg)));
  const all = [...plan.passengers.keys()];
  const common = legsOf(all);
  if (common.length > 0) return { passengers: all, legs: common };
  const flyers = (leg: number) => all.filter((nth) => flown[nth]?.has(leg));
  const [most] = [...plan.legs.keys()].sort((a, b) => flyers(b).length - flyers(a).length);
  const passengers = most === undefined ? [] : flyers(most);
  return { passengers, legs: legsOf(passengers) };
};
