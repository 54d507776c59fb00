import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { alertToken, anApi, authToken, publicBaseUrl } from '#services/api/test/harness.ts';
import { inbound, push, report } from '#services/api/test/requests.ts';
import { RecordingLog } from '#shared/testing/fakes.ts';
import { createWebhookBatch } from '../webhook-batch.ts';

const attribute = (stringValue: string) => ({ stringValue, dataType: 'String' });
const aRecord = (
  messageId: string,
  path: string,
  body: string,
  signature: string | null,
  receiveCount = 1,
): SQSRecord =>
  ({
    messageId,
    receiptHandle: `handle of ${messageId}`,
    body,
    attributes: { ApproximateReceiveCount: String(receiveCount) },
    messageAttributes: {
      path: attribute(path),
      ...(signature !== null && { signature: attribute(signature) }),
    },
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:webhooks',
  }) as unknown as SQSRecord;

/** A webhook of Twilio as API Gateway puts it into the queue. */
const signed = (
  messageId: string,
  path: string,
  form: Readonly<Record<string, string>>,
  receiveCount = 1,
): SQSRecord =>
  aRecord(
    messageId,
    path,
    new URLSearchParams(form).toString(),
    getExpectedTwilioSignature(authToken, publicBaseUrl + path, { ...form }),
    receiveCount,
  );
const batch = (...Records: SQSRecord[]): SQSEvent => ({ Records });
const messageId = '00000000-0000-4000-8000-000000000077';
const statusPath = `/webhooks/twilio/status/${messageId}`;

const aFunction = async (overrides: Parameters<typeof anApi>[0] = {}) => {
  const api = await anApi(overrides);
  const returned: { handle: string; seconds: number }[] = [];
  const relays = { count: 0 };
  const log = new RecordingLog();
  const handle = createWebhookBatch({
    fetch: (request) => api.webhooks.fetch(request),
    relay: async () => {
      relays.count += 1;
    },
    returnAfter: async (_, handle, seconds) => void returned.push({ handle, seconds }),
    log,
    retryBaseSeconds: 5,
  });
  return { api, handle, returned, relays, log };
};

describe('webhooks from their queue', () => {
  it('are verified and stored as if they had been called', async () => {
    const { api, handle, relays } = await aFunction();
    const answer = await handle(
      batch(
        signed('m1', '/webhooks/twilio', inbound()),
        aRecord('m2', `/webhooks/aeroapi/${alertToken}`, JSON.stringify(push()), null),
      ),
    );
    expect(answer.batchItemFailures).toEqual([]);
    expect(await api.eventTypes()).toEqual(['InboundMessageReceived']);
    expect(relays.count).toBe(1);
  });

  it('are taken too where API Gateway has put the form in Base64', async () => {
    const { api, handle } = await aFunction();
    const record = signed('m1', '/webhooks/twilio', inbound());
    await handle(batch({ ...record, body: Buffer.from(record.body).toString('base64') }));
    expect(await api.eventTypes()).toEqual(['InboundMessageReceived']);
  });

  it.each([
    ['with a signature that does not fit', 'bm90IHRoZSBzaWduYXR1cmU='],
    ['without one', null],
  ])('%s are dropped and write nothing', async (_, signature) => {
    const { api, handle, returned } = await aFunction();
    const body = new URLSearchParams(inbound()).toString();
    const answer = await handle(batch(aRecord('m1', '/webhooks/twilio', body, signature)));
    expect([answer.batchItemFailures, returned]).toEqual([[], []]);
    expect(await api.eventTypes()).toEqual([]);
  });

  it('that were signed for another path are dropped', async () => {
    const { api, handle } = await aFunction();
    const record = signed('m1', '/webhooks/twilio?to=another', inbound());
    await handle(
      batch({
        ...record,
        messageAttributes: {
          ...record.messageAttributes,
          path: attribute('/webhooks/twilio') as SQSRecord['messageAttributes'][string],
        },
      }),
    );
    expect(await api.eventTypes()).toEqual([]);
  });

  it('that cannot be stored come back after a growing pause, and no others with them', async () => {
    let isDown = true;
    const { handle, returned } = await aFunction({
      deliveryReport: async () => {
        if (isDown) throw new Error('down');
      },
    });
    const records = [
      signed('m1', statusPath, report({ MessageStatus: 'sent' }), 3),
      signed('m2', '/webhooks/twilio', inbound()),
    ];
    expect((await handle(batch(...records))).batchItemFailures).toEqual([{ itemIdentifier: 'm1' }]);
    expect(returned).toEqual([{ handle: 'handle of m1', seconds: 20 }]);
    isDown = false;
    expect((await handle(batch(...records))).batchItemFailures).toEqual([]);
  });

  it('of a batch are under way together, so that status reports share a call', async () => {
    const state = { running: 0, most: 0 };
    const { handle, relays } = await aFunction({
      deliveryReport: async () => {
        state.running += 1;
        state.most = Math.max(state.most, state.running);
        await new Promise((done) => setImmediate(done));
        state.running -= 1;
      },
    });
    const records = Array.from({ length: 50 }, (_, index) =>
      signed(`m${index}`, statusPath, report({ MessageStatus: 'delivered' })),
    );
    expect((await handle(batch(...records))).batchItemFailures).toEqual([]);
    expect(state.most).toBe(50);
    // Nothing follows from them, so the outbox is not looked into.
    expect(relays.count).toBe(0);
  });

  it('of a message that failed are followed by a look into the outbox', async () => {
    const { handle, relays } = await aFunction();
    await handle(batch(signed('m1', statusPath, report({ MessageStatus: 'failed' }))));
    expect(relays.count).toBe(1);
  });
});
