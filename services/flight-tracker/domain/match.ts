import type { AeroFlight } from '#shared/domain/aero-flight.ts';
import { codesOf } from '#shared/domain/airline-codes.ts';
import { groupCodesOf } from '#shared/domain/airline-groups.ts';
import { isSamePlace } from '#shared/domain/airport-codes.ts';
import type { FlightKeyParts, Zones } from '#shared/domain/flight.ts';
import { between, hour, type Instant } from '#shared/domain/instant.ts';
import { localDate } from '#shared/domain/local-time.ts';
import { sameCity } from '#shared/domain/metropolitan-areas.ts';
import { ticketDeparture } from '#shared/domain/ticket.ts';
import { airportCode, scheduledDepartureOf } from './reading.ts';

/** The flight as it was booked. */
export interface Booked extends FlightKeyParts, Zones {
  readonly departure: Instant;
}

/**
 * How far from the booked time a flight of that number may be to be taken for the one meant (RULES
 * §1).
 */
export const foundElsewhereWithinMs = 18 * hour;

const carries = (record: AeroFlight, wanted: readonly string[]): boolean =>
  [
    record.ident,
    record.ident_icao,
    record.ident_iata,
    ...record.codeshares,
    ...record.codeshares_iata,
  ].some((ident) => ident !== null && codesOf(ident).some((code) => wanted.includes(code)));

const zoneOf = (record: AeroFlight, booked: Booked): string =>
  record.origin?.timezone ?? booked.originZone;

/** The time on the ticket, in the zone of the record. */
const ticketFor = (record: AeroFlight, booked: Booked): Instant =>
  ticketDeparture(booked, {
    zone: zoneOf(record, booked),
    scheduled: scheduledDepartureOf(record),
  });

/** A record without gate times takes off so long after the ticket's time at the most. */
const mostTaxiMs = 1 * hour;

const onDate = (record: AeroFlight, booked: Booked): boolean => {
  const departure = scheduledDepartureOf(record);
  if (departure === null) return false;
  const ticket = ticketFor(record, booked);
  const sinceTicket = between(ticket, departure);
  return (
    localDate(departure, zoneOf(record, booked)) === booked.date ||
    departure === ticket ||
    // The ticket's date is that of the gate, and this is the runway after midnight.
    (record.scheduled_out === null && sinceTicket > 0 && sinceTicket <= mostTaxiMs)
  );
};

const distance = (record: AeroFlight, booked: Booked): number => {
  const ticket = ticketFor(record, booked);
  return Math.abs(between(ticket, scheduledDepartureOf(record) ?? ticket));
};
const nearest = (records: readonly AeroFlight[], booked: Booked): AeroFlight | null =>
  records.reduce<AeroFlight | null>((best, record) => {
    if (best === null) return record;
    const difference = distance(record, booked) - distance(best, booked);
    // Two records of one time: the id decides, so that the order of the answer does not.
    return difference < 0 || (difference === 0 && record.fa_flight_id < best.fa_flight_id)
      ? record
      : best;
  }, null);

const sameFlight = (records: readonly AeroFlight[], booked: Booked): AeroFlight[] =>
  records.filter(
    (r) =>
      carries(r, groupCodesOf(booked.designator)) &&
      isSamePlace(airportCode(r.origin), booked.origin) &&
      onDate(r, booked),
  );
const exact = (records: readonly AeroFlight[], booked: Booked): AeroFlight[] =>
  sameFlight(records, booked).filter((r) =>
    isSamePlace(airportCode(r.destination), booked.destination),
  );

const isLive = (record: AeroFlight): boolean =>
  !record.cancelled &&
  record.actual_out === null &&
  record.actual_off === null &&
  record.actual_on === null &&
  record.actual_in === null;

/**
 * The record that is the booked flight: designator (or codeshare), route and local date, the
 * nearest departure among several. The pinned record is preferred while it is there, by its id and
 * destination first because a diversion shares the id.
 */
export const matchRecord = (
  records: readonly AeroFlight[],
  booked: Booked,
  pin: string | null,
): AeroFlight | null => {
  const pinned = records.filter(
    (r) =>
      pin !== null && r.fa_flight_id === pin && isSamePlace(airportCode(r.origin), booked.origin),
  );
  const flagged = pinned.find((r) => r.diverted);
  const kept =
    pinned.find((r) => isSamePlace(airportCode(r.destination), booked.destination)) ?? flagged;
  if (kept) return kept;
  const matches = exact(records, booked);
  return (
    nearest(
      matches.filter((r) => !r.cancelled),
      booked,
    ) ??
    nearest(matches, booked) ??
    // First seen after it was diverted: the destination is already another one.
    nearest(
      sameFlight(records, booked).filter((r) => r.diverted),
      booked,
    )
  );
};

/** All records that share the id of the matched one. */
export const legsOf = (records: readonly AeroFlight[], matched: AeroFlight): AeroFlight[] =>
  records.filter((r) => r.fa_flight_id === matched.fa_flight_id && r !== matched);

/**
 * A record of the same number, route and date that is neither cancelled nor gone: the new time of a
 * flight whose record was cancelled.
 */
export const liveSibling = (
  records: readonly AeroFlight[],
  booked: Booked,
  cancelled: AeroFlight,
): AeroFlight | null =>
  nearest(
    exact(records, booked).filter((r) => r.fa_flight_id !== cancelled.fa_flight_id && isLive(r)),
    booked,
  );

/**
 * Where no record is the booked flight: the nearest of that number at another time or at another
 * airport of the same city.
 */
export const findElsewhere = (records: readonly AeroFlight[], booked: Booked): AeroFlight | null =>
  nearest(
    records.filter((r) => {
      const [from, to] = [airportCode(r.origin), airportCode(r.destination)];
      const departure = scheduledDepartureOf(r);
      return (
        carries(r, codesOf(booked.designator)) &&
        !r.cancelled &&
        from !== null &&
        to !== null &&
        departure !== null &&
        distance(r, booked) <= foundElsewhereWithinMs &&
        sameCity(from, booked.origin) &&
        sameCity(to, booked.destination)
      );
    }),
    booked,
  );
