import {
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
  useQuery,
} from '@tanstack/react-query';
import { answer, api, type Schemas } from './client.ts';

/** How messages leave: as ever, not at all, decided only, or to phones of staff. */
export type SendingState = Schemas['Sending']['state'];
/** How messages leave, and who decided that. */
export type Sending = Schemas['Sending'];
/** A brake on what leaves. */
export type Brake = NonNullable<Sending['set']>;
/** What one of them would be set to. */
export type NewSending = {
  readonly state: SendingState;
  readonly reason: string;
  readonly until: string | null;
  readonly phones: string[];
};

type MessageType = Schemas['ShadowMessage']['type'];
/** What a brake is set on. */
export type SendingOf =
  | { readonly scope: 'agency' }
  | { readonly scope: 'type'; readonly id: string }
  | { readonly scope: 'journey' | 'contact'; readonly id: string };

/** What is no type of message the API refuses. */
const pathOfType = (id: string) => ({ path: { type: id as MessageType } });

/** How messages leave the agency, and all brakes that are in force. Nothing tells of its changes. */
export const sendingQuery = queryOptions({
  queryKey: ['settings', 'sending'],
  queryFn: () => answer(api.GET('/agency/sending')),
  staleTime: 10_000,
  refetchInterval: 30_000,
});

const read = (of: SendingOf): Promise<Sending> => {
  switch (of.scope) {
    case 'agency':
      return answer(api.GET('/agency/sending'));
    case 'type':
      return answer(api.GET('/agency/sending/types/{type}', { params: pathOfType(of.id) }));
    case 'journey':
      return answer(api.GET('/journeys/{id}/sending', { params: { path: { id: of.id } } }));
    case 'contact':
      return answer(api.GET('/contacts/{id}/sending', { params: { path: { id: of.id } } }));
  }
};

/** How messages of a scope leave. */
export const sendingOfQuery = (of: SendingOf) =>
  queryOptions({
    queryKey: ['settings', 'sending', of],
    queryFn: () => read(of),
    staleTime: 10_000,
  });

/** Brakes messages of a scope, or lets them leave. */
export const setSending = async (
  client: QueryClient,
  of: SendingOf,
  { state, reason, until, phones }: NewSending,
): Promise<void> => {
  const body =
    state === 'live'
      ? { state, reason: reason || null }
      : state === 'test'
        ? { state, reason, until, phones }
        : { state, reason, until };
  switch (of.scope) {
    case 'agency':
      await answer(api.PUT('/agency/sending', { body }));
      break;
    case 'type':
      await answer(api.PUT('/agency/sending/types/{type}', { params: pathOfType(of.id), body }));
      break;
    case 'journey':
      await answer(api.PUT('/journeys/{id}/sending', { params: { path: { id: of.id } }, body }));
      break;
    case 'contact':
      await answer(api.PUT('/contacts/{id}/sending', { params: { path: { id: of.id } }, body }));
  }
  void client.invalidateQueries({ queryKey: ['settings', 'sending'] });
};

/** What a shadow kept back, the oldest first. */
export const shadowQuery = infiniteQueryOptions({
  queryKey: ['settings', 'sending', 'shadow'],
  queryFn: ({ pageParam }) =>
    answer(
      api.GET('/reports/shadow', {
        params: { query: { limit: 50, ...(pageParam !== '' && { cursor: pageParam }) } },
      }),
    ),
  initialPageParam: '',
  getNextPageParam: ({ next }) => next,
});

/** Whether messages go to travellers; live where one may not know. */
export const useSending = (mayKnow: boolean): SendingState =>
  useQuery({ ...sendingQuery, enabled: mayKnow }).data?.state ?? 'live';
