/**
 * Settings of every AWS client; region, credentials and endpoint come from the environment.
 * Timeouts are short: what follows a commit may fail (the sweeper makes up for it) but must not
 * hang. Throttled calls are retried with jitter, but not `adaptive`, which waits inside a turn.
 */
export const clientSettings = {
  maxAttempts: 4,
  retryMode: 'standard',
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 4_000 },
} as const;
