import type { FlightKey } from '#shared/domain/flight.ts';
import type { PeopleOnFlight } from '#shared/domain/flight-people.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { MessageRow } from './trip-desk.ts';

/** A message of a journey, with the trip that it belongs to. */
export interface JourneyMessageRow
  extends Omit<MessageRow, 'tripId'>,
    Pick<Trip, 'contactId' | 'role' | 'legId' | 'flightKey' | 'flightNumber' | 'originZone'> {
  readonly tripId: string;
  readonly contactName: string;
  readonly firstTriedAt: Instant | null;
  readonly lastTriedAt: Instant | null;
}

/**
 * What an agency reads across its trips: who knows of a flight, and all that was said of a journey.
 * Every call is one tenant's.
 * @example
 * const flight = await reading.peopleOnFlight(agencyId, 'BA820/LHR-CPH/2027-03-03/16');
 */
export interface ReadingDesk {
  /** The agency's people on a flight, in one query; null: it has nobody on it. */
  peopleOnFlight(agencyId: string, flightKey: FlightKey): Promise<PeopleOnFlight | null>;
  /**
   * Flights of a group, soonest first, each with those of the group who are on it; of another
   * agency’s group none. `from`: booked to depart then or later.
   */
  peopleOfGroup(
    agencyId: string,
    groupId: string,
    filter: {
      readonly from?: Instant;
      readonly flightKey?: FlightKey;
      readonly limit: number;
    },
  ): Promise<readonly PeopleOnFlight[]>;
  /**
   * One page of the messages of all trips of a journey, newest first; `before` is the cursor, the
   * `(createdAt, id)` of the last one of the page before. Null: no such journey.
   */
  journeyMessages(
    agencyId: string,
    journeyId: string,
    page: {
      readonly before?: { readonly createdAt: Instant; readonly id: string };
      readonly limit: number;
    },
  ): Promise<readonly JourneyMessageRow[] | null>;
}
