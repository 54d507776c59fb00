import { queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from './client.ts';

/** A group, and how far its people are by flight. */
export type GroupDetails = Schemas['GroupDetails'];

/** All groups by name. */
export const groupsQuery = queryOptions({
  queryKey: ['group', 'list'],
  queryFn: () => answer(api.GET('/groups')),
});

/** A group, and how far its people are by flight. */
export const groupQuery = (id: string) =>
  queryOptions({
    queryKey: ['group', 'one', id],
    queryFn: () => answer(api.GET('/groups/{id}', { params: { path: { id } } })),
  });

/** A flight with the people of a group on it. */
export const groupFlightQuery = (id: string, key: string) =>
  queryOptions({
    queryKey: ['group', 'flight', id, key],
    queryFn: () => answer(api.GET('/groups/{id}/flights/{key}', { params: { path: { id, key } } })),
  });

/** Who travels in a group, by name. */
export const groupPassengersQuery = (id: string) =>
  queryOptions({
    queryKey: ['group', 'passengers', id],
    queryFn: () => answer(api.GET('/groups/{id}/passengers', { params: { path: { id } } })),
  });
