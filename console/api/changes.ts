import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { markReached, markSignedOut, markUnreached } from './connection.ts';
import { refresh } from './queries.ts';

/** What has changed since a cursor: topics and ids, never what. */
interface Changes {
  readonly changes: readonly { readonly topic: string; readonly id: string }[];
  readonly cursor: string;
  /** The cursor was too old: everything may have changed. */
  readonly reset?: boolean;
}

/** Between two questions for changes; the answer is small and cheap. */
const everyMs = 1_000;
/** Between two readings of everything that is shown, where the server tells no changes. */
const blindEveryMs = 4_000;
/** However long nothing is reached: what is shown is right within five seconds after it is. */
const longestPauseMs = 1_500;
/** An answer that takes longer does not come: the way to it is cut. */
const longestAnswerMs = 3_000;
/** How often somebody who listens asks whether the silence is one of the server’s. */
const askEveryMs = 5_000;

const tell = (client: QueryClient, { changes, reset }: Changes): void => {
  if (reset) void client.invalidateQueries();
  else for (const topic of new Set(changes.map((change) => change.topic))) refresh(client, topic);
};

/** Resolves after so long, and at once where the network comes back or it is aborted. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      removeEventListener('online', end);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    addEventListener('online', end);
    signal.addEventListener('abort', end);
  });

/** Asks what has changed; null: nothing is reached. */
const ask = async (cursor: string | null, signal: AbortSignal): Promise<Response | null> => {
  const late = new AbortController();
  const end = (): void => late.abort();
  const timer = setTimeout(end, longestAnswerMs);
  signal.addEventListener('abort', end);
  try {
    const query = cursor === null ? '' : `?after=${encodeURIComponent(cursor)}`;
    return await fetch(`/changes${query}`, { signal: late.signal });
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
  }
};

/**
 * Is told of changes as they happen, until the connection is refused, as not everywhere may one stay
 * open, or cut, which a browser may not notice for minutes. After less it connects again by itself,
 * from the last change on.
 * @returns whether there was such a connection.
 */
const listen = (client: QueryClient, cursor: string, signal: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    const source = new EventSource(`/changes/stream?after=${encodeURIComponent(cursor)}`);
    let isOpened = false;
    const end = (): void => {
      source.close();
      clearInterval(asking);
      removeEventListener('online', end);
      resolve(isOpened);
    };
    const asking = setInterval(async () => {
      if ((await ask(cursor, signal)) === null) end();
    }, askEveryMs);
    addEventListener('online', end);
    signal.addEventListener('abort', end);
    source.addEventListener('open', () => {
      isOpened = true;
      markReached();
    });
    source.addEventListener('changes', ({ data }) => tell(client, JSON.parse(data)));
    source.addEventListener('end', end);
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) end();
      else markUnreached();
    });
  });

/** Follows the changes until it is aborted. */
const follow = async (client: QueryClient, signal: AbortSignal): Promise<void> => {
  let cursor: string | null = null;
  let failures = 0;
  let mayListen = true;
  while (!signal.aborted) {
    const response: Response | null = await ask(cursor, signal);
    if (signal.aborted) return;
    if (response === null || response.status >= 500) {
      markUnreached();
      failures += 1;
      await pause(Math.min(everyMs * failures, longestPauseMs), signal);
      continue;
    }
    markReached();
    if (failures > 0) void client.invalidateQueries();
    failures = 0;
    if (response.ok) {
      const changes: Changes = await response.json();
      // The first answer asks to read everything anew: what was read before it may be older.
      tell(client, changes);
      ({ cursor } = changes);
      if (mayListen) {
        mayListen = await listen(client, cursor, signal);
        // Whatever changed while nobody listened.
        if (mayListen) cursor = null;
      }
      await pause(document.hidden ? 5 * everyMs : everyMs, signal);
    } else {
      cursor = null;
      if (response.status === 401) markSignedOut();
      if (response.status === 404)
        void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' });
      await pause(document.hidden ? 5 * blindEveryMs : blindEveryMs, signal);
    }
  }
};

/** Keeps what is shown as it is: whatever changes is read anew within a second or so. */
export const useChanges = (): void => {
  const client = useQueryClient();
  useEffect(() => {
    const ended = new AbortController();
    void follow(client, ended.signal);
    return () => ended.abort();
  }, [client]);
};
