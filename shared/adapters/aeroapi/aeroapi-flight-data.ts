import { z } from 'zod';
import { AeroFlight } from '#shared/domain/aero-flight.ts';
import { day, earliest, type Instant, latest, minute, plus } from '#shared/domain/instant.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { FlightData, FlightLookup, FlightQuery } from '#shared/ports/flight-data.ts';
import { retryAfterMs } from '#shared/retry-after.ts';
import type { AeroapiAnswer, AeroapiConfig } from './aeroapi-client.ts';
import { type AeroapiList, readList } from './aeroapi-list.ts';
import { askEachForm } from './ask-each-form.ts';

const Page = z.object({ flights: z.array(z.unknown()) });

/** An instant as AeroAPI takes it: without fractions of a second. */
const aeroapiTime = (at: Instant): string => at.replace(/\.\d+Z$/, 'Z');

/**
 * The part of the window that AeroAPI can see: ten days back to two days ahead, less a minute for
 * clocks that differ. Null where nothing is left.
 */
const visibleWindow = (
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
  // AeroAPI answers an unknown ident, or one it takes for a registration, with 400 or 404.
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

/** Each page of 15 records is paid for; a designator has a handful in the widest window. */
const maxPages = 8;

/**
 * `FlightData` from FlightAware AeroAPI v4, `GET /flights/{ident}`, by ICAO designator and, where
 * that is answered with nothing, by its other forms. Every request is paid for: see `shareLooks`.
 */
export const aeroapiFlightData = (
  config: AeroapiConfig & {
    readonly clock: Clock;
    /** Called for each form of a designator that is asked for after the first. */
    readonly onFurtherLookup?: () => void;
  },
): FlightData => {
  const eachForm = askEachForm();
  return {
    async look(query) {
      const now = config.clock.now();
      const window = visibleWindow(query, now);
      if (window === null) return { kind: 'not-found', at: now };
      const parameters = {
        ident_type: 'designator',
        start: aeroapiTime(window.start),
        end: aeroapiTime(window.end),
        max_pages: '1',
      };
      let asked = 0;
      return eachForm(query.designator, now, async (form) => {
        asked += 1;
        if (asked > 1) config.onFurtherLookup?.();
        const path = `/flights/${encodeURIComponent(form)}`;
        // `now` is the moment of the request: the answer may miss what happened since.
        return lookupOf(await readList(config, path, parameters, maxPages), now);
      });
    },
  };
};
