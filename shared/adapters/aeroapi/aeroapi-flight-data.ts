import { z } from 'zod';
import { AeroFlight } from '#shared/domain/aero-flight.ts';
import { icaoDesignator } from '#shared/domain/airline-codes.ts';
import { day, earliest, type Instant, latest, minute, plus } from '#shared/domain/instant.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { FlightData, FlightLookup, FlightQuery } from '#shared/ports/flight-data.ts';
import { retryAfterMs } from '#shared/retry-after.ts';
import type { AeroapiAnswer, AeroapiConfig } from './aeroapi-client.ts';
import { type AeroapiList, readList } from './aeroapi-list.ts';

const Page = z.object({ flights: z.array(z.unknown()) });

/** AeroAPI writes instants to the second. */
const wire = (at: Instant): string => at.replace(/\.\d+Z$/, 'Z');

/**
 * The part of the window that AeroAPI can see, ten days back to two days ahead; a minute is left
 * for clocks that differ.
 */
const clip = (
  { from, to }: FlightQuery,
  now: Instant,
): { readonly start: Instant; readonly end: Instant } | null => {
  const start = latest(from, plus(now, -10 * day + minute)) ?? from;
  const end = earliest(to, plus(now, 2 * day - minute)) ?? to;
  return start < end ? { start, end } : null;
};

const failureOf = (answer: AeroapiAnswer, at: Instant): FlightLookup => {
  if (answer.kind === 'failed') return { kind: 'failed', reason: answer.reason, at };
  const { status, headers } = answer;
  if (status === 429)
    return { kind: 'rate-limited', retryAfterMs: retryAfterMs(headers.get('retry-after'), at), at };
  // An ident that AeroAPI takes for a registration or does not know is answered with 400 as well as
  // 404.
  if (status === 400 || status === 404) return { kind: 'not-found', at };
  if (status === 401 || status === 403) return { kind: 'failed', reason: 'refused', at };
  return { kind: 'failed', reason: 'server', at };
};

const lookupOf = (list: AeroapiList, at: Instant): FlightLookup => {
  if (list.kind === 'failed') return failureOf(list.answer, at);
  const pages = z.array(Page).safeParse(list.kind === 'complete' ? list.bodies : null);
  if (!pages.success) return { kind: 'failed', reason: 'server', at };
  const flights = pages.data.flatMap((page) => page.flights);
  // A record that cannot be read must not hide the others.
  const records = flights.flatMap((flight) => {
    const record = AeroFlight.safeParse(flight);
    return record.success ? [record.data] : [];
  });
  if (records.length > 0) return { kind: 'found', records, at };
  return flights.length > 0 ? { kind: 'failed', reason: 'server', at } : { kind: 'not-found', at };
};

/** Each page is paid for: 15 records, where a designator has a handful in the widest window. */
const mostPages = 8;

/**
 * `FlightData` from FlightAware AeroAPI v4, `GET /flights/{ident}`, by ICAO designator.
 * Shares nothing: see `shareLooks`.
 */
export const aeroapiFlightData = (
  config: AeroapiConfig & { readonly clock: Clock },
): FlightData => ({
  async look(query) {
    const now = config.clock.now();
    const window = clip(query, now);
    if (window === null) return { kind: 'not-found', at: now };
    const path = `/flights/${encodeURIComponent(icaoDesignator(query.designator))}`;
    const parameters = {
      ident_type: 'designator',
      start: wire(window.start),
      end: wire(window.end),
      max_pages: '1',
    };
    // The moment of asking: what has happened since may be missing from the answer.
    return lookupOf(await readList(config, path, parameters, mostPages), now);
  },
});
