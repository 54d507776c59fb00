import { useQueries, useQuery } from '@tanstack/react-query';
import { flightName } from '../../api/flights.ts';
import type { MessageTo, NoticeTarget } from '../../api/notices.ts';
import { contactQuery } from '../../api/people.ts';
import { flightQuery, journeyQuery } from '../../api/queries.ts';
import { useWords } from '../../words/language.ts';
import { termOf, terms } from '../../words/terms.ts';

/** The most contacts that a message may name one by one. */
export const mostByHand = 200;
/** So many are named; the others are a number. */
const named = 4;

/** Those whom a message is to. */
export interface Whom {
  /** What they have in common: a flight, a journey, a group; null: nothing. */
  readonly about: string | null;
  readonly people: readonly { readonly id: string; readonly name: string }[];
  /** Null: there is nobody, or more than may be named. */
  readonly target: NoticeTarget | null;
}

const someOf = (contactIds: readonly string[]): NoticeTarget | null =>
  contactIds.length > 0 && contactIds.length <= mostByHand ? { contactIds: [...contactIds] } : null;

/** Those whom an address means, as they are now; `data` is missing while they are read. */
export const useWhom = (to: MessageTo) => {
  const { states } = useWords(terms);
  const { flight = '', state, journey = '', group, contacts } = to;
  const ids = contacts?.split(',') ?? [];
  const ofFlight = useQuery({ ...flightQuery(flight), enabled: flight !== '' });
  const ofJourney = useQuery({ ...journeyQuery(journey), enabled: journey !== '' });
  const isByHand = flight === '' && journey === '' && group === undefined;
  const ofContacts = useQueries({
    queries: (isByHand ? ids.slice(0, named) : []).map(contactQuery),
  });
  const read = (): Whom | undefined => {
    if (flight !== '') {
      const found = ofFlight.data;
      if (!found) return undefined;
      const isMeant = (person: (typeof found.people)[number]): boolean =>
        (state === undefined || person.state === state) &&
        (contacts === undefined || ids.includes(person.contactId));
      const people = [
        ...new Map(
          found.people
            .filter(isMeant)
            .map(({ contactId, name }) => [contactId, { id: contactId, name }]),
        ).values(),
      ];
      const name = `${found.flightNumber} ${found.originIata}–${found.destinationIata}`;
      return {
        about: state === undefined ? name : `${name}, ${termOf(states, state)}`,
        people,
        target:
          state === undefined && contacts === undefined
            ? { flightKey: found.flightKey }
            : someOf(people.map(({ id }) => id)),
      };
    }
    if (journey !== '') {
      const found = ofJourney.data;
      return (
        found && {
          about: found.title ?? found.passengers.map((one) => one.name).join(', '),
          people: found.contacts,
          target: { journeyId: journey },
        }
      );
    }
    if (group !== undefined) return { about: group, people: [], target: { group } };
    if (ofContacts.some(({ data, error }) => data === undefined && error === null))
      return undefined;
    return {
      about: null,
      people: ids.map((id, place) => ({ id, name: ofContacts[place]?.data?.name ?? '' })),
      target: someOf(ids),
    };
  };
  const failing = [ofFlight, ofJourney, ...ofContacts].find(({ error }) => error !== null);
  const data = read();
  return {
    data,
    error: failing?.error ?? null,
    isPending: data === undefined && !failing,
    refetch: () => void failing?.refetch(),
  };
};

/** The first few names of people, and how many more they are. */
export const namesOf = (people: Whom['people'], andMore: (n: number) => string): string => {
  const names = people.slice(0, named).map(({ name }) => name);
  const more = people.length - names.length;
  return `${names.filter(Boolean).join(', ')}${more > 0 ? andMore(more) : ''}`;
};

/** Where a message to those of an address came from. */
export const backFrom = ({ flight, journey, contacts }: MessageTo) =>
  flight !== undefined
    ? ({ to: '/flights/$key', params: { key: flightName(flight) } } as const)
    : journey !== undefined
      ? ({ to: '/journeys/$id', params: { id: journey } } as const)
      : contacts !== undefined
        ? ({ to: '/people', search: { contact: contacts.split(',')[0] } } as const)
        : null;
