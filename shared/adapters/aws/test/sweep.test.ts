import type { SQSEvent } from 'aws-lambda';
import { createMemoryDocumentStore } from '#shared/adapters/memory/document-store.ts';
import { createPlatform } from '#shared/composition/platform.ts';
import { withDeadline } from '#shared/deadline.ts';
import type { AnyEvent } from '#shared/events/catalogue.ts';
import type { ActorStore, TimerRow } from '#shared/ports/actor-store.ts';
import { noMeter } from '#shared/ports/meter.ts';
import type { WebhookDeliveries } from '#shared/ports/webhooks.ts';
import { emptiedStore } from '#shared/testing/emptied-store.ts';
import { countingIds, ManualClock, RecordingLog } from '#shared/testing/fakes.ts';
import type { Wake } from '../queue-message.ts';
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

/** What a sweeper finds overdue: the same each time, or what is there at that time. */
type Overdue = Awaited<ReturnType<ActorStore['overdue']>>;
/** Timers of this generation cannot be scheduled. */
const failingGeneration = 666;
const nothing: Overdue = { timers: [], effects: [], events: [] };

/** A sweeper over an empty store; publishing or removing takes `eachMs`. */
const aSweeper = async (
  overdue: Overdue,
  {
    eachMs = 0,
    far = [],
    dueDeliveries = async () => [],
  }: {
    readonly eachMs?: number;
    readonly far?: readonly TimerRow[];
    readonly dueDeliveries?: WebhookDeliveries['due'];
  } = {},
) => {
  const { store } = await emptiedStore();
  jest.useFakeTimers({
    doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'clearTimeout', 'setInterval', 'Date'],
  });
  const done = { rounds: 0, purges: 0 };
  const waiting = [...far];
  const scheduled: TimerRow[] = [];
  const queued: { owner: string; message: AnyEvent | Wake }[] = [];
  const address = { url: 'http://queue.invalid', arn: 'arn' };
  const platform = createPlatform({
    clock: new ManualClock(),
    ids: countingIds(),
    log: new RecordingLog(),
    meter: noMeter,
    store: {
      ...store,
      overdue: async () => overdue,
      takeFarTimers: async ({ limit }) => waiting.splice(0, limit),
      markPublished: async () => undefined,
      webhookDeliveries: { ...store.webhookDeliveries, due: dueDeliveries },
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
      operatorUsers: [],
      webhookNetworks: [],
      twilio: null,
      languageModel: null,
      links: null,
    },
  });
  const sweeper = createSweeper(
    {
      ...platform,
      meter: { ...noMeter, flush: () => undefined },
      identityUrl: 'https://project.invalid',
      mailFrom: null,
      consoleUrl: null,
      pushSecret: null,
      cell: null,
      aws: {
        eventBusName: 'bus',
        agentQueues: { notifications: address },
        schedules: null,
        retryBaseSeconds: 5,
        sealingKeyId: 'alias/sealing',
        mostRetentionMonths: 36,
      },
      bus: {
        publish: async () => {
          done.rounds += 1;
          jest.advanceTimersByTime(eachMs);
        },
      },
    },
    {
      agentQueue: (owner) => ({
        send: async (message) => void queued.push({ owner, message }),
        sendAll: async (messages) =>
          void queued.push(...messages.map((message) => ({ owner, message }))),
        returnAfter: async () => undefined,
      }),
      timers: () => ({
        set: async (timer) => {
          if (timer.generation === failingGeneration) throw new Error('no schedule');
          scheduled.push(timer);
        },
        clear: async () => undefined,
      }),
    },
  );
  return { sweeper, done, queued, scheduled };
};

afterEach(() => {
  jest.useRealTimers();
});

describe('a sweeper that has more to do than time', () => {
  it('begins no round that might not end', async () => {
    const { sweeper, done } = await aSweeper(
      { ...nothing, events: Array(1_000).fill(someEvent) },
      { eachMs: 13_000 },
    );
    const answer = await withDeadline(58_000, () => sweeper(sweepEvent('sweep')));
    expect(done.rounds).toBe(4);
    expect(answer.batchItemFailures).toEqual([]);
  });

  it('begins no removal that might not end', async () => {
    const { sweeper, done } = await aSweeper(nothing, { eachMs: 9_000 });
    const answer = await withDeadline(58_000, () => sweeper(sweepEvent('purge')));
    expect(done.purges).toBe(6);
    expect(answer.batchItemFailures).toEqual([]);
  });
});

describe('deliveries to systems of agencies', () => {
  const id = '00000000-0000-4000-8000-00000000000d';
  const agencyId = '00000000-0000-4000-8000-00000000000a';

  it('that are due become messages for who tries them', async () => {
    const { sweeper, queued } = await aSweeper(nothing, {
      dueDeliveries: async () => [{ id, agencyId }],
    });
    await sweeper(sweepEvent('sweep'));
    expect(queued).toEqual([
      { owner: 'deliveries', message: { wake: { effectId: id, agencyId } } },
    ]);
  });

  it('that cannot be looked for fail no sweep', async () => {
    const { sweeper } = await aSweeper(nothing, {
      dueDeliveries: () => Promise.reject(new Error('no database')),
    });
    expect((await sweeper(sweepEvent('sweep'))).batchItemFailures).toEqual([]);
  });
});

describe('messages that are due', () => {
  const agencyId = '00000000-0000-4000-8000-00000000000a';
  const effects = Array.from({ length: 1_000 }, (_, index) => ({
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    agencyId,
  }));

  it('go to the queue of the agent that sends them, once, and hold up nothing', async () => {
    const { sweeper, queued } = await aSweeper({
      ...nothing,
      effects,
      // Full, so that there are more rounds, which find the same messages still due.
      events: Array(1_000).fill(someEvent),
    });
    const answer = await sweeper(sweepEvent('sweep'));
    expect(answer.batchItemFailures).toEqual([]);
    expect(queued).toEqual(
      effects.map(({ id }) => ({
        owner: 'notifications',
        message: { wake: { effectId: id, agencyId } },
      })),
    );
  });
});

describe('timers that were set far ahead and have come near', () => {
  const far = (generation: number): TimerRow => ({
    agent: 'notifications',
    actorId: `trip ${generation}`,
    kind: 'ReminderDue',
    generation,
    due: '2027-03-02T12:00:00.000Z',
    agencyId: null,
    tripId: null,
  });

  it('get their schedules, all of them, whichever one of them fails', async () => {
    const timers = Array.from({ length: 450 }, (_, index) => far(index + 300));
    const { sweeper, scheduled } = await aSweeper(nothing, { far: timers });
    const answer = await sweeper(sweepEvent('sweep'));
    expect(answer.batchItemFailures).toEqual([]);
    expect(scheduled).toEqual(timers.filter(({ generation }) => generation !== failingGeneration));
  });
});
