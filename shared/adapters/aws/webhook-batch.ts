import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { describeError } from '#shared/actor/describe-error.ts';
import type { Log } from '#shared/ports/log.ts';
import { attempt } from '#shared/result.ts';
import type { AgentQueue } from './agent-queue.ts';
import type { Relay } from './relay.ts';

/**
 * What API Gateway puts beside the body of a webhook: the path that was called, and Twilio's
 * signature. infra/lib/webhook-routes.ts maps them; both are the caller's claim until the signature
 * is verified.
 */
export const webhookAttributes = { path: 'path', signature: 'signature' } as const;

/** Options of `createWebhookBatch`. */
export interface WebhookBatchOptions {
  /** The HTTP API, which verifies and stores a webhook as if it had been called. */
  readonly fetch: (request: Request) => Response | Promise<Response>;
  readonly relay: Relay;
  /** Returns a message to the queue it came from. */
  readonly returnAfter: (
    record: SQSRecord,
    ...delay: Parameters<AgentQueue['returnAfter']>
  ) => Promise<void>;
  readonly log: Log;
  /** Pause before a webhook is tried again; doubles with each failure. */
  readonly retryBaseSeconds: number;
}

const maxPauseSeconds = 300;
const attributeOf = ({ messageAttributes }: SQSRecord, name: string): string | null =>
  messageAttributes?.[name]?.stringValue ?? null;

const requestOf = (record: SQSRecord, path: string, body: string): Request => {
  const signature = attributeOf(record, webhookAttributes.signature);
  return new Request(new URL(path, 'https://webhooks.invalid'), {
    method: 'POST',
    headers: {
      'content-type': path.startsWith('/webhooks/twilio')
        ? 'application/x-www-form-urlencoded'
        : 'application/json',
      ...(signature !== null && { 'x-twilio-signature': signature }),
    },
    body,
  });
};

/** Bodies as API Gateway may pass them on: as they are, or those of forms in Base64. */
const bodiesOf = ({ body }: SQSRecord): readonly string[] =>
  /^[A-Za-z0-9+/]+={0,2}$/.test(body) && body.length % 4 === 0
    ? [body, Buffer.from(body, 'base64').toString()]
    : [body];

/** Whether events may follow: a status callback leaves some only where the message failed. */
const mayEmit = (record: SQSRecord): boolean =>
  !(attributeOf(record, webhookAttributes.path) ?? '').startsWith('/webhooks/twilio/status') ||
  bodiesOf(record).some((body) =>
    /^(failed|undelivered)$/.test(new URLSearchParams(body).get('MessageStatus') ?? ''),
  );

/**
 * Handles webhooks that API Gateway has put into a queue, so that their senders were answered
 * whatever state the system was in. All of a batch at once: the store makes one call of up to fifty
 * status reports. What the API refuses (a signature that does not fit, no webhook) is logged there
 * and dropped; what it could not store is delivered again after a growing pause.
 */
export const createWebhookBatch = (
  options: WebhookBatchOptions,
): ((event: SQSEvent) => Promise<SQSBatchResponse>) => {
  const { fetch, relay, returnAfter, log, retryBaseSeconds } = options;

  /** Whether the webhook is done with: stored, or refused for good. */
  const handle = async (record: SQSRecord): Promise<boolean> => {
    const path = attributeOf(record, webhookAttributes.path);
    if (!path?.startsWith('/webhooks/')) {
      log.warn('a message in a webhook queue is no webhook', {});
      return true;
    }
    let status = 0;
    for (const body of bodiesOf(record)) {
      status = (await fetch(requestOf(record, path, body))).status;
      if (status < 400 || status >= 500) break;
    }
    if (status >= 400 && status < 500) log.warn('webhook dropped', { code: String(status) });
    return status < 500;
  };

  const putBack = async (record: SQSRecord): Promise<void> => {
    const deliveries = Number(record.attributes.ApproximateReceiveCount);
    const seconds = Math.min(maxPauseSeconds, retryBaseSeconds * 2 ** (deliveries - 1));
    const returned = await attempt(() => returnAfter(record, record.receiptHandle, seconds));
    log.warn('webhook put back', { deliveries, stored: returned.ok });
  };

  return async ({ Records }) => {
    const isDone = await Promise.all(
      Records.map(async (record) => {
        const handled = await attempt(() => handle(record));
        if (!handled.ok) log.error('a webhook failed', { error: describeError(handled.error) });
        return handled.ok && handled.value;
      }),
    );
    const failed = Records.filter((_, index) => !isDone[index]);
    await Promise.all(failed.map(putBack));
    if (Records.some((record, index) => isDone[index] && mayEmit(record))) await relay();
    return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
  };
};
