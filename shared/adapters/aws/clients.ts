import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SQSClient } from '@aws-sdk/client-sqs';

/**
 * What every client of AWS is made with: short timeouts, since what follows a commit may fail (the sweeper makes up for it) but must not
 * hang, and retries with jitter on throttling, as `adaptive` would wait for long inside a turn.
 */
const settings = { maxAttempts: 4, retryMode: 'standard', requestHandler: { connectionTimeout: 1_000, requestTimeout: 4_000 } } as const;

/** Clients of the services that carry messages; region, credentials and endpoint are the environment's. */
export const createClients = () => ({
  eventBridge: new EventBridgeClient(settings),
  scheduler: new SchedulerClient(settings),
  sqs: new SQSClient(settings),
});
