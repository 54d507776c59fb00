import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { between, day, type Instant } from '#shared/domain/instant.ts';

/** A passenger on a flight, as a back office exports it. */
const Segment = z.object({
  pnr: z.string(),
  pax: z.string(),
  tel: z.string(),
  al: z.string(),
  fl: z.string(),
  o: z.string(),
  d: z.string(),
  date: z.string(),
  time: z.string(),
  grp: z.string(),
});
export type Segment = z.infer<typeof Segment>;

const week = 7 * day;
const toDate = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** The same date some whole weeks later; what is no date stays as it is. */
const later = (date: string, ms: number): string =>
  Number.isNaN(Date.parse(date)) ? date : toDate(Date.parse(date) + ms);

/** The segments of an export, by whole weeks later where its first day is not after `now`. */
export const segmentsOf = (text: string, first: string, now: Instant): readonly Segment[] => {
  const weeks = Math.max(0, Math.ceil((between(`${first}T00:00:00.000Z`, now) + day) / week));
  return z
    .array(Segment)
    .parse(parse(text, { delimiter: ';', columns: true, skip_empty_lines: true }))
    .map((segment) => ({ ...segment, date: later(segment.date, weeks * week) }));
};

const flightOf = ({ al, fl, o, d, date, time }: Segment) => ({
  flightNumber: `${al}${fl}`,
  originIata: o,
  destinationIata: d,
  departure: `${date}T${time}`,
});

const unique = <T>(items: readonly T[]): readonly T[] => [
  ...new Map(items.map((item) => [JSON.stringify(item), item])).values(),
];

/**
 * The bookings of an export as bodies of `POST /journeys`, as an integrator writes them: one for
 * each PNR, one contact for each phone, no contact for who has none.
 */
export const journeysOf = (segments: readonly Segment[]) =>
  [...Map.groupBy(segments, ({ pnr }) => pnr)].map(([reference, rows]) => ({
    reference,
    ...(rows[0]?.grp && { group: rows[0].grp }),
    passengers: unique(rows.map(({ pax }) => ({ name: pax }))),
    legs: unique(rows.map(flightOf)),
    contacts: [...Map.groupBy(rows, ({ tel }) => tel)].flatMap(([phone, own]) =>
      phone === ''
        ? []
        : [
            {
              name: own[0]?.pax,
              phone,
              passengers: [...new Set(own.map(({ pax }) => pax))],
            },
          ],
    ),
  }));
