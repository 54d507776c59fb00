import { useQuery } from '@tanstack/react-query';
import { answer, api, type Schemas } from './client.ts';
import { type BoardFlight, boardQuery } from './flights.ts';
import { groupsQuery } from './groups.ts';
import { contactsBy } from './people.ts';

const most = 6;
const shortest = 2;

/** A text without spaces and in capitals, as bookings and flights are named. */
const codeOf = (text: string): string => text.replaceAll(' ', '').toUpperCase();
const isFlightNumber = (code: string): boolean =>
  /^(?=.*[A-Z])[A-Z\d]{2,3}\d{1,4}[A-Z]?$/.test(code);

type FoundFlight = Pick<
  BoardFlight,
  'flightKey' | 'flightNumber' | 'originIata' | 'destinationIata'
>;
/** What is found by a text, by kind. */
export interface Found {
  readonly journeys: readonly Schemas['JourneySummary'][];
  readonly contacts: readonly Schemas['Contact'][];
  readonly flights: readonly FoundFlight[];
  readonly groups: readonly Schemas['Group'][];
  readonly isLooking: boolean;
}

const journeysBy = async (text: string): Promise<readonly Schemas['JourneySummary'][]> => {
  const pages = await Promise.all(
    [{ reference: text }, { reference: codeOf(text) }, { name: text }].map((query) =>
      answer(api.GET('/journeys', { params: { query: { ...query, limit: most } } })),
    ),
  );
  const all = pages.flatMap(({ items }) => items);
  return [...new Map(all.map((one) => [one.id, one])).values()];
};
/** Each flight once of trips by a number, also of those that the board does not reach. */
const flightsBy = async (flight: string): Promise<readonly FoundFlight[]> => {
  const { items } = await answer(api.GET('/trips', { params: { query: { flight, limit: 50 } } }));
  return [...new Map(items.map((trip) => [trip.flightKey, trip])).values()];
};

/**
 * Journeys by reference or a name on them, contacts by name or number, flights by number, groups by
 * name; `isLimited`: for somebody who may see journeys and groups only.
 */
export const useFound = (text: string, isLimited: boolean): Found => {
  const isAsked = text.length >= shortest;
  const code = codeOf(text);
  const journeys = useQuery({
    queryKey: ['journey', 'found', text],
    queryFn: () => journeysBy(text),
    enabled: isAsked,
  });
  const contacts = useQuery({
    queryKey: ['contact', 'found', text],
    queryFn: () =>
      answer(api.GET('/contacts', { params: { query: { ...contactsBy(text), limit: most } } })),
    enabled: isAsked && !isLimited,
  });
  const board = useQuery({ ...boardQuery, enabled: isAsked && !isLimited });
  const soon = (board.data?.items ?? []).filter(({ flightNumber }) => flightNumber.includes(code));
  const later = useQuery({
    queryKey: ['flight', 'found', code],
    queryFn: () => flightsBy(code),
    enabled: isAsked && !isLimited && board.isFetched && soon.length === 0 && isFlightNumber(code),
  });
  const groups = useQuery({ ...groupsQuery, enabled: isAsked });
  const flights = soon.length > 0 ? soon : (later.data ?? []);
  return {
    journeys: (isAsked && journeys.data?.slice(0, most)) || [],
    contacts: (isAsked && contacts.data?.items) || [],
    flights: isAsked ? flights.slice(0, most) : [],
    groups: (isAsked && groups.data?.items) || [],
    isLooking: [journeys, contacts, board, later, groups].some(({ isLoading }) => isLoading),
  };
};
