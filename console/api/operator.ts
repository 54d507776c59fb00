import { queryOptions } from '@tanstack/react-query';
import { answer, api } from './client.ts';

const everyMs = 10_000;

/** How the platform is. */
export const platformQuery = queryOptions({
  queryKey: ['operator', 'state'],
  queryFn: () => answer(api.GET('/operator/state')),
  refetchInterval: everyMs,
});

/** Whether everything is paused. */
export const platformSendingQuery = queryOptions({
  queryKey: ['operator', 'sending'],
  queryFn: () => answer(api.GET('/operator/sending')),
  refetchInterval: everyMs,
});

/** All agencies and their keys. */
export const agenciesQuery = queryOptions({
  queryKey: ['operator', 'agencies'],
  queryFn: () => answer(api.GET('/operator/agencies')),
});
