/**
 * What every client of AWS is made with; region, credentials and endpoint are the environment's.
 * Short timeouts, since what follows a commit may fail (the sweeper makes up for it) but must not
 * hang; retries with jitter on throttling, not `adaptive`, which would wait inside a turn.
 */
export const clientSettings = {
  maxAttempts: 4,
  retryMode: 'standard',
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 4_000 },
} as const;
