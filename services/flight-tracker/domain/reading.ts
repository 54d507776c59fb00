import { z } from 'zod';
import type { AeroFlight } from '#shared/domain/aero-flight.ts';
import { isSamePlace } from '#shared/domain/airport-codes.ts';
import type { Airport, Zones } from '#shared/domain/flight.ts';
import { Instant } from '#shared/domain/instant.ts';
import type { PushedReading } from '#shared/events/flights.ts';

const time = Instant.nullable();
/**
 * The twelve times of a flight: out = left the gate, off = wheels up, on = touchdown, in = at the
 * gate.
 */
export const Times = z.object({
  scheduledOut: time,
  estimatedOut: time,
  actualOut: time,
  scheduledOff: time,
  estimatedOff: time,
  actualOff: time,
  scheduledOn: time,
  estimatedOn: time,
  actualOn: time,
  scheduledIn: time,
  estimatedIn: time,
  actualIn: time,
});
export type Times = z.infer<typeof Times>;

/** What one look or one push says of the flight that is followed. */
export interface Reading {
  readonly at: Instant;
  readonly source: 'look' | 'push';
  readonly status: string | null;
  /** Null: it does not say. */
  readonly cancelled: boolean | null;
  readonly diverted: boolean;
  readonly times: Times;
  readonly gate: string | null;
  readonly terminal: string | null;
  readonly belt: string | null;
  readonly divertedTo: Airport | null;
}

type RecordAirport = AeroFlight['origin'];

/** The code that tells an airport of a record from another: IATA where there is one. */
export const airportCode = (airport: RecordAirport): string | null =>
  airport?.code_iata ?? airport?.code ?? null;

/** An airport of a record in our own words. */
export const airportOf = (airport: RecordAirport, fallbackZone: string): Airport => ({
  iata: airport?.code_iata ?? null,
  zone: airport?.timezone ?? fallbackZone,
  city: airport?.city ?? null,
  name: airport?.name ?? null,
});

/** The departure a record was scheduled for, on which matching rests. */
export const scheduledDepartureOf = (record: AeroFlight): Instant | null =>
  record.scheduled_out ?? record.scheduled_off;

const timesOf = (r: AeroFlight): Times => ({
  scheduledOut: r.scheduled_out,
  estimatedOut: r.estimated_out,
  actualOut: r.actual_out,
  scheduledOff: r.scheduled_off,
  estimatedOff: r.estimated_off,
  actualOff: r.actual_off,
  scheduledOn: r.scheduled_on,
  estimatedOn: r.estimated_on,
  actualOn: r.actual_on,
  scheduledIn: r.scheduled_in,
  estimatedIn: r.estimated_in,
  actualIn: r.actual_in,
});

/** A gate, terminal or belt; null where what the record has in its place is none (RULES §1). */
export const spotOf = (text: string | null): string | null => {
  const spot = text?.trim() ?? '';
  return /^(?:[-–—.?]*|TB[ACD]|N\/?A|NONE|NULL|UNKNOWN)$/i.test(spot) ? null : spot;
};

/**
 * Reads the matched record. The leg to a diversion airport shares the id with the flagged record,
 * which then stands still, so `legs` are all records of that id (RULES §1).
 */
export const readingOf = (
  matched: AeroFlight,
  legs: readonly AeroFlight[],
  at: Instant,
  bookedTo: string,
  zones: Zones,
): Reading => {
  const diverted = matched.diverted || legs.some((leg) => leg.diverted);
  const isElsewhere = ({ destination }: AeroFlight): boolean =>
    destination !== null && !isSamePlace(airportCode(destination), bookedTo);
  const origin = airportCode(matched.origin);
  const moving = [matched, ...legs].filter(
    (leg) => !leg.diverted && isSamePlace(airportCode(leg.origin), origin),
  );
  const flown = diverted ? (moving.find(isElsewhere) ?? moving[0] ?? matched) : matched;
  const elsewhere = diverted ? ([flown, matched, ...legs].find(isElsewhere) ?? null) : null;
  return {
    at,
    source: 'look',
    status: flown.status,
    cancelled: matched.cancelled,
    diverted,
    times: timesOf(flown),
    gate: spotOf(flown.gate_origin) ?? spotOf(matched.gate_origin),
    terminal: spotOf(flown.terminal_origin) ?? spotOf(matched.terminal_origin),
    belt: spotOf(flown.baggage_claim),
    divertedTo: elsewhere === null ? null : airportOf(elsewhere.destination, zones.destinationZone),
  };
};

/** Reads a push: it has no gates, and what it leaves out it does not deny. */
export const readingOfPush = (
  code: string,
  pushed: PushedReading,
  at: Instant,
  bookedTo: string,
  zones: Zones,
): Reading => {
  const diverted = pushed.diverted === true || code === 'diverted';
  const { status, cancelled, diverted: _, destinationIata, ...times } = pushed;
  return {
    at,
    source: 'push',
    status,
    cancelled: code === 'cancelled' ? true : code === 'uncancelled' ? false : cancelled,
    diverted,
    times,
    gate: null,
    terminal: null,
    belt: null,
    divertedTo:
      diverted && destinationIata !== null && !isSamePlace(destinationIata, bookedTo)
        ? { iata: destinationIata, zone: zones.destinationZone, city: null, name: null }
        : null,
  };
};

/**
 * Whether the free text says that the flight is cancelled; the flag alone can also mean "no longer
 * tracked".
 */
export const saysCancelled = (reading: Reading): boolean =>
  reading.cancelled === true && /cancel/i.test(reading.status ?? '');

/**
 * Whether a push says that the flight is cancelled: a real one has no status text, and then the
 * flag is enough.
 */
export const pushSaysCancelled = (reading: Reading): boolean =>
  reading.cancelled === true && (reading.status === null || saysCancelled(reading));

/** Whether the free text says that it is on the ground. */
export const saysDown = ({ status }: Pick<Reading, 'status'>): boolean =>
  /^\s*(landed|arrived)/i.test(status ?? '');

/**
 * Whether times and delays of a reading may be believed: not where tracking was lost, nor where it
 * touched down before it took off.
 */
export const isTrustworthy = ({ status, times }: Reading): boolean =>
  !/result unknown/i.test(status ?? '') &&
  !(times.actualOn !== null && times.actualOff !== null && times.actualOn <= times.actualOff);
