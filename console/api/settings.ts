import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answer, api } from './client.ts';

/** Invitations, the newest first. */
export const invitationsQuery = queryOptions({
  queryKey: ['members', 'invitations'],
  queryFn: () => answer(api.GET('/invitations')),
});

/** The keys of the agency’s systems. */
export const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: () => answer(api.GET('/keys')),
});

/** What the agency answers to questions. */
export const knowledgeQuery = infiniteQueryOptions({
  queryKey: ['knowledge', 'list'],
  queryFn: ({ pageParam }) =>
    answer(
      api.GET('/knowledge', {
        params: { query: { limit: 50, ...(pageParam !== '' && { cursor: pageParam }) } },
      }),
    ),
  initialPageParam: '',
  getNextPageParam: ({ next }) => next,
});

/** What would be answered to a text. */
export const answeredQuery = (text: string, language: 'es' | 'en' | 'pt') =>
  queryOptions({
    queryKey: ['knowledge', 'answered', text, language],
    queryFn: () => answer(api.GET('/knowledge/search', { params: { query: { text, language } } })),
    enabled: text.length > 2,
  });

/** Places that the agency recommends. */
export const placesQuery = infiniteQueryOptions({
  queryKey: ['place', 'list'],
  queryFn: ({ pageParam }) =>
    answer(
      api.GET('/places', {
        params: { query: { limit: 50, ...(pageParam !== '' && { cursor: pageParam }) } },
      }),
    ),
  initialPageParam: '',
  getNextPageParam: ({ next }) => next,
});
