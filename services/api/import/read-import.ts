import type { AgencyProfile } from '#shared/domain/agency.ts';
import type { ImportTable } from '#shared/domain/booking-import.ts';
import { type Instant, minute, plus } from '#shared/domain/instant.ts';
import { localDate } from '#shared/domain/local-time.ts';
import type { AgencyDesk } from '#shared/ports/agency-desk.ts';
import type { Clock } from '#shared/ports/clock.ts';
import type { FlightData } from '#shared/ports/flight-data.ts';
import type { AskedTrip, ClaimedImport, ImportContext, Imports } from '#shared/ports/imports.ts';
import type { TripDesk } from '#shared/ports/trip-desk.ts';
import { consentReader } from '../consent.ts';
import { fileOf, rowsOf } from '../domain/import/file.ts';
import { homeCountry } from '../domain/import/phones.ts';
import { groupedRows } from '../domain/import/plan.ts';
import { createRowReader, flightsOf, type ReadRow } from '../domain/import/rows.ts';
import { looksAt, type SeenFlights, withSight } from '../domain/import/seen-flights.ts';
import { judge, keyOf } from '../domain/import/verdict.ts';
import { lookFlights } from './look-flights.ts';

/** What reading an import needs. */
export interface ReadingStores {
  readonly imports: Imports;
  readonly agencyDesk: Pick<AgencyDesk, 'agencyProfile'>;
  readonly desk: Pick<TripDesk, 'settings'>;
  /** Where flights of a file are looked up; null: nowhere. */
  readonly flights: FlightData | null;
  readonly clock: Clock;
}

/** How long a worker has an import alone, from its last step on. */
export const leaseMs = 2 * minute;

/** Journeys that are compared in one call: each brings its trips along. */
const journeysAtOnce = 100;

const tripsOf = (rows: readonly ReadRow[]): readonly AskedTrip[] =>
  rows.flatMap(({ leg, phone, problems }) =>
    leg && phone !== null && problems.length === 0
      ? [{ phone, flightNumber: leg.flightNumber, date: localDate(leg.departure, leg.originZone) }]
      : [],
  );
const tripKey = ({ phone, flightNumber, date }: AskedTrip): string =>
  `${phone} ${flightNumber} ${date}`;

/** A row of a booking that somebody else keeps: who imports does not see it. */
const ofOthers = (row: ReadRow): ReadRow => ({
  ...row,
  problems: [
    {
      field: 'reference',
      code: 'not_yours',
      message: 'is a booking that somebody else looks after',
      suggestion: null,
    },
  ],
});

/** By so many numbers a file shows in which country it is at home. */
const numbersLookedAt = 200;

const readRows = (table: ImportTable, agency: AgencyProfile, now: Instant) => {
  const rows = rowsOf(table);
  const country = homeCountry(
    agency,
    rows.slice(0, numbersLookedAt).flatMap(({ cells }) => cells.get('phone') ?? []),
  );
  const read = createRowReader(
    { dateOrder: fileOf(table).dateOrder, country, now },
    flightsOf(rows),
  );
  return rows.map(read);
};

/**
 * Reads a file into journeys and compares them with what there is; writes down what applying it
 * would do, batch by batch. Nothing is booked. `false`: somebody else reads it by now.
 */
export const readImport = async (
  { imports, agencyDesk, desk, flights, clock }: ReadingStores,
  agencyId: string,
  { import: { id, revision }, actor }: ClaimedImport,
  worker: string,
): Promise<boolean> => {
  const now = clock.now();
  const table = await imports.table(agencyId, id);
  const agency = await agencyDesk.agencyProfile(agencyId);
  const isReadable = table !== null && fileOf(table).missing.length === 0;
  const read = isReadable ? readRows(table, agency, now) : [];
  const seen: SeenFlights = flights ? await lookFlights(flights, looksAt(read, now)) : new Map();
  const rows = read.map((row) => withSight(row, seen, now));
  const by = actor.name ?? 'import';
  const judging = {
    now,
    by,
    seen,
    consentOf: await consentReader(desk, { agencyId, name: by }, now),
  };
  const groups = groupedRows(rows);
  /** Flights that an earlier journey of the file puts a number on. */
  const inFile = new Map<string, { readonly position: number; readonly reference: string }>();
  let rowsRead = 0;
  for (let start = 0; start === 0 || start < groups.length; start += journeysAtOnce) {
    const batch = groups.slice(start, start + journeysAtOnce);
    const asked = batch.flatMap(tripsOf);
    const context = await imports.context(agencyId, {
      references: batch.flatMap((group) => group[0]?.reference ?? []),
      keys: batch.flatMap((group) => keyOf(group) ?? []),
      trips: asked,
    });
    const taken = new Map(context.taken.map((one) => [tripKeyAt(asked, one.nth), one] as const));
    const journeys = batch.map((group, index) => {
      const position = start + index;
      const there = journeyOf(context, group);
      const isOfOthers = there !== null && context.ofOthers.includes(there.id);
      const journey = isOfOthers ? null : there;
      const judged = judge(isOfOthers ? group.map(ofOthers) : group, journey, position, {
        ...judging,
        takenBy: (phone, flightNumber, date) => {
          const key = tripKey({ phone, flightNumber, date });
          const other = taken.get(key);
          if (other && other.journeyId !== journey?.id) return other.reference ?? '';
          const earlier = inFile.get(key);
          return earlier && earlier.position !== position ? earlier.reference : null;
        },
      });
      for (const trip of tripsOf(group))
        if (!inFile.has(tripKey(trip)))
          inFile.set(tripKey(trip), { position, reference: group[0]?.reference ?? '' });
      return judged;
    });
    rowsRead += batch.reduce((sum, group) => sum + group.length, 0);
    const isTheirs = await imports.saveReading({
      agencyId,
      id,
      worker,
      revision,
      journeys,
      rowsRead,
      isDone: start + journeysAtOnce >= groups.length,
      until: plus(clock.now(), leaseMs),
    });
    if (!isTheirs) return false;
  }
  return true;
};

const tripKeyAt = (asked: readonly AskedTrip[], nth: number): string => {
  const trip = asked[nth];
  return trip ? tripKey(trip) : '';
};

const journeyOf = ({ journeys, keyed }: ImportContext, group: readonly ReadRow[]) => {
  const reference = group[0]?.reference ?? null;
  const key = keyOf(group);
  return reference === null
    ? (journeys.find(({ id }) => id === keyed.find((one) => one.key === key)?.journeyId) ?? null)
    : (journeys.find((journey) => journey.reference === reference) ?? null);
};
