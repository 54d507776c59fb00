import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from './client.ts';

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

/** The settings: those in force, and those that the agency has set. */
export const settingsQuery = queryOptions({
  queryKey: ['settings', 'all'],
  queryFn: () => answer(api.GET('/settings')),
});

/** Who changed which setting, the newest first. */
export const settingsHistoryQuery = queryOptions({
  queryKey: ['settings', 'history'],
  queryFn: () => answer(api.GET('/settings/history', { params: { query: { limit: 100 } } })),
});

/** A key of the settings. */
export type SettingKey = Schemas['SettingPreviewRequest']['key'];

/** What another value of a setting would have done in the last thirty days. */
export const settingPreviewQuery = (key: SettingKey, value: Readonly<Record<string, unknown>>) =>
  queryOptions({
    queryKey: ['settings-preview', key, value],
    queryFn: () => answer(api.POST('/settings/preview', { body: { key, value, days: 30 } })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });

/** What each field of the settings says; the same as long as the page is open. */
export const settingFieldsQuery = queryOptions({
  queryKey: ['setting-fields'],
  queryFn: () => answer(api.GET('/settings/fields')),
  staleTime: Number.POSITIVE_INFINITY,
});

/** The templates of WhatsApp, as travellers read them. */
export const templatesQuery = queryOptions({
  queryKey: ['templates'],
  queryFn: () => answer(api.GET('/templates')),
});

/** The systems of the agency that get events. */
export const webhooksQuery = queryOptions({
  queryKey: ['webhooks', 'list'],
  queryFn: () => answer(api.GET('/webhooks')),
});

/** What was sent to a system lately. */
export const deliveriesQuery = (id: string) =>
  queryOptions({
    queryKey: ['webhooks', 'log', id],
    queryFn: () =>
      answer(
        api.GET('/webhooks/{id}/deliveries', { params: { path: { id }, query: { limit: 30 } } }),
      ),
    refetchInterval: 5_000,
  });

/** Who did what. */
export const auditQuery = infiniteQueryOptions({
  queryKey: ['audit'],
  queryFn: ({ pageParam }) =>
    answer(
      api.GET('/audit', {
        params: { query: { limit: 50, ...(pageParam !== '' && { cursor: pageParam }) } },
      }),
    ),
  initialPageParam: '',
  getNextPageParam: ({ next }) => next,
});

/** What this month has cost so far. */
export const costQuery = queryOptions({
  queryKey: ['report', 'cost', 'month'],
  queryFn: () => answer(api.GET('/reports/cost')),
});

interface FailingNumber {
  readonly phone: string;
  readonly what: string;
}
/** Numbers with which a booking fails in a known way; null: there are none here. */
export const failingNumbersQuery = queryOptions({
  queryKey: ['sandbox', 'numbers'],
  queryFn: async (): Promise<readonly FailingNumber[] | null> => {
    const response = await fetch('/sandbox/numbers');
    return response.ok ? (await response.json()).items : null;
  },
});
