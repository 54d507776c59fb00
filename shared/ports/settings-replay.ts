import type { FlightFacts } from '#shared/domain/flight.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { MessageType } from '#shared/domain/message.ts';
import type { TripContext } from './turn-contexts.ts';

/** A trip of the past as it is kept, and what was known of its flight, reading by reading. */
export interface ReplayedTrip {
  readonly context: TripContext;
  readonly history: readonly { readonly at: Instant; readonly facts: FlightFacts }[];
  /** The agency confirmed the booking itself. */
  readonly isConfirmedByAgency: boolean;
}

/** A message that a trip would have brought. */
export interface ReplayedMessage {
  readonly tripId: string;
  readonly contactName: string;
  readonly type: MessageType;
  readonly at: Instant;
  readonly text: string;
  /** The zone that the traveller's clocks show then. */
  readonly zone: string;
}

/** What was kept of the trips of an agency in a while that is over. */
export interface ReplayMaterial {
  /** Trips by departure, newest first, and how many there are beside those. */
  replayMaterial(
    agencyId: string,
    window: { readonly since: Instant; readonly until: Instant; readonly limit: number },
  ): Promise<{ readonly trips: readonly ReplayedTrip[]; readonly left: number }>;
}

/**
 * Decides the trips of one contact on one journey again under the given settings, as if every
 * message were accepted at once. Pure: nothing is written, asked or sent.
 * @example
 * const before = replay(tripsOfContact, stored, until);
 * const after = replay(tripsOfContact, { ...stored, quiet_hours: { start: '21:00' } }, until);
 */
export type ReplayTrips = (
  trips: readonly ReplayedTrip[],
  settings: Readonly<Record<string, unknown>>,
  until: Instant,
) => readonly ReplayedMessage[];
