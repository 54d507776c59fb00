import { z } from 'zod';
import { between, day, hour, type Instant, instant, plus } from '#shared/domain/instant.ts';
import { type PageLinks, pagesOf } from './page.ts';
import { recordsAt } from './plan.ts';
import type { FlightRecord } from './record.ts';
import type { Timetable } from './timetable.ts';

/** A request that AeroAPI refuses with 400, in its own words. */
export class RefusedArgument extends Error {}

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

/** The service's own bounds of the window; a little slack, since its clock and the caller's are not one. */
const pastBound = 10 * day + hour;
const futureBound = 2 * day + hour;

const bounded = (name: string, at: Instant, now: Instant): Instant => {
  const ahead = between(now, at);
  if (ahead < -pastBound || ahead > futureBound)
    throw new RefusedArgument(
      `Invalid ${name} bound: must be no further than 10 days in the past and 2 days in the future`,
    );
  return at;
};

/** One answer of GET /flights/{ident}. */
export interface FlightsPage extends PageLinks {
  readonly flights: readonly FlightRecord[];
}

const faFlightId = /^([A-Z0-9]+)-(\d{9,11})-[a-z]+-\w+$/;

const found = (
  timetable: Timetable,
  ident: string,
  type: string | undefined,
  from: Instant,
  to: Instant,
  now: Instant,
): FlightRecord[] => {
  const [, designator, stamp] = faFlightId.exec(ident) ?? [];
  if (designator !== undefined && type !== 'designator' && type !== 'registration') {
    const near = instant(Number(stamp) * 1_000);
    const plan = timetable
      .plans(designator, plus(near, day), plus(near, 3 * day))
      .find((p) => p.scheduled.fa_flight_id === ident);
    return plan ? [...recordsAt(plan, now)] : [];
  }
  if (type === 'registration' || type === 'fa_flight_id') return [];
  return timetable.plans(ident, from, to).flatMap((plan) => recordsAt(plan, now));
};

/**
 * Answers GET /flights/{ident}: the flights of a designator within the window, `scheduled_out` descending, or those of one fa_flight_id.
 * @throws RefusedArgument for a parameter that the service refuses.
 */
export const lookUp = (
  timetable: Timetable,
  ident: string,
  parameters: Readonly<Record<string, string>>,
  now: Instant,
): FlightsPage => {
  const parsed = Query.safeParse(parameters);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new RefusedArgument(
      `Invalid ${String(issue?.path[0] ?? 'query')}: ${issue?.message ?? 'malformed'}`,
    );
  }
  const { ident_type, start, end, max_pages, cursor } = parsed.data;
  const from = start === undefined ? plus(now, -11 * day) : bounded('start', start, now);
  const to = end === undefined ? plus(now, 2 * day) : bounded('end', end, now);
  if (to <= from) throw new RefusedArgument('Invalid end bound: must be later than start');
  const all = found(
    timetable,
    ident.toUpperCase().includes('-') ? ident : ident.toUpperCase(),
    ident_type,
    from,
    to,
    now,
  );
  const path = `/flights/${encodeURIComponent(ident)}`;
  const { records, ...rest } = pagesOf(all, path, parameters, { max_pages, cursor });
  return { ...rest, flights: records };
};
