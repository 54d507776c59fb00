import { airport } from '#shared/domain/airports.ts';
import type { FlightFacts } from '#shared/domain/flight.ts';
import type { Instant } from '#shared/domain/instant.ts';
import type { MessageType, Told } from '#shared/domain/message.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { When, Words } from '#shared/templates/compose.ts';
import type { Booking } from '../state.ts';

/** A message that should stand in the ledger after this turn. */
export interface Draft {
  readonly type: MessageType;
  readonly words: Words;
  readonly told: Told;
  /** What is told, as part of the ledger key: not how it is worded. */
  readonly content: string;
  /** Whose episode counts: messages of one stream tell different values of the same thing. */
  readonly stream: 'departure' | 'gate' | 'phase' | 'boarding' | 'booking' | 'itinerary' | 'once';
  /** Null: always useful. */
  readonly expiresAt: Instant | null;
}

/** A departure from the trip's own airport. */
export const whenAtOrigin = (at: Instant, trip: Trip): When => ({
  at,
  zone: trip.originZone,
  iata: trip.originIata,
});

/** A departure of a booking the traveller holds, which may be from another airport. */
export const whenOfBooking = ({ originIata }: Booking, at: Instant, trip: Trip): When => ({
  at,
  zone:
    originIata === trip.originIata
      ? trip.originZone
      : (airport(originIata)?.zone ?? trip.originZone),
  iata: originIata,
});

/** Gate and terminal, where they are known, as told by a message about the departure. */
export const gateAndTerminal = (facts: FlightFacts): Told => ({
  ...(facts.gate ? { gate: facts.gate } : {}),
  ...(facts.terminal ? { terminal: facts.terminal } : {}),
});
