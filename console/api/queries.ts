import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { answer, api } from './client.ts';

/** What is shown of the API, by the topic under which its changes are told. */
export type Topic =
  | 'me'
  | 'agency'
  | 'settings'
  | 'members'
  | 'incident'
  | 'conversation'
  | 'journey'
  | 'trip'
  | 'task'
  | 'flight'
  | 'contact'
  | 'group'
  | 'import'
  | 'knowledge'
  | 'place';

/** Who asks. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => answer(api.GET('/me')),
  staleTime: 60_000,
});

/** A view of the queue of incidents. */
export type Queue = 'open' | 'mine' | 'snoozed' | 'done';
const queueFilters = {
  open: { snoozed: 'false' },
  mine: { owner: 'me', snoozed: 'false' },
  snoozed: { snoozed: 'true' },
  done: { state: 'done' },
} as const;

/** Incidents of a queue, as the API orders them. */
export const incidentsQuery = (queue: Queue) =>
  queryOptions({
    queryKey: ['incident', 'list', queue],
    queryFn: () =>
      answer(api.GET('/incidents', { params: { query: { ...queueFilters[queue], limit: 100 } } })),
  });

/** An incident with its tasks and notes. */
export const incidentQuery = (id: string) =>
  queryOptions({
    queryKey: ['incident', 'one', id],
    queryFn: () => answer(api.GET('/incidents/{id}', { params: { path: { id } } })),
  });

/** Conversations by what they need. */
export type Box = 'waiting' | 'mine' | 'assistant' | 'all';

/** A page of the conversations of a box, as the API orders them. */
export const conversationsQuery = (box: Box, cursor?: string) =>
  queryOptions({
    queryKey: ['conversation', 'list', box, cursor],
    queryFn: () =>
      answer(
        api.GET('/conversations', {
          params: { query: { box: box === 'all' ? undefined : box, cursor, limit: 100 } },
        }),
      ),
  });

/** The conversations of a phone. */
export const conversationsOfQuery = (phone: string) =>
  queryOptions({
    queryKey: ['conversation', 'of', phone],
    queryFn: () => answer(api.GET('/conversations', { params: { query: { phone } } })),
    enabled: phone !== '',
  });

/** A conversation with its latest messages. */
export const conversationQuery = (id: string) =>
  queryOptions({
    queryKey: ['conversation', 'one', id],
    queryFn: () =>
      answer(api.GET('/conversations/{id}', { params: { path: { id }, query: { limit: 200 } } })),
  });

/** A journey with its trips. */
export const journeyQuery = (id: string) =>
  queryOptions({
    queryKey: ['journey', 'one', id],
    queryFn: () => answer(api.GET('/journeys/{id}', { params: { path: { id } } })),
  });

/** A trip: one leg as one contact lives it. */
export const tripQuery = (id: string) =>
  queryOptions({
    queryKey: ['trip', 'one', id],
    queryFn: () => answer(api.GET('/trips/{id}', { params: { path: { id } } })),
    enabled: id !== '',
  });

/** A flight with the people on it. */
export const flightQuery = (key: string) =>
  queryOptions({
    queryKey: ['flight', 'one', key],
    queryFn: () => answer(api.GET('/flights/{key}', { params: { path: { key } } })),
  });

/** Members, those who have left too. */
export const membersQuery = queryOptions({
  queryKey: ['members'],
  queryFn: () => answer(api.GET('/members')),
  staleTime: 30_000,
});

/** Members to whom something can be given to look after. */
export const carersQuery = queryOptions({
  ...membersQuery,
  select: ({ items }) => items.filter(({ leftAt, role }) => leftAt === null && role !== 'limited'),
});

/** The agency’s profile. */
export const agencyQuery = queryOptions({
  queryKey: ['agency'],
  queryFn: () => answer(api.GET('/agency')),
  staleTime: 30_000,
});

/** Which queries show what a topic of `/changes` is about. */
const shownWith: Readonly<Record<string, readonly Topic[]>> = {
  incident: ['incident', 'flight'],
  task: ['incident', 'task', 'flight', 'conversation', 'group'],
  conversation: ['conversation'],
  message: ['conversation', 'journey', 'trip', 'flight', 'group'],
  journey: ['journey', 'trip', 'flight', 'group'],
  trip: ['journey', 'trip', 'flight', 'group'],
  flight: ['flight', 'journey', 'trip', 'incident', 'group'],
  contact: ['contact', 'journey', 'conversation'],
  group: ['group'],
  settings: ['settings', 'agency', 'me'],
  agency: ['agency', 'me'],
  member: ['members', 'me'],
  knowledge: ['knowledge'],
  place: ['place'],
};

/** Reads anew what is shown of a topic; of one that is not known, everything. */
export const refresh = (client: QueryClient, topic: string): void => {
  for (const shown of shownWith[topic] ?? []) void client.invalidateQueries({ queryKey: [shown] });
  if (!(topic in shownWith)) void client.invalidateQueries();
};
