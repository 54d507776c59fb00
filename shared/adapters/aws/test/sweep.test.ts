import type { SQSEvent } from 'aws-lambda';
import { createMemoryDocumentStore } from '#shared/adapters/memory/document-store.ts';
import { json, type Stub, startStub } from '#shared/adapters/twilio/test/stub.ts';
import { closeConnections } from '#shared/adapters/twilio/transport.ts';
import { createPlatform } from '#shared/composition/platform.ts';
import { withDeadline } from '#shared/deadline.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import { noMeter } from '#shared/ports/meter.ts';
import { emptiedStore } from '#shared/testing/emptied-store.ts';
import { countingIds, ManualClock, RecordingLog } from '#shared/testing/fakes.ts';
import { createSweeper } from '../sweep.ts';

const someEvent: AnyEvent = {
  id: '00000000-0000-4000-8000-000000000077',
  type: 'ItineraryRequested',
  version: 1,
  time: '2027-03-01T12:00:00.000Z',
  agencyId: null,
  tripId: null,
  correlationId: '00000000-0000-4000-8000-000000000077',
  causationId: null,
  data: { by: 'agency' },
};
const sweepEvent = (task: 'sweep' | 'purge'): SQSEvent => ({
  Records: [
    {
      messageId: 'm1',
      receiptHandle: 'r1',
      body: JSON.stringify({ task }),
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '0',
        SenderId: 's',
        ApproximateFirstReceiveTimestamp: '0',
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-west-1:1:sweeper',
      awsRegion: 'eu-west-1',
    },
  ],
});

let twilio: Stub;
beforeEach(async () => {
  twilio = await startStub((_, response) => json(response, 200, { contents: [], meta: {} }));
});
afterEach(async () => {
  jest.useRealTimers();
  closeConnections();
  await twilio.close();
});

/** A sweeper that always finds more; each round or removal takes `eachMs`. */
const busySweeper = async (eachMs: number) => {
  const { store } = await emptiedStore();
  jest.useFakeTimers({
    doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'clearTimeout', 'setInterval', 'Date'],
  });
  const done = { rounds: 0, purges: 0 };
  const sweeper = createSweeper({
    ...createPlatform({
      clock: new ManualClock(),
      ids: countingIds(),
      log: new RecordingLog(),
      meter: noMeter,
      store: {
        ...store,
        overdue: async () => ({ timers: [], effects: [], events: Array(200).fill(someEvent) }),
        markPublished: async () => undefined,
        purge: async () => {
          done.purges += 1;
          jest.advanceTimersByTime(eachMs);
          return { inbox: 1 };
        },
      },
      documents: createMemoryDocumentStore(),
      documentLinks: null,
      access: {
        aeroApi: null,
        alertToken: null,
        operatorKeyHash: null,
        twilio: {
          accountSid: `AC${'1'.repeat(32)}`,
          authToken: 'the-token',
          baseUrl: twilio.url,
          publicBaseUrl: 'https://travel.example',
          tokens: [],
        },
        languageModel: null,
        links: null,
      },
    }),
    meter: { ...noMeter, flush: () => undefined },
    aws: {
      eventBusName: 'bus',
      sealingKeyId: 'alias/sealing',
      agentQueues: {},
      schedules: null,
      retryBaseSeconds: 5,
      mostRetentionMonths: 36,
    },
    bus: {
      publish: async () => {
        done.rounds += 1;
        jest.advanceTimersByTime(eachMs);
      },
    },
  });
  return { sweeper, done };
};

describe('a sweeper that has more to do than time', () => {
  it('begins no round that might not end', async () => {
    const { sweeper, done } = await busySweeper(5_000);
    const answer = await withDeadline(58_000, () => sweeper(sweepEvent('sweep')));
    expect(done.rounds).toBe(4);
    expect(answer.batchItemFailures).toEqual([]);
  });

  it('begins no removal that might not end', async () => {
    const { sweeper, done } = await busySweeper(9_000);
    const answer = await withDeadline(58_000, () => sweeper(sweepEvent('purge')));
    expect(done.purges).toBe(6);
    expect(answer.batchItemFailures).toEqual([]);
  });
});
