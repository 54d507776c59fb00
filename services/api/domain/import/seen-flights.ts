import type { AeroFlight } from '#shared/domain/aero-flight.ts';
import { isSamePlace } from '#shared/domain/airport-codes.ts';
import type { ImportedContent } from '#shared/domain/booking-import.ts';
import { between, day, hour, type Instant, minute, plus } from '#shared/domain/instant.ts';
import { localClock, localDate } from '#shared/domain/local-time.ts';
import type { FlightLookup, FlightQuery } from '#shared/ports/flight-data.ts';
import { flightAndDay } from '../journey-legs.ts';
import type { ReadRow, RowIssue, RowLeg } from './rows.ts';

/** What was looked up, by `flightAndDay`. */
export type SeenFlights = ReadonlyMap<string, FlightLookup>;

/** So far ahead the provider shows flights (AeroAPI: two days). */
const visibleMs = 2 * day;
/** How far from the time of the file the flight may be to be taken for the one meant. */
const aroundMs = 18 * hour;
/** Files round times; a schedule that is this near is the same. */
const sameTimeMs = 5 * minute;

/** The looks that tell of the flights of a file, once for each number and day, the first first. */
export const looksAt = (
  rows: readonly ReadRow[],
  now: Instant,
): readonly { readonly key: string; readonly query: FlightQuery }[] => {
  const visible = rows
    .flatMap(({ leg, problems }) => (leg && problems.length === 0 ? [leg] : []))
    .filter(({ departure }) => departure > now && between(now, departure) < visibleMs)
    .toSorted((a, b) => a.departure.localeCompare(b.departure));
  const first = new Map(visible.toReversed().map((leg) => [flightAndDay(leg), leg] as const));
  return [...first]
    .map(([key, { flightNumber, departure }]) => ({
      key,
      query: {
        designator: flightNumber,
        from: plus(departure, -aroundMs),
        to: plus(departure, aroundMs),
      },
    }))
    .toSorted((a, b) => a.query.from.localeCompare(b.query.from));
};

interface Sight {
  readonly found: ImportedContent['flights'][number]['found'];
  /** Local at the origin. */
  readonly scheduled: string | null;
  readonly issue: RowIssue | null;
}
const unseen: Sight = { found: 'not_looked_up', scheduled: null, issue: null };

const codeOf = (place: AeroFlight['origin']): string | null => place?.code_iata ?? null;
const departureOf = (record: AeroFlight): Instant | null =>
  record.scheduled_out ?? record.scheduled_off;

const nearest = (records: readonly AeroFlight[], leg: RowLeg) =>
  records
    .flatMap((record) => {
      const departure = departureOf(record);
      if (departure === null || record.cancelled) return [];
      return [{ record, departure, apart: Math.abs(between(departure, leg.departure)) }];
    })
    .filter(({ apart }) => apart <= aroundMs)
    .toSorted((a, b) => a.apart - b.apart)[0] ?? null;

/** The flight is there: at the time of the file, or at another one. */
const atItsTime = (leg: RowLeg, departure: Instant): Sight => {
  const [date, clock] = [
    localDate(departure, leg.originZone),
    localClock(departure, leg.originZone),
  ];
  const [fileDate = '', fileClock = ''] = leg.localDeparture.split('T');
  const isSame = Math.abs(between(departure, leg.departure)) < sameTimeMs;
  const isSameDay = date === fileDate;
  const issue: RowIssue = {
    field: isSameDay ? 'time' : 'date',
    code: 'leaves_at',
    message: isSameDay
      ? `is ${fileClock}, and ${leg.flightNumber} leaves ${clock}`
      : `is ${fileDate} ${fileClock}, and ${leg.flightNumber} leaves ${date} ${clock}`,
    suggestion: isSameDay ? clock : `${date} ${clock}`,
  };
  return { found: 'found', scheduled: `${date}T${clock}`, issue: isSame ? null : issue };
};

/** The number flies on that day, and another route. */
const elsewhere = (leg: RowLeg, { origin, destination }: AeroFlight): Sight => {
  const [from, to] = [codeOf(origin), codeOf(destination)];
  const isFromThere = isSamePlace(from, leg.originIata);
  return {
    found: 'not_found',
    scheduled: null,
    issue: {
      field: isFromThere ? 'destination' : 'origin',
      code: 'flies_elsewhere',
      message: `${leg.flightNumber} flies ${from ?? '?'}-${to ?? '?'} that day`,
      suggestion: isFromThere ? to : isSamePlace(to, leg.destinationIata) ? from : null,
    },
  };
};

/** What is known of a flight of a file, and what is to be checked about it. */
export const sightOf = (leg: RowLeg, seen: SeenFlights, now: Instant): Sight => {
  const lookup = seen.get(flightAndDay(leg));
  if (lookup?.kind !== 'found' && lookup?.kind !== 'not-found') return unseen;
  const records = lookup.kind === 'found' ? lookup.records : [];
  const same = nearest(
    records.filter(
      ({ origin, destination }) =>
        isSamePlace(codeOf(origin), leg.originIata) &&
        isSamePlace(codeOf(destination), leg.destinationIata),
    ),
    leg,
  );
  if (same) return atItsTime(leg, same.departure);
  const other = nearest(records, leg);
  if (other) return elsewhere(leg, other.record);
  // Later that day it could not be seen yet.
  if (between(now, leg.departure) + aroundMs > visibleMs) return unseen;
  return {
    found: 'not_found',
    scheduled: null,
    issue: {
      field: 'flight',
      code: 'flight_not_found',
      message: `${leg.flightNumber} is not found on ${leg.localDeparture.slice(0, 10)}`,
      suggestion: null,
    },
  };
};

/** A row with what is to be checked about its flight; it is booked all the same. */
export const withSight = (row: ReadRow, seen: SeenFlights, now: Instant): ReadRow => {
  const issue = row.leg && row.problems.length === 0 ? sightOf(row.leg, seen, now).issue : null;
  return issue ? { ...row, warnings: [...row.warnings, issue] } : row;
};
