import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answer, api, type Schemas } from './client.ts';

/** A contact, and how we know whether they are reached. */
export type ContactDetails = Schemas['ContactDetails'];

const isNumber = (text: string): boolean => /^\+?[\d ().-]{6,}$/.test(text.trim());

/** By what contacts are found: a text that is a telephone number, or a part of a name. */
export const contactsBy = (text: string) =>
  isNumber(text) ? { phone: text.trim() } : { name: text.trim() };

/** Contacts by name, page by page; a text that is a telephone number finds its contact. */
export const contactsQuery = (text: string) =>
  infiniteQueryOptions({
    queryKey: ['contact', 'list', text],
    queryFn: ({ pageParam }) => {
      return answer(
        api.GET('/contacts', {
          params: {
            query: {
              ...(text.trim() !== '' && contactsBy(text)),
              ...(pageParam !== '' && { cursor: pageParam }),
              limit: 50,
            },
          },
        }),
      );
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });

/** A contact. */
export const contactQuery = (id: string) =>
  queryOptions({
    queryKey: ['contact', 'one', id],
    queryFn: () => answer(api.GET('/contacts/{id}', { params: { path: { id } } })),
  });

/** The trips of a number, the latest departure first. */
export const tripsOfQuery = (phone: string | null) =>
  queryOptions({
    queryKey: ['trip', 'of', phone],
    queryFn: () =>
      answer(
        api.GET('/trips', { params: { query: { ...(phone && { whatsapp: phone }), limit: 50 } } }),
      ),
    enabled: phone !== null,
  });
