import type { QueryClient } from '@tanstack/react-query';
import { answer, api, Refusal, type Schemas } from './client.ts';

/** A traveller’s phone talking with a number of the agency. */
export type Conversation = Schemas['Conversation'];

/** Somebody else has a conversation: who, and since when. */
export interface Held {
  readonly name: string;
  readonly since: string | null;
}

/** Who has a conversation, where that is why something was refused. */
export const heldOf = (error: unknown): Held | null => {
  if (!(error instanceof Refusal) || error.kind !== 'conversation-held') return null;
  const { heldBy, since } = error.problem;
  return {
    name: typeof heldBy === 'string' ? heldBy : '?',
    since: typeof since === 'string' ? since : null,
  };
};

const refreshed = async <T>(client: QueryClient, act: Promise<T>): Promise<T> => {
  try {
    return await act;
  } finally {
    void client.invalidateQueries({ queryKey: ['conversation'] });
    void client.invalidateQueries({ queryKey: ['incident'] });
  }
};

/** Takes a conversation over; the assistant is silent from then on. */
export const takeOver = (client: QueryClient, id: string, steal: boolean) =>
  refreshed(
    client,
    answer(api.POST('/conversations/{id}/takeover', { params: { path: { id } }, body: { steal } })),
  );

/** Gives a conversation back to the assistant. */
export const giveBack = (client: QueryClient, id: string) =>
  refreshed(
    client,
    answer(api.POST('/conversations/{id}/give-back', { params: { path: { id } }, body: {} })),
  );

/** Writes to the traveller. The same `key` again sends nothing again. */
export const writeTo = (
  client: QueryClient,
  id: string,
  { text, key, steal }: { readonly text: string; readonly key: string; readonly steal: boolean },
) =>
  refreshed(
    client,
    answer(
      api.POST('/conversations/{id}/messages', {
        params: { path: { id }, header: { 'Idempotency-Key': key } },
        body: { text, steal },
      }),
    ),
  );

/** Notes something in a conversation, for the agency alone. */
export const noteIn = (client: QueryClient, id: string, text: string) =>
  refreshed(
    client,
    answer(api.POST('/conversations/{id}/notes', { params: { path: { id } }, body: { text } })),
  );
