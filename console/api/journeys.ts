import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from './client.ts';

/** A booking: legs, people and trips. */
export type Journey = Schemas['Journey'];
/** One leg as one contact lives it. */
export type Trip = Schemas['Trip'];
/** One thing that happened to a trip. */
export type Entry = Schemas['TimelineEntry'];

/** Journeys by a name on them or of a group, the newest first, a page after another. */
export const journeysQuery = (filter: { readonly name?: string; readonly group?: string }) =>
  infiniteQueryOptions({
    queryKey: ['journey', 'list', filter],
    queryFn: ({ pageParam }) =>
      answer(
        api.GET('/journeys', {
          params: {
            query: {
              limit: 50,
              ...filter,
              ...(pageParam !== '' && { cursor: pageParam }),
            },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });

/** What happened to a trip, oldest first. */
export const timelineQuery = (tripId: string) =>
  queryOptions({
    queryKey: ['trip', 'timeline', tripId],
    queryFn: () => answer(api.GET('/trips/{id}/timeline', { params: { path: { id: tripId } } })),
  });

/** All that was said of a journey, the newest first. */
export const journeyMessagesQuery = (id: string) =>
  queryOptions({
    queryKey: ['journey', 'messages', id],
    queryFn: () =>
      answer(
        api.GET('/journeys/{id}/messages', { params: { path: { id }, query: { limit: 100 } } }),
      ),
  });

/** The stays of a journey, with what is planned there. */
export const staysQuery = (id: string) =>
  queryOptions({
    queryKey: ['journey', 'stays', id],
    queryFn: () => answer(api.GET('/journeys/{id}/stays', { params: { path: { id } } })),
  });

/** The documents of a trip. */
export const documentsQuery = (tripId: string) =>
  queryOptions({
    queryKey: ['journey', 'documents', tripId],
    queryFn: () => answer(api.GET('/trips/{id}/documents', { params: { path: { id: tripId } } })),
  });

/** Files a document with a trip. */
export const fileDocument = async (
  client: QueryClient,
  tripId: string,
  file: File,
  type: Schemas['Document']['type'],
): Promise<void> => {
  const form = new FormData();
  form.set('file', file);
  form.set('type', type);
  await answer(
    api.POST('/trips/{id}/documents', {
      params: { path: { id: tripId } },
      body: { file: '', type },
      bodySerializer: () => form,
    }),
  );
  void client.invalidateQueries({ queryKey: ['journey', 'documents'] });
};

/** Ends a document. */
export const removeDocument = async (client: QueryClient, id: string): Promise<void> => {
  await answer(api.DELETE('/documents/{id}', { params: { path: { id } } }));
  void client.invalidateQueries({ queryKey: ['journey', 'documents'] });
};

/** Edits what is said of a journey, as it was at the revision that was read; answers it as it is then. */
export const editJourney = async (
  client: QueryClient,
  { id, revision }: Pick<Journey, 'id' | 'revision'>,
  edit: Schemas['JourneyEdit'],
): Promise<Journey> => {
  const edited = await answer(
    api.PATCH('/journeys/{id}', {
      params: { path: { id }, header: { 'If-Match': `"${revision}"` } },
      body: edit,
    }),
  );
  void client.invalidateQueries({ queryKey: ['journey'] });
  return edited;
};
