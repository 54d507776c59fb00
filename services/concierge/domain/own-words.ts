import { airportName } from '#shared/domain/airport-names.ts';
import { airport } from '#shared/domain/airports.ts';
import type { ConversationContext } from '#shared/ports/turn-contexts.ts';
import { fold } from './plain-text.ts';
import type { OwnWords } from './suspicion.ts';

/** The names and places of this traveller's trips, which do not mean somebody else. */
export const ownWords = ({
  trips,
  agency,
}: Pick<ConversationContext, 'trips' | 'agency'>): OwnWords =>
  new Set(
    [
      agency.name,
      ...trips.flatMap((trip) => [
        trip.clientName,
        ...trip.passengers.map(({ name }) => name),
        trip.stay ?? '',
        trip.flightNumber,
        ...[trip.originIata, trip.destinationIata].flatMap((iata) => [
          iata,
          airport(iata)?.city ?? '',
          airportName(iata),
        ]),
      ]),
    ]
      .flatMap((text) => fold(text).split(' '))
      .filter((word) => word.length > 1),
  );
