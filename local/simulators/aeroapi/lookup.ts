import { z } from 'zod';
import { between, day, hour, type Instant, instant, plus } from '#shared/domain/instant.ts';
import { type PageLinks, pageOf } from './page.ts';
import { recordsAt } from './plan.ts';
import type { FlightRecord } from './record.ts';
import type { Timetable } from './timetable.ts';

/** A request that AeroAPI refuses with 400; the message is as the service words it. */
export class InvalidArgument extends Error {}

const Bound = z.union([
  z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString()),
  z.iso.date().transform((text) => `${text}T00:00:00.000Z`),
]);

const Query = z.object({
  ident_type: z.enum(['designator', 'registration', 'fa_flight_id']).optional(),
  start: Bound.optional(),
  end: Bound.optional(),
  max_pages: z.coerce.number().int().min(1).default(1),
  cursor: z.string().regex(/^\d+$/).optional(),
});

/** The service's limits of the window, with an hour of tolerance for a clock that differs. */
const maxPastMs = 10 * day + hour;
const maxFutureMs = 2 * day + hour;

const withinLimits = (name: string, at: Instant, now: Instant): Instant => {
  const aheadMs = between(now, at);
  if (aheadMs < -maxPastMs || aheadMs > maxFutureMs)
    throw new InvalidArgument(
      `Invalid ${name} bound: ` +
        'must be no further than 10 days in the past and 2 days in the future',
    );
  return at;
};

/** One response of GET /flights/{ident}. */
export interface FlightsPage extends PageLinks {
  readonly flights: readonly FlightRecord[];
}

const faFlightId = /^([A-Z0-9]+)-(\d{9,11})-[a-z]+-\w+$/;

const matchingRecords = (
  timetable: Timetable,
  ident: string,
  type: string | undefined,
  from: Instant,
  to: Instant,
  now: Instant,
): FlightRecord[] => {
  const [, designator, epochSeconds] = faFlightId.exec(ident) ?? [];
  if (designator !== undefined && type !== 'designator' && type !== 'registration') {
    // The number in an id lies two days before the departure (timetable.ts).
    const idTime = instant(Number(epochSeconds) * 1_000);
    const plan = timetable
      .plans(designator, plus(idTime, day), plus(idTime, 3 * day))
      .find(({ scheduled }) => scheduled.fa_flight_id === ident);
    return plan ? [...recordsAt(plan, now)] : [];
  }
  if (type === 'registration' || type === 'fa_flight_id') return [];
  return timetable.plans(ident, from, to).flatMap((plan) => recordsAt(plan, now));
};

/**
 * The response of GET /flights/{ident}: the flights of a designator within the window, by
 * descending `scheduled_out`, or those of one fa_flight_id.
 * @throws InvalidArgument for a parameter that the service refuses.
 */
export const lookUpFlights = (
  timetable: Timetable,
  ident: string,
  parameters: Readonly<Record<string, string>>,
  now: Instant,
): FlightsPage => {
  const parsed = Query.safeParse(parameters);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InvalidArgument(
      `Invalid ${String(issue?.path[0] ?? 'query')}: ${issue?.message ?? 'malformed'}`,
    );
  }
  const { ident_type, start, end, max_pages, cursor } = parsed.data;
  const from = start === undefined ? plus(now, -11 * day) : withinLimits('start', start, now);
  const to = end === undefined ? plus(now, 2 * day) : withinLimits('end', end, now);
  if (to <= from) throw new InvalidArgument('Invalid end bound: must be later than start');
  const all = matchingRecords(
    timetable,
    ident.toUpperCase().includes('-') ? ident : ident.toUpperCase(),
    ident_type,
    from,
    to,
    now,
  );
  const path = `/flights/${encodeURIComponent(ident)}`;
  const { records, ...rest } = pageOf(all, path, parameters, { max_pages, cursor });
  return { ...rest, flights: records };
};
