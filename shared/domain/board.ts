import { z } from 'zod';
import { connectionAfter, readConnection } from './connection.ts';
import { FlightFacts, FlightKey, zonesOf } from './flight.ts';
import { between, hour, Instant, minute } from './instant.ts';
import { nearDay } from './local-time.ts';
import { DeliveryStatus, MessageType } from './message.ts';
import type { Settings } from './settings.ts';
import { TaskSeverity } from './task.ts';
import { Trip, TripStatus } from './trip.ts';

/** A leg as far as a connection depends on it. */
const ConnectingLeg = Trip.pick({
  originIata: true,
  destinationIata: true,
  departure: true,
  stay: true,
}).extend({ tripId: z.uuid(), status: TripStatus, flight: FlightFacts.nullable() });

/** A flight of an agency as the store knows it: all of its people's trips on it in one row. */
export const BoardFlight = z.object({
  flightKey: FlightKey,
  flightNumber: z.string(),
  originIata: z.string(),
  destinationIata: z.string(),
  originZone: z.string(),
  destinationZone: z.string(),
  departure: Instant.describe('As booked; the earliest where bookings differ.'),
  facts: FlightFacts.nullable(),
  isLost: z.boolean().describe('It was looked for and not found.'),
  people: z.int().describe('Contacts whose trips are on it.'),
  passengers: z.int(),
  minors: z.int(),
  names: z.array(z.string()).describe('Of a few of the contacts.'),
  groups: z.array(z.string()),
  last: z
    .object({
      type: MessageType,
      status: DeliveryStatus,
      providerStatus: z.string().nullable(),
      at: Instant,
    })
    .nullable()
    .describe('The last message to anybody about it.'),
  failed: z.int().describe('People whose last message about it failed.'),
  toCall: z.int().describe('People who are to be called.'),
  missingDocuments: z.int(),
  incident: z
    .object({
      id: z.uuid(),
      severity: TaskSeverity,
      owner: z.object({ id: z.uuid().nullable(), name: z.string() }).nullable(),
    })
    .nullable(),
  changes: z
    .array(z.object({ first: ConnectingLeg, next: ConnectingLeg }))
    .describe('Of each who flies on within two days: this leg and the next.'),
});
export type BoardFlight = z.infer<typeof BoardFlight>;

/** Where a flight stands on the board, by its best known departure. */
export const BoardBand = z.enum(['in_air', 'next_hours', 'today', 'next_days', 'later', 'over']);
export type BoardBand = z.infer<typeof BoardBand>;

const nextHoursMs = 6 * hour;
const nextDaysMs = 72 * hour;

/** The band of a flight: a flight that was to leave and is not known to have left is near. */
export const bandOf = (
  { departure, facts, originZone, destinationZone }: BoardFlight,
  now: Instant,
): BoardBand => {
  const best = facts?.departure ?? departure;
  const ahead = between(now, best);
  switch (facts?.phase) {
    case 'departed':
      return 'in_air';
    case 'landed':
    case 'diverted':
      return 'over';
    case 'cancelled':
      if (ahead < 0) return 'over';
  }
  if (ahead < -nextHoursMs) return 'over';
  if (ahead <= nextHoursMs) return 'next_hours';
  const zones = zonesOf({ originZone, destinationZone }, facts);
  if (nearDay(best, now, zones.originZone) === 'today') return 'today';
  return ahead <= nextDaysMs ? 'next_days' : 'later';
};

/** The tightest connection of those who fly on: how it stands, and by how many minutes. */
export const BoardConnection = z.object({
  status: z.enum(['possible', 'at_risk', 'missed']),
  marginMinutes: z.int().describe('From the arrival of this flight to the next departure.'),
  minimumMinutes: z.int().describe('What such a connection needs.'),
  tripId: z.uuid().describe('Of somebody who has it.'),
});
export type BoardConnection = z.infer<typeof BoardConnection>;

/** The tightest connection from a flight, by its spare time; null: nobody changes, as far as known. */
export const tightestConnection = (
  { changes }: Pick<BoardFlight, 'changes'>,
  preferences: Settings['notification_preferences'],
): BoardConnection | null => {
  const readings = changes.flatMap(({ first, next }) => {
    const reading =
      connectionAfter(first, [next]) === null ? null : readConnection(first, next, preferences);
    return reading ? [{ ...reading, tripId: first.tripId }] : [];
  });
  const [tightest] = readings.toSorted(
    (a, b) => a.marginMs - a.minimumMs - (b.marginMs - b.minimumMs),
  );
  return tightest
    ? {
        status: tightest.status,
        marginMinutes: Math.round(tightest.marginMs / minute),
        minimumMinutes: Math.round(tightest.minimumMs / minute),
        tripId: tightest.tripId,
      }
    : null;
};
