import { cityName } from '#shared/domain/city-names.ts';
import { type Stay, stayOfTrip, staysOf } from '#shared/domain/stay.ts';
import { type LinkOptions, stayLink } from '#shared/domain/stay-link.ts';
import type { Language, Trip } from '#shared/domain/trip.ts';
import type { JourneyStays } from '#shared/ports/itineraries.ts';
import { shortDates, stayWords } from './domain/stay-words.ts';

/** What the city of a stay is called. */
export const cityOf = (journey: JourneyStays, stay: Stay, language: Language): string => {
  const [first] = stay.arrivals;
  const fromRecord = first ? journey.flights[first.flightKey]?.destination.city : null;
  return cityName(stay.iata, language, fromRecord ?? null) ?? stay.iata;
};

/** The other stays of the contact of a trip, with the links to them. */
export const otherStays = (
  journey: JourneyStays,
  { contactId, language }: Trip,
  current: Stay,
  links: LinkOptions,
): readonly { readonly city: string; readonly dates: string; readonly url: string }[] =>
  staysOf(journey).flatMap((stay) => {
    const arrival = stay.arrivals.find((trip) => trip.contactId === contactId);
    return stay.key === current.key || !arrival
      ? []
      : [
          {
            city: cityOf(journey, stay, language),
            dates: shortDates(stay.from, stay.to, stayWords[language]),
            url: stayLink(arrival.id, links).page,
          },
        ];
  });

/** The stay that a trip leads to or ends; null: a way home, or a connection. */
export const stayForTrip = (journey: JourneyStays, tripId: string): Stay | null =>
  stayOfTrip(staysOf(journey), tripId);
