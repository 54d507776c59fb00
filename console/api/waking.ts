import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { oursUntil } from './clock.ts';
import { incidentsQuery, refresh } from './queries.ts';

/** Also how often it is asked while the agents’ clock is a little behind ours. */
const leastMs = 1_000;
const mostMs = 3_600_000;

/**
 * Reads the incidents anew when the first of those put off comes back: that a time passes is no
 * change that the server tells.
 */
export const useWaking = (isShown: boolean): void => {
  const client = useQueryClient();
  const { data, dataUpdatedAt } = useQuery({ ...incidentsQuery('snoozed'), enabled: isShown });
  const next = Math.min(
    ...(data?.items ?? []).flatMap(({ snoozedUntil }) =>
      snoozedUntil === null ? [] : [Date.parse(snoozedUntil)],
    ),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: every answer that still has it asks again
  useEffect(() => {
    if (next === Number.POSITIVE_INFINITY) return;
    const wait = Math.min(Math.max(oursUntil(next), leastMs), mostMs);
    const timer = setTimeout(() => refresh(client, 'incident'), wait);
    return () => clearTimeout(timer);
  }, [client, next, dataUpdatedAt]);
};
