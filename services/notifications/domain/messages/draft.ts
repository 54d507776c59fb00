import { airport } from '#shared/domain/airports.ts';
import type { FlightFacts } from '#shared/domain/flight.ts';
import { hour, type Instant } from '#shared/domain/instant.ts';
import type { MessageType, Told } from '#shared/domain/message.ts';
import type { Passenger } from '#shared/domain/passenger.ts';
import type { Trip } from '#shared/domain/trip.ts';
import type { Place, When, Words } from '#shared/templates/words.ts';
import type { Booking } from '../state.ts';

/** A message that should stand in the ledger after this turn. */
export interface Draft {
  readonly type: MessageType;
  readonly words: Words;
  /** Whom it is for; left out: all passengers of the trip. */
  readonly passengers?: readonly Passenger[];
  /** What it tells besides the departure, gate and terminal that its words turn out to say. */
  readonly told: Told;
  /** What is told, as part of the ledger key: not how it is worded. */
  readonly content: string;
  /** Whose episode counts: messages of one stream tell different values of the same thing. */
  readonly stream:
    | 'departure'
    | 'gate'
    | 'phase'
    | 'boarding'
    | 'booking'
    | 'itinerary'
    | 'connection'
    | 'once';
  /** Null: always useful. */
  readonly expiresAt: Instant | null;
}

/** How long word of a flight that does not take the traveller there is useful after it. */
export const disruptionUsefulMs = 24 * hour;

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

/** The airports of a flight, with the cities of its record where there is one. */
export const routeOf = (
  { originIata, destinationIata }: Pick<Booking, 'originIata' | 'destinationIata'>,
  facts: FlightFacts | null,
): { readonly origin: Place; readonly destination: Place } => ({
  origin: { iata: originIata, city: facts?.origin.city ?? null },
  destination: { iata: destinationIata, city: facts?.destination.city ?? null },
});

/** The best known arrival, where it is local time at the destination; null: not known. */
export const arrivalOf = (facts: FlightFacts | null, trip: Trip): When | null =>
  facts?.arrival
    ? { at: facts.arrival, zone: facts.destination.zone, iata: trip.destinationIata }
    : null;
